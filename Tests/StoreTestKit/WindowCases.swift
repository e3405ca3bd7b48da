internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    private static let second: Int64 = 1_000_000
    private static let hour = 3_600 * second
    /// Around boundaries of hours, days and weeks, before 1970 and after.
    private static let moments: [Int64?] = [
        0, -1, 1, hour, hour - 1, -hour, -hour - 1, 24 * hour, 24 * hour - 1, 96 * hour, 96 * hour - 1, -72 * hour, -72 * hour - 1,
        nil, 1_700_000_000 * second, 1_700_000_000 * second + 1, -2_000_000_000 * second - 1, nil, 4_000_000_000 * second,
    ]

    private static let windowings: [Granularity] = [.hour, .day, .week, .rows(1), .rows(4), .rows(100), .whole]

    /// The same questions in every kind of window.
    private static func askByTime(_ what: String, _ time: Batch.Column) -> Conformance {
        Conformance("windows by \(what)") { store, answers in
            let count = time.values.count
            let table = try await store.relation([
                time, .doubles("x", (0..<count).map { $0 % 5 == 4 ? nil : Double($0) }),
                .texts("c", (0..<count).map { $0 % 3 == 0 ? "a" : "b" }),
            ])
            for granularity in windowings {
                let windowing = Windowing(granularity, timeColumn: time.name)
                answers.note("moments by \(granularity)", try await store.moments(of: [.init("x", .numeric)], in: table, by: windowing))
                answers.note("values by \(granularity)", try await store.values(of: "x", in: table, by: windowing))
                answers.note("counts by \(granularity)", try await store.counts(
                    of: [
                        .init("x", .numeric(.known([0, 3, 9]))), .init("c", .categorical(.init(values: ["a"], isComplete: true))),
                        .init(time.name, .time),
                    ], in: table, by: windowing))
            }
            answers.note("misfits", try await store.misfits(of: [.init(time.name, .time)], in: table, limit: 10)[0].map(\.count))
        }
    }

    static let windows: [Conformance] = [
        askByTime("times", .times("t", moments)),
        askByTime("no times at all", .times("t", [nil, nil, nil])),
        askByTime("no rows", .times("t", [])),
        askByTime("equal times", .times("t", [5, 5, nil, 5, 4, 5, 6, 5, 4])),
        askByTime("seconds", .integers("t", moments.map { $0.map { $0 / second } })),
        askByTime("milliseconds", .integers("t", [1_700_000_000_000, -1_700_000_000_001, 99_999_999_999, 100_000_000_000, nil])),
        askByTime("microseconds", .integers("t", [1_700_000_000_000_000, -1_700_000_000_000_001, 99_999_999_999_999, 100_000_000_000_000])),
        askByTime("nanoseconds", .integers("t", [
            1_700_000_000_000_000_000, 1_699_999_199_999_999_999, -1_700_000_000_000_000_001, 99_999_999_999_999_999,
            100_000_000_000_000_000, .min, .max,
        ])),
        askByTime("seconds with a fraction", .doubles("t", [1.7e9, 1_700_000_000.25, -0.5, .nan, .infinity, 1e300, -1e300, -9.3e21, nil])),
        askByTime("texts", .texts("t", [
            "2024-01-01", "2024-01-01 10:00", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00+02:00", "2023-12-31T23:30:00-01:00",
            "2024-02-29 23:59:59.999999", "1969-12-31T23:59:59.5Z", "1900-03-01 00:00:00", "soon", "", "2024-02-30", nil,
            "2023-02-29", "2024-03-31T02:30:00+01:00", "2024-07-01 12:00:00", "2024-01-01T10:00:00.1234567Z",
        ])),
        askByTime("booleans, which are no times", .booleans("t", [true, false, nil])),
        Conformance("rows in the order of the relation") { store, answers in
            let table = try await store.relation([.doubles("x", (0..<5_000).map { Double($0) })])
            let windowing = Windowing(.rows(999), timeColumn: nil)
            answers.note("values", try await store.values(of: "x", in: table, by: windowing))
            answers.note("moments", try await store.moments(of: [.init("x", .numeric)], in: table, by: windowing))
        },
    ]
}
