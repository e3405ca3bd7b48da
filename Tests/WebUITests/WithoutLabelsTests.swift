import Domain
import Testing
import WebUI

/// Protects what the page says while labels are missing: estimates with their doubts, proxies, and several columns at once.
@Suite struct WithoutLabelsTests {
    private static func section(_ id: String, of report: CheckReport) throws -> String {
        let page = CheckPage(report).htmlWithoutAssets()
        #expect(Markup(page).faults == [])
        let start = try #require(page.firstRange(of: "<section id=\"\(id)\""), "\(id) is missing")
        let rest = page[start.lowerBound...]
        return String(rest.prefix(upTo: try #require(rest.firstRange(of: "</section>")).lowerBound))
    }

    private func expect(_ section: String, says texts: [String]) {
        for text in texts { #expect(section.contains(text), "\(text) is missing") }
    }

    @Test func nothingIsSaidOfWhatWasNotAskedFor() {
        let page = CheckPage(.small()).htmlWithoutAssets()
        for id in ["estimates", "proxies", "several"] {
            #expect(!page.contains("id=\"\(id)\""))
            #expect(!page.contains("href=\"#\(id)\""))
        }
    }

    @Test func estimatesStandBesideLabelsAndDoubts() throws {
        let report = MockReport.month()
        let section = try Self.section("estimates", of: report)
        // Two of scores, and what a model of numbers would lose.
        #expect(section.matches(of: /data-chooses="estimates"/).count == 3)
        expect(
            section,
            says: [
                "ROC AUC", "Log loss", "Mean absolute error", "0.905", "0.76 to 0.8", "PAPE 0.79", "BBSE 0.8",
                "as features come now (PAPE), if only shares changed (BBSE).",
                "by scores (CBPE): not to be believed in 8 windows: the reference hardly has such scores.",
                "by scores (CBPE): not to be believed in 10 windows: labels contradict the estimates.", "not to be believed</li>", "other assumptions",
            ])
        // Of the last window no label has come.
        #expect(!section.contains("rows</span>"))
        var labelled = report
        labelled.estimatedPerformance = labelled.estimatedPerformance.map { metric in
            var metric = metric
            metric.points.removeLast(10)
            return metric
        }
        expect(try Self.section("estimates", of: labelled), says: ["0.772", "rows</span>"])
    }

    @Test func proxiesSayWhatTheyHaveShown() throws {
        expect(
            try Self.section("proxies", of: MockReport.month()),
            says: [
                "called_back", "ROC AUC rises as it rises", "rank correlation 0.81, surely 0.35 to 0.96, 24 windows", "not shown to follow any metric; closest ROC AUC",
                "too few windows have labels to tell", "0.2 to 0.34",
            ])
    }

    @Test func severalColumnsNameTheGuiltyOnes() throws {
        expect(
            try Self.section("several", of: MockReport.month()),
            says: ["Domain classifier", "Embedding MMD · last_message", "lead_time (81 %)", "2026-03-13", "arrival_month", "3 columns together, 1 column of vectors"])
        var report = MockReport.month()
        report.multivariate?.signals = []
        let nothing = try Self.section("several", of: report)
        #expect(nothing.contains("Too few columns or rows"))
        #expect(!nothing.contains("class=\"chart"))
    }

    /// One window is a number and not a line.
    @Test func oneWindowHasNoChart() throws {
        var report = MockReport.month()
        report.windows = Array(report.windows.prefix(1))
        report.estimatedPerformance = MockReport.estimates(report.windows)
        report.multivariate = nil
        let section = try Self.section("estimates", of: report)
        #expect(!section.contains("class=\"chart"))
        #expect(!section.contains("<button"))
    }
}
