package import Domain

/// A report as JUnit XML, which CI systems show: a suite for drift, quality and performance each, with a test case
/// for every column, check and metric. Alerts that none of these cases carries are cases of a fourth suite,
/// so that something fails whenever an alert reaches the level.
package struct JUnitReport: Sendable, Hashable {
    private let failOn: Severity

    /// - Parameter failOn: findings of this severity and worse are failures; `ok` counts as `info`.
    package init(failOn: Severity = .error) {
        self.failOn = max(failOn, .info)
    }

    /// The document, with a line feed at its end.
    package func text(of report: CheckReport) -> String {
        let (cases, rest) = JUnitCases(report: report).all
        let suites = [("drift", cases.drift), ("quality", cases.quality), ("performance", cases.performance)]
            + (rest.isEmpty ? [] : [("alerts", rest)])
        return JUnitDocument(name: "assay check", failOn: failOn, properties: properties(report), suites: suites).text
    }

    private func properties(_ report: CheckReport) -> [(String, String)] {
        let model = report.model
        let optional = [
            ("model", model.name), ("positive_class", model.positiveClass),
            ("decision_threshold", model.decisionThreshold.map { "\($0)" }),
            ("versions", model.versions.isEmpty ? nil : model.versions.joined(separator: ", ")),
            ("failure_mode", report.diagnosis.failureMode),
        ].compactMap { name, value in value.map { (name, $0) } }
        return [
            ("assay_version", report.assayVersion), ("schema_version", report.schemaVersion),
            ("rules", report.rules), ("verdict", report.verdict.rawValue), ("fail_on", failOn.rawValue),
            ("granularity", report.granularity), ("task", model.task.rawValue),
        ] + optional + report.sources.map { ("rows_\($0.part)", String($0.rows)) }
    }
}
