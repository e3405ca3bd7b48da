internal import Domain
internal import Store

extension Conformance {
    private static let hour: Int64 = 3_600_000_000

    private static let tables: [(String, [Batch.Column])] = [
        ("texts", [.texts("a", ["x", "x", "y", nil, "x", "y", "", "", nil, "x", "é", "e\u{301}"])]),
        ("integers", [.integers("a", [1, 1, .max, .max, nil, nil, 0, 1, 1, -1, .min, 7])]),
        ("doubles", [.doubles("a", [0, -0.0, .nan, -.nan, nil, .infinity, .infinity, 1e300, 1e300, 1, 1, 1])]),
        ("booleans", [.booleans("a", [true, true, false, nil, nil, false, true, true, true, true, false, false])]),
        ("times", [.times("a", [1, 1, 2, nil, nil, hour, hour, 0, 0, 1, -1, 5])]),
        ("several", [
            .texts("a", ["x", "x", "x", nil, nil, nil, "", "x", "x", "x", "x", "x"]),
            .doubles("b", [1, 1, 2, 1, 1, nil, 0, nil, nil, 1, .nan, .nan]),
            .integers("c", [nil, nil, nil, nil, nil, nil, nil, 0, 0, nil, 3, 3]),
        ]),
        ("cells that swapped columns", [
            .texts("a", ["p", "q", "p", "q", "p", "q", "", "pq", "pq", "p", nil, nil]),
            .texts("b", ["q", "p", "q", "p", "p", "q", "pq", "", nil, "q", nil, ""]),
        ]),
    ]

    static let repeats: [Conformance] =
        tables.map { what, columns in
            Conformance("repeats: \(what)") { store, answers in
                let times: [Int64?] = [0, 0, 1, 2, hour, hour - 1, -1, 30 * hour, 30 * hour + 5, nil, 5 * hour, 400 * hour]
                let table = try await store.relation(columns + [.times("t", times)])
                for granularity in [Granularity.hour, .day, .week, .whole, .rows(5)] {
                    for reach in [RepeatQuery.Reach.window, .all] {
                        let query = RepeatQuery(
                            records: table, columns: columns.map(\.name), windowing: Windowing(granularity, timeColumn: "t"), reach: reach)
                        answers.note("\(reach) by \(granularity)", try await store.repeats(query))
                    }
                }
            }
        } + [
            Conformance("repeats: of nothing, and of what is not there") { store, answers in
                let table = try await store.relation([.texts("a", []), .times("t", [])])
                let windowing = Windowing(.hour, timeColumn: "t")
                for reach in [RepeatQuery.Reach.window, .all] {
                    answers.note("none", try await store.repeats(RepeatQuery(records: table, columns: ["a"], windowing: windowing, reach: reach)))
                    for columns in [["b"], ["a", "b"], []] {
                        await answers.noteRefusal("\(columns)") {
                            try await store.repeats(RepeatQuery(records: table, columns: columns, windowing: windowing, reach: reach))
                        }
                    }
                    await answers.noteRefusal("no time to cut by") {
                        try await store.repeats(
                            RepeatQuery(records: table, columns: ["a"], windowing: Windowing(.hour, timeColumn: nil), reach: reach))
                    }
                }
            }
        ]
}
