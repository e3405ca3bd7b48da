internal import Domain
internal import Store

extension Conformance {
    private static let minute: Int64 = 60_000_000
    private static let features = [
        CountedColumn("x", .numeric), CountedColumn("x", .categorical), CountedColumn("s", .categorical), CountedColumn("b", .categorical), CountedColumn("t", .numeric),
    ]

    /// Rows with keys of two columns, some missing and some repeated, with times.
    private static func side(_ store: any Store, rows: Int, shift: Int, keysAsText: Bool, named name: String) async throws -> Relation {
        let places = (0..<rows).map { $0 + shift }
        let ids = places.map { place -> Int64? in place % 17 == 3 ? nil : place % 23 == 5 ? 7 : Int64(place) }
        let numbers: [Double?] = [1.5, nil, .nan, 1e-9, -2, 1e300, .infinity]
        let values = places.enumerated().map { row, place -> Double? in
            let value = numbers[place % numbers.count]
            return shift > 0 && row % 5 == 0 ? value.map { $0 * 1.001 } : shift > 0 && row % 11 == 0 ? 4 : value.map { $0 * (1 + 1e-9) }
        }
        let texts: [String?] = ["a", nil, "", "é \n'", "b"]
        return try await store.relation(
            [
                keysAsText ? .texts("id", ids.map { $0.map(String.init) }) : .integers("id", ids),
                .texts("day", places.map { "d\($0 % 3)" }), .integers("user", places.map { Int64($0 % 10) }),
                .times("t", places.enumerated().map { row, place in place % 29 == 4 ? nil : Int64(place) * minute + Int64(row % 3) * 7_000_000 }),
                .doubles("x", values), .texts("s", places.map { texts[($0 + (shift > 0 && $0 % 7 == 0 ? 1 : 0)) % texts.count] }),
                .booleans("b", places.map { [true, false, nil][$0 % 3] }),
            ], named: name)
    }

    private static func query(_ store: any Store, keys: [String], time: PairQuery.Time? = nil, rows: Int = 300) async throws -> PairQuery {
        PairQuery(
            offline: try await side(store, rows: rows, shift: 0, keysAsText: false, named: "offline"),
            online: try await side(store, rows: rows, shift: 40, keysAsText: keys == ["id"], named: "online"), keys: keys, time: time,
            features: features, tolerance: 1e-6)
    }

    /// What stores whose engines join rows must answer.
    package static let pairs: [Conformance] = [
        ("by one key", ["id"], nil), ("by several keys", ["id", "day"], nil), ("by a key and a time", ["user"], 90 * 1_000_000),
        ("by a key and the same time", ["id"], 0),
    ].map { (what: String, keys: [String], reach: Int64?) in
        Conformance("pairs \(what)") { store, answers in
            guard let store = store as? any PairingStore else { return answers.note("joins", false) }
            let query = try await query(store, keys: keys, time: reach.map { PairQuery.Time(column: "t", tolerance: $0) })
            answers.note("counts", try await store.pairCounts(query))
            answers.note("all", try await store.pairs(query, limit: 1_000, lags: [1, 3]))
            answers.note("some", try await store.pairs(query, limit: 20, lags: []))
        }
    } + [
        Conformance("pairs of nothing, and of what is not there") { store, answers in
            guard let store = store as? any PairingStore else { return answers.note("joins", false) }
            let empty = try await query(store, keys: ["id"], rows: 0)
            answers.note("counts of none", try await store.pairCounts(empty))
            answers.note("none", try await store.pairs(empty, limit: 10, lags: [1]))
            var query = try await query(store, keys: ["id"], rows: 30)
            query.features = []
            answers.note("no features", try await store.pairCounts(query))
            for (keys, time) in [(["nothing"], nil), ([], nil), (["id"], PairQuery.Time(column: "when", tolerance: 0))] {
                (query.keys, query.time) = (keys, time)
                await answers.noteRefusal("\(keys)") { [query] in try await store.pairCounts(query) }
                await answers.noteRefusal("rows \(keys)") { [query] in try await store.pairs(query, limit: 1, lags: []) }
            }
        },
    ]
}
