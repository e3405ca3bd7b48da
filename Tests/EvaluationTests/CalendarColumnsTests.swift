import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects the classifier from columns that tell the time, and columns that drift from being taken for such.
@Suite struct CalendarColumnsTests {
    @Test func whatTellsTheTimeIsLeftOut() {
        var random = SplitMix64(seed: 1)
        let windows = (0..<14).map { day in
            let rows = 0..<100
            return WindowRows(
                key: Int64(day),
                columns: [
                    .categories(rows.map { _ in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][day % 7] }),  // the day of the week
                    .numbers(rows.map { Double(day * 100 + $0) }),  // a counter
                    .numbers(rows.map { _ in Double(day % 7) }),  // the day of the week as a number
                    .numbers(rows.map { _ in random.nextUniform() * 24 }),  // the hour
                    .numbers(rows.map { _ in random.nextNormal() + (day % 7 > 4 ? 1 : 0) }),  // another on weekends
                    .categories(rows.map { _ in random.nextUniform() < 0.99 ? "usual" : nil }),  // nearly constant
                    .numbers(rows.map { _ in 7 }),  // constant
                    .numbers(rows.map { _ in .nan }),  // empty
                    .categories(rows.map { _ in nil }),
                ])
        }
        #expect(CalendarColumns.places(in: windows) == [0, 1, 2])
    }

    /// One window tells nothing of how windows differ.
    @Test func oneWindowTellsNothing() {
        let window = WindowRows(key: 0, columns: [.numbers([1, 1, 1])])
        #expect(CalendarColumns.places(in: [window]).isEmpty && CalendarColumns.places(in: []).isEmpty)
    }
}
