import Domain
import Foundation
import Testing

@testable import ReportText

/// Protects what people see in the terminal.
@Suite struct TerminalReportTests {
    /// Compares with a stored text; with `ASSAY_UPDATE_GOLDEN=1` it writes the text instead.
    private func compare(_ text: String, _ name: String, source: String = #filePath) throws {
        if ProcessInfo.processInfo.environment["ASSAY_UPDATE_GOLDEN"] != nil {
            let folder = URL(fileURLWithPath: source).deletingLastPathComponent().appending(path: "Golden")
            try Data(text.utf8).write(to: folder.appending(path: name + ".txt"))
            return
        }
        let stored = try #require(Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Golden"))
        #expect(text == String(decoding: try Data(contentsOf: stored), as: UTF8.self))
    }

    @Test(arguments: MockReport.all.map(\.name))
    func looksAsStored(name: String) throws {
        let report = try #require(MockReport.all.first { $0.name == name }).report
        try compare(TerminalReport(width: 80).text(of: report), name)
    }

    @Test func otherFormsLookAsStored() throws {
        try compare(TerminalReport(width: 80, level: .quiet).text(of: MockReport.full), "full-quiet")
        try compare(TerminalReport(width: 60).text(of: MockReport.full), "full-60")
        try compare(TerminalReport(width: 120).text(of: MockReport.full), "full-120")
        try compare(TerminalReport(width: 80, style: .ansi).text(of: MockReport.full), "full-ansi")
    }

    @Test(arguments: MockReport.all.map(\.name))
    func noLineIsWiderThanAsked(name: String) throws {
        let report = try #require(MockReport.all.first { $0.name == name }).report
        for width in stride(from: 60, through: 160, by: name == "hostile" ? 20 : 1) {
            for line in TerminalReport(width: width, rows: 100).text(of: report).split(separator: "\n") {
                #expect(DisplayWidth.of(line) <= width, "\(width): \(line)")
            }
        }
    }

    /// Where nothing failed no column is told as guilty, nor as the one that is strongest.
    @Test func columnsOfNoFailureAreWhereToLook() {
        var report = MockReport.full
        report.diagnosis = Diagnosis(
            failureMode: "none", probability: 0.8, rankedFeatures: ["channel_of_suspicion"], evidence: [.init("what was alerted is over")], advice: [])
        let text = TerminalReport(width: 120).text(of: report)
        #expect(text.contains("nothing that lasts (80%)"))
        #expect(text.contains("if it comes again, look first at: channel_of_suspicion"))
        #expect(!text.contains("strongest in channel_of_suspicion"))
    }

    @Test func widthsOutsideTheRangeAreBroughtWithin() {
        let text = { (width: Int) in TerminalReport(width: width).text(of: MockReport.full) }
        #expect(text(0) == text(60))
        #expect(text(.max) == text(160))
    }

    @Test func plainTextHoldsNoControlCharacters() {
        for (_, report) in MockReport.all {
            let text = TerminalReport(width: 80, rows: 100).text(of: report)
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
            #expect(!text.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
        }
    }

    @Test func coloursAreTheOnlyDifferenceBetweenStyles() {
        for (_, report) in MockReport.all {
            let coloured = TerminalReport(width: 80, style: .ansi).text(of: report)
            let stripped = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
            #expect(stripped == TerminalReport(width: 80).text(of: report))
        }
    }

    @Test func quietShowsOnlyWhatNeedsAttention() {
        let quiet = TerminalReport(level: .quiet)
        #expect(!quiet.text(of: MockReport.full).contains("i info"))
        #expect(quiet.text(of: MockReport.full).contains("! warning"))
        #expect(quiet.text(of: MockReport.healthy).split(separator: "\n").count == 1)
    }

    @Test func countsWhatItLeavesOut() {
        #expect(TerminalReport(rows: 2).text(of: MockReport.full).contains("… and 3 more"))
    }
}
