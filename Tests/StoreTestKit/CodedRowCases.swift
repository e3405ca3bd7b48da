internal import Domain
internal import Store

extension Conformance {
    private static let coded = [
        CodedColumn("x", .cuts([-1, 0, 0.5, 1e300])), CodedColumn("age", .cuts([30])), CodedColumn("s", .cuts([2, 3])),
        CodedColumn("s", .categories(["a", "", "é \n'"])), CodedColumn("age", .categories(["20", "31"])),
        CodedColumn("x", .categories(["1.5", "-2"])), CodedColumn("b", .categories(["true"])), CodedColumn("b", .cuts([1])),
        CodedColumn("s", .categories([])),
    ]

    private static let predictions: [PerformanceQuery.Prediction] = [
        .binary(score: "score", label: nil, positiveClass: "1", threshold: 0.5, resolution: .exact),
        .binary(score: "score", label: "decision", positiveClass: "1", classes: ["0", "1"], threshold: nil, resolution: .exact),
        .multiclass(label: "decision", scores: [], classes: ["0", "1", "7"], resolution: .exact),
        .multiclass(label: nil, scores: ["score", "other"], classes: ["1", "0"], resolution: .exact),
        .multiclass(label: "decision", scores: ["score", "other"], classes: ["1", "0"], resolution: .exact),
        .regression(value: "score", centre: 0, quantiles: []),
    ]

    private static func records(_ store: any Store, rows: Int) async throws -> Relation {
        func of<Value>(_ values: [Value?]) -> [Value?] { (0..<rows).map { values[$0 % values.count] } }
        let ids = (0..<rows).map { row -> String? in row % 13 == 12 ? nil : "\(row % 40)" }
        return try await store.relation([
            .texts("id", ids),
            .doubles("x", of([1.5, nil, .nan, .infinity, -2, 1e300, 0.5, -.infinity, 0])),
            .texts("s", of(["a", nil, "", "3", "é \n'"])), .integers("age", of([20, 30, nil, 31])), .booleans("b", of([true, false, nil])),
            .doubles("score", of([0.1, 0.5, nil, .nan, 0.9, 0.75, 0.25])), .doubles("other", of([0.9, 0.5, 0.2, 0.1, nil, .infinity, 0.25, 0.6])),
            .texts("decision", of(["0", "1", "true", nil, "7", "what"])), .integers("y", of([1, 0, nil, 1, 7, 0, 0])),
        ])
    }

    static let codedRows: [Conformance] = [
        Conformance("coded rows: of ground truth in a column") { store, answers in
            let records = try await records(store, rows: 200)
            for prediction in predictions {
                let query = CodedRowsQuery(records: records, labels: .column("y"), prediction: prediction, columns: coded)
                answers.note("\(prediction)", try await store.codedRows(query))
            }
        },
        Conformance("coded rows: of ground truth that arrived, corrected, for nobody") { store, answers in
            let records = try await records(store, rows: 60)
            let ids = (0..<70).map { row -> String? in row % 9 == 8 ? nil : "\(row % 35)" }
            let classes: [Int64?] = [1, 0, nil, 1, 7]
            let times = (0..<70).map { row -> Int64? in row % 4 == 3 ? nil : Int64(row * 7 % 70) }
            let actuals = try await store.relation([
                .texts("id", ids), .integers("y", (0..<70).map { classes[$0 % 5] }), .times("at", times),
            ])
            for arrival in [nil, "at"] {
                let join = PerformanceQuery.Join(actuals: actuals, recordID: "id", actualID: "id", actual: "y", arrival: arrival)
                for prediction in predictions {
                    let query = CodedRowsQuery(records: records, labels: .joined(join), prediction: prediction, columns: coded)
                    answers.note("\(prediction) by \(arrival ?? "order")", try await store.codedRows(query))
                }
            }
        },
        Conformance("coded rows: of all records, whatever is known of them") { store, answers in
            let records = try await records(store, rows: 200)
            answers.note("codes", try await store.codedRows(CodedRowsQuery(records: records, columns: coded)))
        },
        Conformance("coded rows: of a slice, of nothing, and what cannot be asked") { store, answers in
            func query(_ records: Relation, _ columns: [CodedColumn]) -> CodedRowsQuery {
                CodedRowsQuery(records: records, labels: .column("y"), prediction: predictions[0], columns: coded)
            }
            let records = try await records(store, rows: 50)
            let slice = try await store.filtered(records, by: Slice(parsing: "b = true"))
            // Places are those in the whole, of which a store may know nothing any more.
            var rows = try await store.codedRows(query(slice, coded))
            rows.places = []
            answers.note("slice", rows)
            answers.note("no columns", try await store.codedRows(query(records, [])))
            answers.note("no records", try await store.codedRows(query(Self.records(store, rows: 0), coded)))
            await answers.noteRefusal("unknown column") { try await store.codedRows(query(records, [CodedColumn("z", .cuts([1]))])) }
        },
    ]
}
