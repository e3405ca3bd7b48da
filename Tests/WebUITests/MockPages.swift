import Domain
import Foundation
import Testing
import WebUI

/// Pages to look at: `ASSAY_WRITE_PAGES=<folder> swift test --filter MockPages`.
@Suite struct MockPages {
    private static let folder = ProcessInfo.processInfo.environment["ASSAY_WRITE_PAGES"]

    @Test(.enabled(if: folder != nil, "writes pages only when ASSAY_WRITE_PAGES names a folder"))
    func write() throws {
        let folder = URL(filePath: try #require(Self.folder))
        let pages = [
            "month": MockReport.month(), "small": .small(), "empty": .empty(),
            "hostile": EscapingTests.report("</script>\"'<b>&\u{202E}👩🏽‍🔬 'x'; DROP TABLE"),
            "wide": PageSizeTests.wide(features: 2_000, windows: 720, name: { "feature_\($0)" }),
            "wide-hostile": PageSizeTests.hostile(),
        ]
        for (name, report) in pages {
            try CheckPage(report).html().write(
                to: folder.appending(path: "\(name).html"), atomically: true, encoding: .utf8)
        }
    }
}
