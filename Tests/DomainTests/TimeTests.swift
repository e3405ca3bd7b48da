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

    /// Days from the year 1 to 9999, also of a calendar that nobody had yet.
    @Test func daysAreWrittenAsTheyAreRead() {
        for day in stride(from: Int64(-719_162), through: 2_932_896, by: 397) {
            let time = Timestamp(microseconds: day * 86_400_000_000)
            #expect(Timestamp(text: time.day) == time, "\(time)")
        }
        #expect(Timestamp(microseconds: -62_135_596_800_000_000).description == "0001-01-01T00:00:00Z")
        #expect(Timestamp(microseconds: 253_402_300_799_999_999).description == "9999-12-31T23:59:59.999999Z")
    }

    @Test func readsZones() {
        #expect(Timestamp(iso8601: "2026-03-01T13:00:00+01:00")?.microseconds == 1_772_366_400_000_000)
        #expect(Timestamp(iso8601: "yesterday") == nil)
    }

    @Test(arguments: [
        ("2026-03-01", "2026-03-01T00:00:00Z"), ("2026-03-01 12:30", "2026-03-01T12:30:00Z"),
        ("2024-02-29T23:59:59.25+01:00", "2024-02-29T22:59:59.250000Z"), ("2000-03-01T00:00:00-0530", "2000-03-01T05:30:00Z"),
        ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"), ("1900-02-28 23:59:59", "1900-02-28T23:59:59Z"),
        ("1582-10-15", "1582-10-15T00:00:00Z"), ("9999-12-31T23:00-01", "10000-01-01T00:00:00Z"),
    ])
    func readsTimesAsPeopleWriteThem(text: String, moment: String) {
        #expect(Timestamp(text: text)?.description == moment)
    }

    /// As engines do: the Gregorian calendar also before it was made.
    @Test func daysBeforeTheCalendarCountAsEngineDays() {
        #expect(Timestamp(text: "0001-01-01")?.microseconds == -719_162 * 86_400_000_000)
    }

    @Test(arguments: [
        "", "soon", "2026", "2026-3-1", "2026-13-01", "2026-02-29", "1900-02-29", "2026-00-10", "2026-01-00", "2026-01-01 24:00",
        "2026-01-01 10:60", "2026-01-01 10:00:60", "2026-01-01T10:00+24:00", "2026-01-01Z", " 2026-01-01", "٢٠٢٦-01-01",
    ])
    func refusesWhatIsNoTime(text: String) {
        #expect(Timestamp(text: text) == nil)
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
