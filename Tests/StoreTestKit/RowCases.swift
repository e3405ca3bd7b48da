internal import Domain
internal import Store

extension Conformance {
    private static let second: Int64 = 1_000_000

    /// A table with a column of every type, read as numbers and as categories.
    private static func mixed(_ store: any Store, rows: Int) async throws -> Relation {
        let hour = 3_600 * second
        let times = (0..<rows).map { row -> Int64? in row % 41 == 40 ? nil : Int64(row % 7) * hour + Int64(row) }
        let numbers: [Double?] = [1.5, nil, .nan, .infinity, -2, 1e300]
        let texts: [String?] = ["a", nil, "", "3", "é \n'"]
        let flags: [Bool?] = [true, false, nil]
        let integers = (0..<rows).map { row -> Int64? in row % 9 == 8 ? nil : Int64(row) - 5 }
        return try await store.relation([
            .times("t", times), .doubles("x", (0..<rows).map { numbers[$0 % numbers.count] }),
            .texts("s", (0..<rows).map { texts[$0 % texts.count] }), .integers("i", integers),
            .booleans("b", (0..<rows).map { flags[$0 % flags.count] }),
        ])
    }

    private static let asked = ["x", "s", "i", "b", "t"].flatMap { [CountedColumn($0, .numeric), CountedColumn($0, .categorical)] }

    static let rows: [Conformance] = [
        Conformance("rows of every type, all of them") { store, answers in
            let table = try await mixed(store, rows: 100)
            answers.note("whole", try await store.rows(of: asked, in: table, by: .whole, limit: 100))
            for granularity in [.hour, .rows(30)] as [Granularity] {
                let windowing = Windowing(granularity, timeColumn: "t")
                answers.note("by \(granularity)", try await store.rows(of: asked, in: table, by: windowing, limit: 1_000))
            }
        },
        Conformance("rows, fewer than there are") { store, answers in
            let table = try await mixed(store, rows: 3_000)
            for limit in [1, 7, 500, 2_999, 3_000] {
                answers.note("\(limit) of all", try await store.rows(of: asked, in: table, by: .whole, limit: limit))
                answers.note("\(limit) of each hour", try await store.rows(of: asked, in: table, by: Windowing(.hour, timeColumn: "t"), limit: limit))
            }
        },
        Conformance("rows of nothing") { store, answers in
            let empty = try await mixed(store, rows: 0)
            let table = try await mixed(store, rows: 5)
            answers.note("no records", try await store.rows(of: asked, in: empty, by: .whole, limit: 10))
            answers.note("no columns", try await store.rows(of: [], in: table, by: .whole, limit: 10))
            answers.note("none", try await store.rows(of: asked, in: table, by: .whole, limit: 0))
            await answers.noteRefusal("unknown column") {
                try await store.rows(of: [CountedColumn("y", .numeric)], in: table, by: .whole, limit: 10)
            }
        },
        Conformance("rows of a slice, all of them") { store, answers in
            let table = try await mixed(store, rows: 200)
            let slice = try await store.filtered(table, by: Slice(parsing: "b = true"))
            answers.note("rows", try await store.rows(of: asked, in: slice, by: .whole, limit: 1_000))
        },
    ]
}
