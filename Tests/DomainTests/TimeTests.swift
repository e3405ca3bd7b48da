import Domain
import Testing

/// Protects times and window cutting: every report and every alert hangs on them.
@Suite struct TimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_500_000, "1970-01-01T00:00:01.500000Z"),
        (1_772_366_400_000_000, "2026-03-01T12:00:00Z"),
    ] as [(Int64, String)])
    func printsIso8601(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test func readsZones() {
        #expect(Timestamp(iso8601: "2026-03-01T13:00:00+01:00")?.microseconds == 1_772_366_400_000_000)
        #expect(Timestamp(iso8601: "yesterday") == nil)
    }

    @Test(arguments: ["hour", "day", "week", "rows:5000", "all"])
    func granularityReadsWhatItPrints(text: String) {
        #expect(Granularity(text)?.description == text)
    }

    @Test(arguments: ["", "rows:", "rows:0", "rows:-1", "rows:x", "month"])
    func granularityRefusesNonsense(text: String) {
        #expect(Granularity(text) == nil)
    }

    @Test func weeksStartOnMonday() throws {
        let bucket = try #require(Granularity.week.bucket)
        let monday = try #require(Timestamp(iso8601: "2026-03-02T00:00:00Z")).microseconds
        #expect((monday - bucket.origin) % bucket.length == 0)
    }

    @Test func flooringDivisionHoldsBefore1970() {
        #expect(Int64(-1).quotient(flooringBy: 10) == -1)
        #expect(Int64(-10).quotient(flooringBy: 10) == -1)
        #expect(Int64(-11).quotient(flooringBy: 10) == -2)
        #expect(Int64(9).quotient(flooringBy: 10) == 0)
    }
}
