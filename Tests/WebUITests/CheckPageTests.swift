import Domain
import Foundation
import Testing
import WebUI

/// Protects the page as a whole: what it says, that it is sound, and that it stays small.
@Suite struct CheckPageTests {
    /// The stored page is written anew with `ASSAY_WRITE_GOLDEN=1 swift test --filter WebUITests`.
    @Test func smallReportGivesTheStoredPage() throws {
        let page = CheckPage(.small(), nonce: Nonce("fixed")).htmlWithoutAssets()
        if ProcessInfo.processInfo.environment["ASSAY_WRITE_GOLDEN"] != nil {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/small.html")
            try page.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let stored = try #require(Bundle.module.url(forResource: "Golden/small", withExtension: "html"))
        let lines = try String(contentsOf: stored, encoding: .utf8).split(separator: "\n")
        for (line, expected) in zip(page.split(separator: "\n"), lines) { #expect(line == expected) }
        #expect(page.split(separator: "\n").count == lines.count)
    }

    @Test(arguments: [CheckReport.empty(), .small(), MockReport.month()])
    func isWellFormed(report: CheckReport) {
        let page = CheckPage(report).html()
        #expect(Markup(page).faults == [])
        for link in page.matches(of: /href="#([^"]+)"/) { #expect(Markup(page).ids.contains(String(link.1))) }
    }

    @Test func holdsAllItNeedsAndRefersToNothing() {
        let page = CheckPage(MockReport.month(), nonce: Nonce("fixed")).html()
        #expect(page.contains("default-src 'none'; script-src 'nonce-fixed'".escapedForHTML))
        #expect(page.contains("echarts"))
        #expect(page.matches(of: /<script/).count == 3)
        let own = CheckPage(MockReport.month()).htmlWithoutAssets()
        for reference in ["src=", "http:", "https:", "//", "url(", "@import"] { #expect(!own.contains(reference)) }
    }

    @Test func twoPagesNeverShareANonce() {
        #expect(Nonce.random() != Nonce.random())
    }

    @Test func saysWhatMattersFirst() throws {
        let page = CheckPage(MockReport.month()).htmlWithoutAssets()
        let order = [
            "<h1>", "3 errors and 3 warnings in 4 columns, the first since 2026-03-09 UTC.", "id=\"alerts\"",
            "id=\"diagnosis\"", "id=\"performance\"", "id=\"estimates\"", "id=\"proxies\"", "id=\"drift\"", "id=\"distributions\"", "id=\"several\"",
            "id=\"quality\"",
            "id=\"compared\"", "id=\"columns\"", "id=\"notes\"",
        ]
        var rest = Substring(page)
        for text in order {
            let found = try #require(rest.firstRange(of: text), "\(text) is missing or out of order")
            rest = rest[found.upperBound...]
        }
    }

    /// A healthy report ranks columns, too, for who asks; its page has no section about a cause.
    @Test func columnsOfNoFailureAreWhereToLook() {
        var report = CheckReport.small()
        report.diagnosis = Diagnosis(failureMode: "none", rankedFeatures: ["age"], advice: [])
        #expect(!CheckPage(report).htmlWithoutAssets().contains("id=\"diagnosis\""))
        report.diagnosis = Diagnosis(failureMode: "none", rankedFeatures: ["age"], evidence: [.init("what was alerted is over")], advice: ["Wait."])
        let page = CheckPage(report).htmlWithoutAssets()
        #expect(page.contains("Columns to look at first, if it comes again") && !page.contains("guilty ones first"))
    }

    @Test func slicesThatAreFollowedStandBesideTheirPast() throws {
        var report = CheckReport.small()
        #expect(!CheckPage(report).htmlWithoutAssets().contains("id=\"slices\""))
        var metric = try #require(report.performance.first)
        metric.severity = .error
        metric.points[0].severity = .error
        report.slices = [
            FollowedSliceReport(
                name: "fine", slice: "age > 60", severity: .ok, baseline: "validation", parts: [.init(part: "current", rows: 7, share: 0.1, labelled: 0, metrics: [])],
                performance: [], comparisons: []),
            FollowedSliceReport(
                name: "young", slice: "age < 25", severity: .error, baseline: "validation",
                parts: [
                    .init(
                        part: "current", rows: 1_234, share: 0.25, labelled: 1_000,
                        metrics: [.init(metric: metric.metric, value: 0.7, standardError: nil, lower: nil, upper: nil, rest: 0.875)])
                ], performance: [metric],
                comparisons: [
                    .init(metric: metric.metric, against: .past, value: 0.7, expected: 0.825, lower: -0.2, upper: -0.05, count: 1_000),
                    .init(metric: metric.metric, against: .pastMovedAsRest, value: 0.7, expected: 0.75, lower: nil, upper: nil, count: 1_000),
                ]),
        ]
        let page = CheckPage(report).htmlWithoutAssets()
        #expect(Markup(page).faults == [])
        let start = try #require(page.firstRange(of: "id=\"slices\""))
        let section = page[start.upperBound...].prefix { $0 != "\u{0}" }.prefix(upTo: try #require(page.firstRange(of: "id=\"drift\"")).lowerBound)
        let (young, fine) = (try #require(section.firstRange(of: "young")), try #require(section.firstRange(of: "fine")))
        // The worst first.
        #expect(young.lowerBound < fine.lowerBound)
        for text in ["age &lt; 25", "1,234", "25 %", "0.875", "-0.125", "-0.2 to -0.05", "-0.05", "No labels, so nothing is measured."] {
            #expect(section.contains(text) || section.contains(text.replacing("-", with: "−")), "\(text)")
        }
    }

    @Test func saysBetweenWhichHoursAChangeBegan() throws {
        var report = CheckReport.small()
        let since = try #require(report.alerts[0].since)
        func page(_ range: ClosedRange<Timestamp>?) -> String {
            report.alerts[0].sinceRange = range
            return CheckPage(report).htmlWithoutAssets()
        }
        let hour: Int64 = 3_600_000_000
        let wide = page(since.advanced(byMicroseconds: -hour)...since.advanced(byMicroseconds: 3 * hour))
        #expect(wide.contains(/between [0-9-]+ 23:00 and [0-9-]+ 03:00/))
        for certain in [nil, since...since] { #expect(!page(certain).contains("between ")) }
    }

    @Test func emptyReportSaysSoEverywhere() {
        let page = CheckPage(.empty()).htmlWithoutAssets()
        for sentence in [
            "Healthy", "No alerts: nothing moved further than it should.", "No labels were given",
            "No column was watched for drift.", "No quality check was made.", "No source is named.",
            "No columns are known.", "Nothing to note.",
        ] {
            #expect(page.contains(sentence))
        }
        #expect(!page.contains("class=\"chart"))
        #expect(!page.contains("id=\"diagnosis\""))
    }

    @Test func oneWindowWithoutTimesOrLabels() {
        var report = CheckReport.small()
        report.granularity = "all"
        report.windows = [WindowReport(label: "all", start: nil, end: nil, rows: 2_000, labelled: nil)]
        report.alerts[0].since = nil
        report.alerts[0].time = nil
        report.alerts[0].windows = [0]
        report.performance = []
        report.features[0].drift[0].points = Array(report.features[0].drift[0].points.prefix(1))
        let page = CheckPage(report).htmlWithoutAssets()
        #expect(page.contains("1 warning in 1 column."))
        #expect(page.contains("no labels"))
        #expect(page.contains("id=\"drift-chart\""))
        #expect(Markup(page).faults == [])
    }
}
