import Domain
import Foundation
import Testing

@testable import ReportText

/// Protects what people and programs see of gaps in training.
@Suite struct GapReportTests {
    private static func gap(_ slice: String, rows: Int, training: Int) -> TrainingGap {
        TrainingGap(
            slice: slice, rows: rows, share: Double(rows) / 20_000, newRows: rows - 7, trainingRows: training, trainingShare: Double(training) / 30_000,
            ratio: 12.61, ratioLower: 11.1, ratioUpper: 14.32, pValue: 1e-9)
    }

    private static func report(_ gaps: [TrainingGap], notes: [String] = []) -> GapReport {
        GapReport(
            assayVersion: "0", model: nil, level: 0.05, leastRatio: 5, minSupport: 200, depth: 3, currentRows: 20_000, trainingRows: 30_000,
            columns: ["age", "region"], gaps: gaps, rowsInGaps: gaps.reduce(0) { $0 + $1.newRows }, notes: notes)
    }

    private static let long = "age between 25 and 40 and region in (\"north\", \"south\", \"east\", \"west\", \"middle\") and is_null(income)"

    @Test(arguments: [60, 80, 160]) func everySliceIsWholeAndFits(width: Int) {
        let text = TerminalGapReport(width: width).text(of: Self.report([Self.gap(Self.long, rows: 1_500, training: 0), Self.gap("age < 25", rows: 700, training: 12)], notes: ["A note."]))
        #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(Self.long))
        #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").hasPrefix("2 slices of production are rare in training: 2,186 records, 10.9% of all."))
        #expect(text.contains("12.61 (11.1 to 14.32)") && text.contains("<0.0001") && text.contains("A note."))
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= width, "\(line)") }
    }

    @Test func nothingFoundIsSaid() {
        #expect(TerminalGapReport().text(of: Self.report([])).hasPrefix("No slice of production is 5 times as frequent as in training."))
    }

    @Test func hostileTextIsHarmless() {
        let text = TerminalGapReport().text(of: Self.report([Self.gap("name = \"\u{1B}[31m\u{202E}\"", rows: 9, training: 1)], notes: ["\u{7}"]))
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(!text.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
    }

    @Test func keysOfJSONAreInSnakeCase() throws {
        let object = try #require(JSONSerialization.jsonObject(with: JSONReport.data(of: Self.report([Self.gap("age < 25", rows: 9, training: 1)]))) as? [String: Any])
        #expect(object["schema_version"] as? String == "1" && object["rows_in_gaps"] as? Int == 2)
        let gap = try #require((object["gaps"] as? [[String: Any]])?.first)
        #expect(Set(gap.keys) == ["slice", "rows", "share", "new_rows", "training_rows", "training_share", "ratio", "ratio_lower", "ratio_upper", "p_value"])
    }
}
