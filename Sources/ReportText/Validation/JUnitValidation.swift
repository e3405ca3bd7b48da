package import Domain

/// A validation as JUnit XML: a suite for each kind of requirement, a test case for each requirement in each slice, group or column.
package struct JUnitValidation: Sendable, Hashable {
    private let failOn: Severity

    /// - Parameter failOn: effects of this severity and worse are failures.
    package init(failOn: Severity = .error) {
        self.failOn = max(failOn, .warning)
    }

    /// The document, with a line feed at its end.
    package func text(of report: ValidationReport) -> String {
        let suites = RequirementResult.Kind.allCases.compactMap { kind -> (name: String, cases: [JUnitCase])? in
            let cases = report.results.filter { $0.kind == kind }.map(testCase)
            return cases.isEmpty ? nil : (kind.rawValue, cases)
        }
        let optional = [("model", report.model), ("version", report.version), ("champion", report.champion)]
            .compactMap { name, value in value.map { (name, $0) } }
        let properties = [
            ("assay_version", report.assayVersion), ("schema_version", report.schemaVersion), ("verdict", report.verdict.rawValue),
            ("fail_on", failOn.rawValue), ("requirements", report.requirements),
        ] + optional + (report.records.map { [("records", String($0.all)), ("judged", String($0.judged))] } ?? [])
        return JUnitDocument(name: "assay validate", failOn: failOn, properties: properties, suites: suites).text
    }

    private func testCase(_ result: RequirementResult) -> JUnitCase {
        JUnitCase(
            name: result.title, severity: result.effect.severity, skipped: result.outcome == .notEnough,
            message: result.message + (result.advice.map { " → \($0)" } ?? ""))
    }
}
