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
        let all = suites.flatMap(\.1)
        let document = XMLText.element(
            "testsuites", [("name", "assay check")] + counts(all),
            suites.map { suite($0, $1, report) })
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document
    }

    private func suite(_ name: String, _ cases: [JUnitCase], _ report: CheckReport) -> String {
        let properties = properties(report).map { XMLText.element("property", [("name", $0), ("value", $1)]) }
        return XMLText.element(
            "testsuite", [("name", name)] + counts(cases),
            [XMLText.element("properties", [], properties)] + cases.map { testCase($0, suite: name) })
    }

    private func testCase(_ item: JUnitCase, suite: String) -> String {
        var children: [String] = []
        if item.severity >= failOn {
            children.append(
                XMLText.element("failure", [("type", item.severity.rawValue), ("message", item.message)]))
        } else if item.skipped {
            children.append(XMLText.element("skipped", [("message", item.message)]))
        } else if item.severity > .ok {
            children.append("<system-out>\(XMLText.escaped("\(item.severity.label): \(item.message)"))</system-out>\n")
        }
        return XMLText.element("testcase", [("classname", "assay.\(suite)"), ("name", item.name)], children)
    }

    private func counts(_ cases: [JUnitCase]) -> [(String, String)] {
        let failures = cases.count { $0.severity >= failOn }
        let skipped = cases.count { $0.severity < failOn && $0.skipped }
        return [
            ("tests", String(cases.count)), ("failures", String(failures)), ("errors", "0"),
            ("skipped", String(skipped)),
        ]
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
