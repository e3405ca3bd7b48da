import Domain
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import ReportText

/// Protects what CI systems read.
@Suite struct JUnitReportTests {
    /// Counts elements and collects attributes; fails on anything not well formed.
    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append((name, attributes))
        }

        func count(_ name: String) -> Int { elements.count { $0.name == name } }
    }

    private func read(_ report: CheckReport, failOn: Severity = .error) -> Reader? {
        let reader = Reader()
        let parser = XMLParser(data: Data(JUnitReport(failOn: failOn).text(of: report).utf8))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    @Test func isWellFormedForAnyNames() throws {
        for (name, report) in MockReport.all {
            let reader = try #require(read(report, failOn: .warning), "\(name)")
            let cases = report.features.count + report.quality.count + report.performance.count
            #expect(reader.count("testcase") >= cases)
            let root = try #require(reader.elements.first)
            #expect(root.attributes["tests"] == String(reader.count("testcase")))
            #expect(root.attributes["failures"] == String(reader.count("failure")))
            #expect(root.attributes["skipped"] == String(reader.count("skipped")))
        }
    }

    @Test func namesComeBackAsTheyWere() throws {
        let reader = try #require(read(MockReport.hostile))
        let names = Set(reader.elements.compactMap { $0.name == "testcase" ? $0.attributes["name"] : nil })
        for name in ["<a href=\"x\">&amp;]]>", "line\nbreak\r\ttab", "'; DROP TABLE x; --"] {
            #expect(names.contains(name))
        }
        #expect(names.contains("\u{FFFD}[31mred\u{FFFD}[0m"))
    }

    @Test func hasASuiteForEachKindAndOneForTheRest() throws {
        let reader = try #require(read(MockReport.full))
        let suites = reader.elements.filter { $0.name == "testsuite" }.map { $0.attributes["name"] }
        #expect(suites == ["drift", "quality", "performance", "alerts"])
        let properties = reader.elements.filter { $0.name == "property" && $0.attributes["name"] == "model" }
        #expect(properties.count == 4)
        #expect(properties.allSatisfy { $0.attributes["value"] == "churn" })
    }

    @Test(arguments: Severity.allCases)
    func somethingFailsExactlyWhenAnAlertReachesTheLevel(level: Severity) throws {
        for (name, report) in MockReport.all {
            var report = report
            // Only alerts count here: the series themselves are as expected.
            report.features = []
            report.quality = []
            report.performance = []
            let reader = try #require(read(report, failOn: level), "\(name)")
            let reached = report.alerts.contains { $0.severity >= max(level, .info) }
            #expect((reader.count("failure") > 0) == reached, "\(name)")
        }
    }

    @Test func failuresSayWhatTheAlertSays() throws {
        let reader = try #require(read(MockReport.full))
        let failures = reader.elements.filter { $0.name == "failure" }.map { $0.attributes["message"] }
        #expect(failures == ["jensen_shannon of monthly_income is 0.832, 0.013 expected by chance, n=4,711",
            "roc_auc fell to 0.853, n=4,850"])
    }
}
