import Domain
import Foundation
import Testing
import WebUI

/// Protects what only a browser can tell: the charts appear, in both colour schemes, and nothing is complained about.
@Suite(.serialized, .enabled(if: Browser.found != nil, "needs chromium on the path"))
struct BrowserTests {
    @Test(arguments: [false, true])
    func chartsAppear(isDark: Bool) throws {
        let visit = try open(MockReport.month(), isDark: isDark)
        #expect(visit.console == [])
        #expect(visit.document.contains("data-errors=\"0\""))
        let drawn = visit.document.firstMatch(of: /data-charts="([0-9]+)"/).flatMap { Int($0.1) } ?? 0
        #expect(drawn >= 2, "the performance chart and the heat map are in view")
        #expect(visit.document.matches(of: /<canvas/).count >= drawn)
    }

    @Test func phoneWidth() throws {
        let visit = try open(MockReport.month(), width: 400)
        #expect(visit.console == [])
        #expect(visit.document.contains("data-errors=\"0\""))
    }

    /// One page that holds them all: starting a browser for each would take a minute.
    @Test func hostileNamesDoNothing() throws {
        var report = EscapingTests.report(EscapingTests.names[0])
        let feature = report.features[1]
        report.features = EscapingTests.names.map { name in
            var feature = feature
            feature.name = name
            feature.distribution?.categories = [name, name]
            return feature
        }
        let visit = try open(report)
        #expect(visit.console == [])
        #expect(visit.document.contains("data-errors=\"0\""))
    }

    /// A visitor selects the second row of each table with a chart, opens tables and prints.
    @Test func answersToItsReader() throws {
        let visitor = """
            <script nonce="fixed">
            for (const section of ["performance", "estimates", "proxies", "several"]) {
              document.querySelector(`[data-chooses='${section}'][data-place='1']`).click();
            }
            for (const details of document.querySelectorAll("[data-table]")) details.open = true;
            window.dispatchEvent(new Event("beforeprint"));
            window.dispatchEvent(new Event("afterprint"));
            </script>
            """
        let page = CheckPage(MockReport.month(), nonce: Nonce("fixed")).html()
        let visit = try open(page: Self.page(page, with: visitor))
        #expect(visit.console == [])
        #expect(visit.document.contains("data-charts=\"25\" data-errors=\"0\""), "printing draws every chart")
        for (section, name) in [("performance", "PR AUC"), ("estimates", "Log loss"), ("proxies", "clicks"), ("several", "Embedding MMD · last_message")] {
            #expect(visit.document.contains("id=\"\(section)-chart-title\"><bdi>\(name)</bdi></h3>"))
        }
        #expect(visit.document.contains(">labels contradict the estimates</td>"), "the table of estimates says what is not to be believed")
        #expect(visit.document.contains("aria-label=\"PR AUC over 30 windows"))
        #expect(visit.document.contains(" ■</td>"), "the drift table marks what is over the limit")
        #expect(visit.document.contains("262 to 737 and above"))
        #expect(visit.document.firstMatch(of: /<html[^>]*data-theme/) == nil, "the screen has its own theme back")
    }

    @Test func emptyReport() throws {
        let visit = try open(.empty())
        #expect(visit.console == [])
        #expect(visit.document.contains("data-charts=\"0\" data-errors=\"0\""))
    }

    @Test func markupInAPageMayNotRun() throws {
        let markup = "<script>document.title = 'taken'</script>"
        let visit = try open(page: Self.page(CheckPage(.empty()).html(), with: markup))
        #expect(visit.document.contains(markup))
        #expect(!visit.document.contains("<title>taken"))
        #expect(visit.console.contains { $0.contains("Content Security Policy") })
    }

    /// The page with something put at its end; the library has an end of a body in its text, too.
    private static func page(_ page: String, with markup: String) -> String {
        guard let end = page.range(of: "</body>", options: .backwards) else { return page }
        return page.replacingCharacters(in: end, with: "\(markup)</body>")
    }

    private func open(_ report: CheckReport, isDark: Bool = false, width: Int = 1_280) throws -> Browser.Visit {
        try open(page: CheckPage(report).html(), isDark: isDark, width: width)
    }

    private func open(page: String, isDark: Bool = false, width: Int = 1_280) throws -> Browser.Visit {
        let browser = try #require(Browser.found)
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // `try?`: a folder left behind harms no test
        let file = folder.appending(path: "page.html")
        try page.write(to: file, atomically: true, encoding: .utf8)
        return try browser.open(file, isDark: isDark, width: width, profile: folder)
    }
}
