internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    static let relations: [Conformance] = [
        Conformance("appending adds rows and leaves absent columns null") { store, answers in
            let empty = try await store.makeRelation(
                named: "t", columns: [StoredColumn("a", .double), .init("b", .text), .init("c", .boolean)])
            answers.note("rows of an empty one", empty.rowCount)
            let one = try await store.append(Batch([.texts("b", ["x", nil])]), to: empty)
            let two = try await store.append(Batch([.doubles("a", [1]), .booleans("c", [true])]), to: one)
            answers.note("rows", [one.rowCount, two.rowCount])
            answers.note("columns", two.columns.map { "\($0)" })
            for name in ["a", "b", "c"] { answers.note(name, try await store.identity(of: name, in: two)) }
            answers.note("nothing", try await store.append(Batch([.texts("b", [])]), to: two).rowCount)
        },
        Conformance("what does not fit is refused, and nothing of it is kept") { store, answers in
            let table = try await store.relation([.integers("n", [1])])
            await answers.noteRefusal("unknown column") { try await store.append(Batch([.texts("x", ["1"])]), to: table) }
            await answers.noteRefusal("another type") { try await store.append(Batch([.texts("n", ["1"])]), to: table) }
            await answers.noteRefusal("a column twice") {
                try await store.append(Batch([.integers("n", [2]), .integers("n", [3])]), to: table)
            }
            answers.note("rows", try await store.identity(of: "n", in: table).rows)
        },
        Conformance("columns that cannot be told apart are refused") { store, answers in
            for names in [["a", "a"], ["a", "A"], ["\u{e9}", "e\u{301}"], [""], ["a\u{0}b"]] {
                await answers.noteRefusal("\(names)") {
                    try await store.makeRelation(named: "t", columns: names.map { StoredColumn($0, .text) })
                }
            }
        },
        Conformance("unknown columns are refused everywhere") { store, answers in
            let table = try await store.relation([.doubles("x", [1])])
            let hours = Windowing(.hour, timeColumn: "nope")
            await answers.noteRefusal("categories") { try await store.categories(of: [.init("nope", .text)], in: table, limit: 1) }
            await answers.noteRefusal("quantiles") { try await store.quantiles(of: [.init("nope", .numeric)], in: table, at: [0.5]) }
            await answers.noteRefusal("moments") { try await store.moments(of: [.init("nope", .numeric)], in: table, by: .whole) }
            await answers.noteRefusal("counts") { try await store.counts(of: [.init("nope", .presence)], in: table, by: .whole) }
            await answers.noteRefusal("identity") { try await store.identity(of: "nope", in: table) }
            await answers.noteRefusal("misfits") { try await store.misfits(of: [.init("nope", .presence)], in: table, limit: 1) }
            await answers.noteRefusal("values") { try await store.values(of: "nope", in: table, by: .whole) }
            await answers.noteRefusal("windows") { try await store.values(of: "x", in: table, by: hours) }
            await answers.noteRefusal("no time") { try await store.values(of: "x", in: table, by: Windowing(.day, timeColumn: nil)) }
        },
        Conformance("a sample is even, stable, in order, and does not follow the original") { store, answers in
            let rows = 20_000
            let table = try await store.relation([.init("n", .integers((0..<rows).map(Int64.init)))])
            answers.note("all", try await store.sample(of: table, rows: rows).id == table.id)
            answers.note("none", try await store.sample(of: table, rows: 0).rowCount)
            for wanted in [1_000, 15_000] {
                let sample = try await store.sample(of: table, rows: wanted)
                let again = try await store.sample(of: table, rows: wanted)
                let values = try await store.values(of: "n", in: sample, by: .whole).flatMap(\.values)
                answers.note("same", try await store.values(of: "n", in: again, by: .whole).flatMap(\.values).sorted() == values.sorted())
                // Five standard deviations of a binomial count, in the whole and in each tenth.
                answers.note("size", abs(Double(values.count - wanted)) < 5 * Double(wanted).squareRoot())
                answers.note("rows", values.count == sample.rowCount)
                let tenths = (0..<10).map { tenth in values.count { Int($0) * 10 / rows == tenth } }
                answers.note("even", tenths.allSatisfy { abs(Double($0 * 10 - wanted)) < 50 * (Double(wanted) / 10).squareRoot() })
                let chunks = try await store.values(of: "n", in: sample, by: Windowing(.rows(100), timeColumn: nil))
                let ends = chunks.map { ($0.values.min() ?? 0, $0.values.max() ?? 0) }
                answers.note("order", zip(ends, ends.dropFirst()).allSatisfy { $0.1 < $1.0 })
            }
            let sample = try await store.sample(of: table, rows: 1_000)
            _ = try await store.append(Batch([.init("n", .integers([Int64](repeating: -1, count: 9_000)))]), to: table)
            answers.note("later", try await store.identity(of: "n", in: sample).rows == sample.rowCount)
        },
    ]
}
