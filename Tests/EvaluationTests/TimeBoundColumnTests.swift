import Domain
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects columns that the calendar decides from alerts about the calendar, and all others from being taken for such.
@Suite struct TimeBoundColumnTests {
    private static func timeline(_ hours: Range<Int>, records: Int = 6, _ bins: (Int, Int) -> Int) throws -> Timeline {
        let edges = try #require(BinEdges((0...13).map(Double.init)))
        let windows = hours.map { hour -> WindowCounts in
            let values = (0..<records).map { Double(bins(hour, $0)) }
            let counts = ColumnCounts(rows: records, nulls: 0)
            return WindowCounts(
                key: Int64(hour), columns: [BinnedCounts(counts: counts, bins: .histogram(Histogram(edges: edges, of: values)))])
        }
        let bucket = TimeBucket.hour
        return Timeline(windows, bucket, bucket.start(of: Int64(hours.lowerBound))...bucket.start(of: Int64(hours.upperBound - 1)))
    }

    private static func decides(_ bins: @escaping (Int, Int) -> Int, now: ((Int, Int) -> Int)? = nil) throws -> Bool {
        let (before, current) = (try timeline(0..<672, bins), try timeline(672..<1_392, now ?? bins))
        return TimeBoundColumn.decides(0, in: Timelines(bucket: .hour, granularity: .hour, baseline: before, current: current))
    }

    @Test func theCalendarIsKnown() throws {
        #expect(try Self.decides { hour, _ in hour / 24 % 7 }, "the day of the week")
        #expect(try Self.decides { hour, _ in hour / 24 == 12 ? 1 : 0 }, "a holiday")
        #expect(try Self.decides { hour, _ in (hour + 5) / 24 / 14 }, "a month, of another time zone")
        #expect(try Self.decides({ _, _ in 3 }, now: { hour, _ in hour < 720 ? 3 : 4 }), "the first turn of a month")
    }

    /// A number that stood in all of a baseline's January: with the first of February another one may only be that of the month.
    @Test(arguments: [(1.0, 744, true), (3.0, 744, false), (1.0, 700, false), (1_970.0, 744, false), (1_970.0, 8_760, true)])
    func aTurnOfTheMonthBetweenBaselineAndNow(value: Double, turn: Int, isDate: Bool) throws {
        let timelines = Timelines(
            bucket: .hour, granularity: .hour, baseline: try Self.timeline(max(0, turn - 700)..<turn) { _, _ in 3 }, current: try Self.timeline(turn..<(turn + 600)) { _, _ in 4 })
        #expect(TimeBoundColumn.decides(0, value: value, in: timelines) == isDate)
        #expect(!TimeBoundColumn.decides(0, value: nil, in: timelines))
    }

    @Test func othersAreWatched() throws {
        #expect(try !Self.decides { _, _ in 3 }, "constant")
        #expect(try !Self.decides { hour, _ in hour % 24 / 2 }, "the hour, which its phases foretell")
        #expect(try !Self.decides { hour, record in (hour * 7 + record * 5) % 13 }, "any values")
        #expect(try !Self.decides { hour, record in record == 0 && hour % 50 == 0 ? 1 : 0 }, "a rare value")
        #expect(try !Self.decides({ _, _ in 3 }, now: { hour, _ in hour < 1_000 ? 3 : 4 }), "another value from some hour on")
        #expect(try !Self.decides({ _, _ in 3 }, now: { hour, record in record == 0 ? 4 : 3 }), "another value for some records")
    }
}
