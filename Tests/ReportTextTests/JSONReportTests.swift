import Domain
import Foundation
import Testing

@testable import ReportText

/// Protects the published form of the report.
@Suite struct JSONReportTests {
    @Test(arguments: MockReport.all.map(\.name), [true, false])
    func comesBackAsItWas(name: String, pretty: Bool) throws {
        let report = try #require(MockReport.all.first { $0.name == name }).report
        #expect(try JSONReport.report(from: JSONReport.data(of: report, pretty: pretty)) == report)
    }

    @Test(arguments: [0.1 + 0.2, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -1 / 3, 1e22, 9_007_199_254_740_992])
    func keepsAllDigits(value: Double) throws {
        var report = MockReport.full
        report.alerts[0].value = value
        report.features[0].drift[0].points[3].pValue = value
        #expect(try JSONReport.report(from: JSONReport.data(of: report)) == report)
    }

    @Test func keysAreInSnakeCaseAndNamesStayAsTheyAre() throws {
        let text = String(decoding: try JSONReport.data(of: MockReport.full, pretty: false), as: UTF8.self)
        for key in ["schema_version", "p_value", "failure_mode", "higher_is_better", "standard_deviation"] {
            #expect(text.contains("\"\(key)\":"))
        }
        #expect(text.contains("\"changedPopulation\":-0.008"))
        #expect(text.hasPrefix("{\"alerts\":"))
        #expect(!text.contains("\n"))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func namesThePlaceOfWhatJSONCannotHold(value: Double) throws {
        var report = MockReport.full
        report.features[2].drift[0].points[5].pValue = value
        let failure = #expect(throws: JSONReport.Failure.self) { try JSONReport.data(of: report) }
        #expect(failure?.description.hasPrefix("features[2].drift[0].points[5].p_value is ") == true)
    }

    @Test func refusesWhatIsNoReport() throws {
        let other = Data(#"{"schema_version": "9"}"#.utf8)
        #expect(#expect(throws: JSONReport.Failure.self) { try JSONReport.report(from: other) }?.description
            == "the report has schema version 9, this program reads 1")
        for text in ["", "[]", "{}", "{\"schema_version\": 1}", "{\"schema_version\": \"1\"}"] {
            #expect(throws: JSONReport.Failure.self) { try JSONReport.report(from: Data(text.utf8)) }
        }
    }
}
