import Domain
import Foundation
import Testing

@testable import ReportText

/// Protects what people see of found slices: each whole, no line too wide, nothing that steers the terminal.
@Suite struct SliceReportTests {
    private static func slice(_ text: String, p: Double) -> FoundSlice {
        FoundSlice(
            slice: text, rows: 12_345, share: 0.123, newRows: 12_000, heldOutRows: 6_100, loss: 0.51234, lossOutside: 0.2,
            difference: .init(value: 0.31234, lower: 0.29, upper: 0.334), excess: .init(value: 3_855.8, lower: 3_580, upper: 4_123),
            earlierLoss: 0.21, earlierLossOutside: 0.19, change: .init(value: 0.29, lower: 0.25, upper: 0.33), pValue: p)
    }

    private static func report(_ slices: [FoundSlice], rank: String = "worst", unconfirmed: [FoundSlice] = [], notes: [String] = []) -> SliceReport {
        let window = SliceReport.Window(rows: 100_000, withoutLoss: 3, meanLoss: 0.2387)
        return SliceReport(
            assayVersion: "0", model: nil, task: .binary, loss: "zero_one", rank: rank, level: 0.05, minSupport: 1_000, depth: 3, current: window,
            earlier: rank == "change" ? window : nil, searchedRows: 50_100, heldOutRows: 49_900, columns: ["age", "region"], slices: slices,
            unconfirmed: unconfirmed, notes: notes)
    }

    private static let long = "age between 25 and 40 and region in (\"north\", \"south\", \"east\", \"west\", \"middle\") and is_null(income)"

    @Test(arguments: [60, 80, 160]) func everySliceIsWholeAndFits(width: Int) {
        for rank in ["worst", "change"] {
            let report = Self.report([Self.slice(Self.long, p: 1e-9), Self.slice("age < 25", p: 0.012)], rank: rank, notes: ["A note."])
            let text = TerminalSliceReport(width: width).text(of: report)
            #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(Self.long))
            #expect(text.hasPrefix(rank == "change" ? "2 slices have changed more" : "2 slices are worse"))
            #expect(text.contains("<0.0001") && text.contains("12,345") && text.contains("A note."))
            for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= width, "\(line)") }
        }
    }

    @Test func nothingFoundIsSaid() {
        #expect(TerminalSliceReport().text(of: Self.report([])).hasPrefix("No slice is significantly worse than the rest."))
        #expect(TerminalSliceReport().text(of: Self.report([], rank: "change")).hasPrefix("No slice has changed significantly more"))
        let text = TerminalSliceReport().text(of: Self.report([], unconfirmed: [Self.slice("age < 25", p: 0.3)]))
        #expect(text.contains("Not confirmed") && text.contains("age < 25: 0.512 against 0.2, p 0.3"))
    }

    @Test func hostileTextIsHarmless() {
        let text = TerminalSliceReport().text(of: Self.report([Self.slice("name = \"\u{1B}[31m\u{202E}\"", p: 0.01)], notes: ["\u{7}"]))
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(!text.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
    }

    @Test func keysOfJSONAreInSnakeCase() throws {
        let data = try JSONReport.data(of: Self.report([Self.slice("age < 25", p: 0.01)], rank: "change"))
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["schema_version"] as? String == "1" && object["held_out_rows"] as? Int == 49_900)
        let slice = try #require((object["slices"] as? [[String: Any]])?.first)
        #expect(
            Set(slice.keys) == [
                "slice", "rows", "share", "new_rows", "held_out_rows", "loss", "loss_outside", "difference", "excess", "earlier_loss",
                "earlier_loss_outside", "change", "p_value",
            ])
    }
}
