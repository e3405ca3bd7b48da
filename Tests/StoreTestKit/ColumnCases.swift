internal import Domain
internal import Statistics
internal import Store

extension BinEdges {
    /// Edges known to be in order.
    static func known(_ values: [Double]) -> BinEdges {
        guard let edges = BinEdges(values) else { preconditionFailure("these are no edges: \(values)") }
        return edges
    }
}

extension Conformance {
    /// Asks everything that can be asked of single columns.
    static func askAll(
        _ name: String, in table: Relation, of store: any Store, by windowing: Windowing = .whole, bins: [BinnedColumn.Bins],
        _ answers: inout Answers
    ) async throws {
        let column = CountedColumn(name, .numeric)
        answers.note("moments of \(name)", try await store.moments(of: [column], in: table, by: windowing))
        answers.note(
            "quantiles of \(name)",
            try await store.quantiles(of: [column], in: table, at: [0, 0.1, 0.25, 1 / 3, 0.5, 0.999, 1]))
        answers.note("values of \(name)", try await store.values(of: name, in: table, by: windowing))
        answers.note("identity of \(name)", try await store.identity(of: name, in: table))
        answers.note("categories of \(name)", try await store.categories(of: [column], in: table, limit: 3))
        for bins in bins {
            let binned = BinnedColumn(name, bins)
            answers.note("counts of \(name)", try await store.counts(of: [binned], in: table, by: windowing))
            answers.note("misfits of \(name)", try await store.misfits(of: [binned], in: table, limit: 3))
        }
    }

    private static let edges = BinEdges.known([-1, 0, 0.5, 2, 10])
    private static let dictionary = BinnedColumn.Bins.categorical(.init(values: ["a", "1", "true"], isComplete: true))
    private static let everyBins = [
        .numeric(edges), dictionary, .categorical(.init(values: ["b", ""], isComplete: false)),
        .categorical(.init(values: [], isComplete: true)), .presence, .time,
    ]

    /// A column, asked everything.
    private static func one(_ what: String, _ column: Batch.Column) -> Conformance {
        Conformance("one column: \(what)") { store, answers in
            let table = try await store.relation([column])
            try await askAll(column.name, in: table, of: store, bins: everyBins, &answers)
        }
    }

    private static let largest = Double.greatestFiniteMagnitude

