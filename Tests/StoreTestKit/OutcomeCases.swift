internal import Domain
internal import Store

extension Conformance {
    private static let hour: Int64 = 3_600_000_000

    private static let predictions: [(PerformanceQuery.Prediction, [Double])] = [
        (.binary(score: "score", label: nil, positiveClass: "1", threshold: nil, resolution: .exact), [0.2, 0.5, 0.7]),
        (.binary(score: "score", label: nil, positiveClass: "1", classes: ["0", "1"], threshold: 0.5, resolution: .bins(9)), []),
        (.binary(score: nil, label: "decision", positiveClass: "1", classes: ["0", "1"], threshold: nil, resolution: .exact), []),
        (.multiclass(label: "decision", scores: [], classes: ["0", "1", "other"], resolution: .exact), []),
        (.regression(value: "score", centre: 0, quantiles: []), [-0.5, 0, 0.1, 0.5]),
    ]

    private static let asked = ["region = \"north\"", "not region = \"north\"", "age < 30", "age >= 30 or is_null(age)", "is_member", "age > 1000"]

    private static func records(_ store: any Store) async throws -> Relation {
        try await store.relation([
            .texts("id", ["a", "b", "c", "d", "e", "f", "g", nil, "b", "h", "", "i"]),
            .doubles("score", [0.1, 0.2, 0.5, 0.7, 0.69, nil, .nan, 0.9, .infinity, 0.5, 0.3, -0.0]),
            .texts("decision", ["0", "1", "1", "other", "true", "0", "0", "1", nil, "what", "1", "0"]),
            .texts("region", ["north", "south", nil, "north", "south", "north", "", "north", "south", "south", "north", "north"]),
            .integers("age", [20, 30, nil, 40, 29, 31, 30, 20, 20, 50, 60, 70]),
            .booleans("is_member", [true, false, nil, true, true, false, true, true, true, false, false, true]),
            .times("t", [0, 1, hour, hour, 2 * hour, 2 * hour, 5, 6, nil, -1, 30 * hour, 31 * hour]),
            .integers("y", [1, 0, 1, 0, 1, 1, 0, 1, 1, nil, 7, 0]),
        ])
    }

    static let outcomes: [Conformance] = [
        Conformance("outcomes: of ground truth in a column") { store, answers in
            let records = try await records(store)
            for (prediction, edges) in predictions {
                for granularity in [Granularity.hour, .day, .whole] {
                    answers.note("\(prediction) by \(granularity)", try await store.outcomes(OutcomeQuery(
                        records: records, labels: .column("y"), prediction: prediction, edges: edges,
                        window: .ofRecord(Windowing(granularity, timeColumn: "t")), slices: try asked.map { try Slice(parsing: $0) })))
                }
            }
        },
        Conformance("outcomes: of ground truth that arrived") { store, answers in
            let records = try await records(store)
            // Corrected, of nobody, at an unknown time, of another class.
            let actuals = try await store.relation([
                .texts("key", ["a", "b", "b", "c", "d", "e", "e", "f", "g", "z", nil, "", "h", "i"]),
                .integers("y", [1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0, nil, 2]),
                .times("at", [hour, 2 * hour, hour, nil, 50 * hour, 3, 2, 7, 8, 9, 10, 11, 12, 13]),
            ])
            let join = PerformanceQuery.Join(actuals: actuals, recordID: "id", actualID: "key", actual: "y", arrival: "at")
            for (prediction, edges) in predictions {
                let byRecord = Windowing(.hour, timeColumn: "t")
                for window in [OutcomeQuery.Window.ofArrival(.hour), .ofRecord(byRecord), .ofRecordAndArrival(byRecord, .hour), .ofRecordAndArrival(.whole, TimeBucket(length: 24 * hour))] {
                    for slices in [[], asked] {
                        answers.note("\(prediction) by \(window)", try await store.outcomes(OutcomeQuery(
                            records: records, labels: .joined(join), prediction: prediction, edges: edges, window: window,
                            slices: try slices.map { try Slice(parsing: $0) })))
                    }
                }
            }
        },
        Conformance("outcomes: of nothing, and what cannot be asked") { store, answers in
            let records = try await records(store)
            let none = try await store.relation([.texts("id", []), .integers("y", []), .times("at", [])])
            func query(_ join: PerformanceQuery.Join, _ slices: [String] = []) throws -> OutcomeQuery {
                OutcomeQuery(
                    records: records, labels: .joined(join), prediction: predictions[0].0, edges: [0.5], window: .ofArrival(.hour),
                    slices: try slices.map { try Slice(parsing: $0) })
            }
            let join = PerformanceQuery.Join(actuals: none, recordID: "id", actualID: "id", actual: "y", arrival: "at")
            answers.note("none", try await store.outcomes(query(join, ["age < 5"])))
            for slice in ["nobody = 1", "age = \"old\""] {
                await answers.noteRefusal(slice) { try await store.outcomes(query(join, [slice])) }
            }
            var timeless = join
            timeless.arrival = nil
            await answers.noteRefusal("no arrival") { try await store.outcomes(query(timeless)) }
            var apart = try query(timeless)
            apart.window = .ofRecordAndArrival(Windowing(.hour, timeColumn: "t"), .hour)
            await answers.noteRefusal("no arrival beside records") { try await store.outcomes(apart) }
        },
    ]
}
