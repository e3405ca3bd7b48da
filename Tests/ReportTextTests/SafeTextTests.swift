import Domain
import Testing

@testable import ReportText

/// Protects the terminal from names and values in files.
@Suite struct SafeTextTests {
    @Test(arguments: [
        ("plain ascii", "plain ascii"), ("\u{1B}[2J", "␛[2J"), ("a\nb\tc\0", "a␊b␉c␀"), ("\u{7F}", "␡"),
        ("\u{9B}31m", "\u{FFFD}31m"), ("\u{202E}abc", "\u{FFFD}abc"), ("a\u{A0}b\u{2028}", "a b\u{FFFD}"),
        ("\u{E000}", "\u{FFFD}"), ("\u{301}a", "◌\u{301}a"), ("नमस्ते", "नमस्ते"), ("👨‍👩‍👧", "👨‍👩‍👧"),
    ])
    func cleans(text: String, expected: String) {
        #expect(SafeText.clean(text) == expected)
        #expect(SafeText.clean(expected) == expected)
    }

    @Test func cleaningTwiceChangesNothing() {
        for name in MockReport.hostileNames where name.utf8.count < 1_000 {
            #expect(SafeText.clean(SafeText.clean(name)) == SafeText.clean(name))
        }
    }

    @Test func namesAreAlwaysSeen() {
        #expect(SafeText.name("") == "\"\"")
        #expect(SafeText.name("  ") == "\"  \"")
        #expect(SafeText.name("a b") == "a b")
    }

    @Test func longTextsAndPilesOfMarksAreCut() {
        #expect(SafeText.clean(String(repeating: "x", count: 100_000)).count < 5_000)
        #expect(SafeText.clean("a" + String(repeating: "\u{301}", count: 100)).unicodeScalars.count == 5)
        #expect(SafeText.prose("a \n\n b\r\nc") == "a b c")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("年収", 4), ("ｶﾅ", 2), ("각", 2), ("각", 2), ("👍🏽", 2),
        ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("1", 1), ("█▁", 2), ("…", 1), ("✗", 1), ("Ａ", 2), ("ไทย", 3),
    ])
    func widths(text: String, cells: Int) {
        #expect(DisplayWidth.of(text) == cells)
    }

    @Test func shortensInTheMiddleByCells() {
        #expect(StyledText("monthly_income_eur").shortenedInTheMiddle(to: 9).plain == "mont…_eur")
        #expect(StyledText("年収世帯主").shortenedInTheMiddle(to: 7).plain == "年…主")
        #expect(StyledText("short").shortenedInTheMiddle(to: 5).plain == "short")
        #expect(StyledText("short").shortenedInTheMiddle(to: 1).plain == "…")
        #expect(StyledText("short").shortenedInTheMiddle(to: 0).plain == "")
        #expect(StyledText("a long end").shortenedAtTheEnd(to: 6).plain == "a lon…")
    }

    @Test func wrapsAtSpaces() {
        #expect(Wrapping.lines("one two three", width: 7) == ["one two", "three"])
        #expect(Wrapping.lines("incomprehensible", width: 7) == ["inc…ble"])
        #expect(Wrapping.lines(" \n", width: 7) == [])
    }

    @Test func listsCountWhatDoesNotFit() {
        let items = (1...20).map { StyledText("column\($0)") }
        let lines = Wrapping.list(items, width: 40, most: 2).map(\.plain)
        #expect(lines.count == 2)
        #expect(lines[1].hasSuffix("… and 14 more"))
        #expect(Wrapping.list([], width: 40, most: 2).isEmpty)
    }

    @Test func barsKeepTheWorstOfManyPoints() {
        let points = (0..<20).map { Sparkline.Point(value: $0 == 7 ? 1 : 0, severity: $0 == 7 ? .error : .ok) }
        #expect(Sparkline(points, scale: 0...1, worst: .highest).text(width: 5).plain == "▁█▁▁▁")
        #expect(Sparkline([nil, points[7]], scale: 0...1, worst: .highest).text(width: 5).plain == "·█")
        #expect(Sparkline([.init(value: 3, severity: .ok)], scale: 3...3, worst: .highest).text(width: 5).plain == "▁")
    }
}