    static let columns: [Conformance] = [
        one("no rows", .doubles("x", [])), one("no rows of text", .texts("x", [])),
        one("one row", .doubles("x", [1])), one("two rows", .doubles("x", [1, 2])),
        one("all null", .doubles("x", [nil, nil, nil])), one("all null text", .texts("x", [nil, nil])),
        one("all null times", .times("x", [nil, nil])),
        one("constant", .doubles("x", Array(repeating: 0.1, count: 5_000))),
        one("constant and null", .doubles("x", [7, nil, 7, nil, 7])),
        one("NaN and infinities", .doubles("x", [.nan, .infinity, -.infinity, nil, 1, -5, 11, .nan])),
        one("only NaN", .doubles("x", [.nan, .nan])),
        one("on, below and above edges", .doubles("x", [-1, 0, -0.0, 0.5, 2, 10, (-1.0).nextDown, 10.0.nextUp, 0.0.nextDown])),
        one("very large", .doubles("x", [1e200, -1e200, 1, 2, 3])),
        one("large enough that cubes overflow", .doubles("x", [1e120, -1e120, 1, 2])),
        one("largest", .doubles("x", [largest, -largest, largest, 1])),
        one("very small", .doubles("x", [.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300, 0, 2e-300])),
        one("far from zero", .doubles("x", (0..<3_000).map { 1e6 + Double($0 * $0 % 1_009) })),
        one("far from zero and skewed", .doubles("x", (0..<2_000).map { 1e9 + Double($0 % 7 == 0 ? 1_000_000 : $0 % 11) })),
        one("integers", .integers("x", [1, 0, -1, nil, 11, 2, 2])),
        one("extreme integers", .integers("x", [.min, .max, 0, nil])),
        one("booleans", .booleans("x", [true, false, nil, true])),
        one("texts in a numeric column", .texts("x", ["1", "2.5", "a", "", " 3 ", "nan", "-inf", "1e3", "b", "b", nil, "0x10", "1e400", "-"])),
        one("times as a number", .times("x", [0, -1, 1_700_000_000_000_000, nil])),
        one("many values, equal counts", .texts("x", ["b", "a", "c", "b", "a", "c", "d", "B", "é", "e\u{301}"])),
        one("duplicates", .integers("x", [3, 1, 2, 3, 1, nil, nil])),
        one("doubles that are whole", .doubles("x", [1, 1.0, 1.5, 1e14, -3, 1e15, 1e16, 0.1])),
        Conformance("several columns, in the order asked") { store, answers in
            let table = try await store.relation([.doubles("a", [1, 2, nil]), .texts("b", ["x", nil, "1"]), .integers("c", [1, 1, 1])])
            let names = ["c", "a", "b", "a"]
            let numeric = names.map { CountedColumn($0, .numeric) }
            answers.note("moments", try await store.moments(of: numeric, in: table, by: .whole))
            answers.note("quantiles", try await store.quantiles(of: numeric, in: table, at: [1, 0]))
            answers.note("no quantiles", try await store.quantiles(of: numeric, in: table, at: []))
            answers.note("categories", try await store.categories(of: numeric, in: table, limit: 10))
            answers.note("misfits", try await store.misfits(
                of: [.init("b", .numeric(edges)), .init("a", dictionary), .init("c", .presence), .init("b", dictionary)],
                in: table, limit: 10))
            answers.note("none", try await store.moments(of: [], in: table, by: .whole))
            answers.note("no counts", try await store.counts(of: [], in: table, by: .whole).isEmpty)
            answers.note("counts", try await store.counts(
                of: [.init("c", .numeric(edges)), .init("a", .presence), .init("b", dictionary), .init("b", .numeric(edges))],
                in: table, by: .whole))
        },
        Conformance("250 columns") { store, answers in
            let columns = (0..<250).map { column in
                let values = (0..<40).map { (row: Int) -> Double? in
                    row % 7 == column % 7 ? nil : Double(row * column % 13)
                }
                return Batch.Column.doubles("c\(column)", values)
            }
            let table = try await store.relation(columns)
            let few = BinnedColumn.Bins.categorical(.init(values: ["1", "2"], isComplete: false))
            let binned = (0..<250).map { BinnedColumn("c\($0)", $0 % 3 == 0 ? few : .numeric(edges)) }
            answers.note("counts", try await store.counts(of: binned, in: table, by: Windowing(.rows(15), timeColumn: nil)))
            let counted = (0..<250).map { CountedColumn("c\($0)", .numeric) }
            answers.note("moments", try await store.moments(of: counted, in: table, by: .whole))
            answers.note("quantiles", try await store.quantiles(of: counted, in: table, at: [0.75, 0.5]))
            answers.note("categories", try await store.categories(of: counted, in: table, limit: 5))
            answers.note("misfits", try await store.misfits(of: binned, in: table, limit: 2))
        },
        Conformance("categories that are small and large, negative and not") { store, answers in
            let table = try await store.relation([
                .integers("n", [-1, 5_000_000_000, .min, .max, 0, nil]), .doubles("x", [-1, 5e9, -0.5, 1e15, 0, nil]),
                .times("t", [-1_000_000, 1_700_000_000_000_000, 0, nil, 1, 2]),
            ])
            let values = [
                "-1", "5000000000", "-9223372036854775808", "9223372036854775807", "-0.5", "0", "1e+15", "1000000000000000.0",
                "1969-12-31 23:59:59", "2023-11-14 22:13:20",
            ]
            for dictionary in [values, Array(values.prefix(2)), [values[2]]] {
                let bins = BinnedColumn.Bins.categorical(.init(values: dictionary, isComplete: true))
                let binned = ["n", "x", "t"].map { BinnedColumn($0, bins) }
                answers.note("counts", try await store.counts(of: binned, in: table, by: .whole))
                answers.note("misfits", try await store.misfits(of: binned, in: table, limit: 9))
            }
        },
        Conformance("a dictionary of 40,000 values and 2,000 bins") { store, answers in
            let table = try await store.relation([.init("x", .integers([0, 1, 39_999, 40_000, 1_999]))])
            answers.note("counts", try await store.counts(
                of: [
                    .init("x", .categorical(.init(values: (0..<40_000).map(String.init), isComplete: true))),
                    .init("x", .numeric(.known((0...2_000).map(Double.init)))),
                ], in: table, by: .whole).flatMap(\.columns).map { column in
                    switch column.bins {
                    case .categories(let counts): [counts.total, counts.unseen, counts.counts[39_999]]
                    case .histogram(let counts): [counts.total, counts.above, counts.counts[2_000]]
                    case .none: []
                    }
                })
        },
    ]
}
