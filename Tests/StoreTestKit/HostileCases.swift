internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    /// Texts that have broken stores before.
    private static let texts = [
        "", " ", "'", "\"", "\\", "a.b", "'; DROP TABLE relation_1; --", "\"; --", "?", "$1", "%s", "{}", "NULL", "null",
        "😀", "👨‍👩‍👧", "é", "e\u{301}", "\u{202e}abc", "a\u{0}b", "\u{0}", "\n", "\r\n", "\t", "assay:row", "ß", "İ", "\u{feff}bom",
        String(repeating: "x", count: 100_000), String(repeating: "x", count: 100_000) + "y", "exactly12byt", "exactly13byte",
    ]

    static let hostile: [Conformance] = [
        Conformance("hostile values are counted as they are") { store, answers in
            let table = try await store.relation([.init("v", .texts(texts + texts.prefix(20) + ["", ""]))])
            let column = CountedColumn("v", .categorical)
            answers.note("categories", try await store.categories(of: [column], in: table, limit: 100))
            for isComplete in [true, false] {
                let all = BinnedColumn("v", .categorical(.init(values: texts, isComplete: isComplete)))
                let some = BinnedColumn("v", .categorical(.init(values: Array(texts.prefix(15)), isComplete: isComplete)))
                answers.note("counts", try await store.counts(of: [all, some, all], in: table, by: .whole))
                answers.note("misfits", try await store.misfits(of: [some], in: table, limit: 100))
            }
            answers.note("numbers", try await store.misfits(of: [.init("v", .numeric(.known([0, 1])))], in: table, limit: 100))
            answers.note("identity", try await store.identity(of: "v", in: table))
        },
        Conformance("hostile names are names") { store, answers in
            // Among them what an engine may use for its own columns; an alias must not hide a column, nor the reverse.
            let own = ["k", "v", "v0", "v1", "r0", "c0", "t", "n", "p", "y", "q", "b", "s0", "id", "record", "records", "rows", "cells", "rowid", "place", "value", "select", "positive", "arrival", "d", "e", "l", "i", "groups", "dictionary"]
            let names = texts.filter { !$0.isEmpty && !$0.utf8.contains(0) && $0 != "e\u{301}" && $0 != "null" && $0 != "assay:row" && $0.count < 1_000 } + own
            let table = try await store.relation(names.enumerated().map { place, name in
                .texts(name, [String(place), place % 2 == 0 ? nil : "x", "7", "7"])
            }, named: "'\"; --")
            let bins = BinnedColumn.Bins.numeric(.known([0, 10, 20, 30]))
            answers.note("counts", try await store.counts(of: names.map { .init($0, bins) }, in: table, by: .whole))
            answers.note("categories", try await store.categories(of: names.map { .init($0, .categorical) }, in: table, limit: 5))
            answers.note("moments", try await store.moments(of: names.map { .init($0, .numeric) }, in: table, by: .whole))
            answers.note("quantiles", try await store.quantiles(of: names.map { .init($0, .numeric) }, in: table, at: [0.3]))
            for name in names {
                answers.note("identity of \(name)", try await store.identity(of: name, in: table))
                answers.note("misfits of \(name)", try await store.misfits(of: [.init(name, bins)], in: table, limit: 5))
                let dictionary = BinnedColumn.Bins.categorical(.init(values: ["7"], isComplete: true))
                answers.note("unseen in \(name)", try await store.misfits(of: [.init(name, dictionary)], in: table, limit: 5))
                answers.note("values of \(name)", try await store.values(of: name, in: table, by: .whole))
            }
        },
        Conformance("hostile names and classes in performance") { store, answers in
            for (name, other) in zip(["k", "y", "p", "'\"", "id", "s0", "positive"], ["y", "k", "s0", "?", "record", "p", "b"]) {
                for positive in ["", "a\u{0}b", "'; --", "😀", "?"] {
                    let table = try await store.relation([
                        .doubles(name, [0.1, 0.9, 0.5, 0.7]), .texts(other, [positive, "no", positive, nil]),
                    ])
                    let query = PerformanceQuery(
                        records: table, windowing: .whole, labels: .column(other),
                        prediction: .binary(score: name, label: nil, positiveClass: positive, threshold: 0.5, resolution: .exact))
                    answers.note("binary", try await store.performance(query))
                    var classes = query
                    classes.prediction = .multiclass(label: other, scores: [], classes: [positive, "no"], resolution: .exact)
                    classes.filter = .init(column: other, value: positive)
                    answers.note("classes", try await store.performance(classes))
                }
            }
        },
    ]
}
