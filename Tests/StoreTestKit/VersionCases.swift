internal import Domain
internal import Store

extension Conformance {
    private static let hour: Int64 = 3_600_000_000
    private static let asked = ["region = \"north\"", "age < 30", "is_null(age)"]

    private static let predictions: [PerformanceQuery.Prediction] = [
        .binary(score: "score", label: nil, positiveClass: "1", classes: ["0", "1"], threshold: 0.5, resolution: .exact),
        .binary(score: "score", label: "decision", positiveClass: "1", threshold: nil, resolution: .exact),
        .binary(score: nil, label: "decision", positiveClass: "1", classes: ["0", "1"], threshold: nil, resolution: .exact),
        .multiclass(label: "decision", scores: ["score", "other"], classes: ["0", "1"], resolution: .exact),
        .multiclass(label: "decision", scores: [], classes: ["0", "1", "what"], resolution: .exact),
        .regression(value: "score", centre: 0, quantiles: []),
    ]

    private static func records(_ store: any Store) async throws -> Relation {
        try await store.relation([
            .texts("id", ["1", "2", "3", "4", "5", "6", "7", nil, "2", "8", "", "9"]),
            .doubles("score", [0.1, 0.2, 0.5, 0.7, 0.69, nil, .nan, 0.9, 0.3, 0.5, 0.3, -0.0]),
            .doubles("other", [0.9, 0.8, 0.5, 0.3, 0.31, 1, 1, 0.1, 0.7, 0.5, nil, 1]),
            .texts("decision", ["0", "1", "1", "other", "true", "0", "0", "1", "1", "what", "1", "0"]),
            .texts("region", ["north", "south", nil, "north", "south", "north", "", "north", "south", "south", "north", "north"]),
            .integers("age", [20, 30, nil, 40, 29, 31, 30, 20, 20, 50, 60, 70]),
            .times("t", [5, 1, hour, hour, 2 * hour, 2 * hour, 5, 6, nil, -1, 30 * hour, 31 * hour]),
            .doubles("y", [1, 0, 1, 0, 1, 1, 0, 1, 1, nil, 7, .infinity]),
        ])
    }

    /// Others' predictions, in another order, for other records too, one of them twice; identities are numbers.
    private static func candidate(_ store: any Store) async throws -> Relation {
        try await store.relation([
            .integers("id", [9, 8, 7, 5, 4, 3, 2, 1, 1, 100, nil]),
            .doubles("score", [0.3, 0.2, 0.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.2, 0.1]),
            .doubles("other", [0.7, 0.8, 0.9, 0.1, 0.2, 0.3, 0.4, nil, 0.6, 0.8, 0.9]),
            .texts("decision", ["1", "0", "0", "1", "what", "1", "1", "0", "1", "0", "0"]),
        ])
    }

    package static let versions: [Conformance] = [
        Conformance("versions: of ground truth in a column of the first version's records") { store, answers in
            let (records, other) = (try await records(store), try await candidate(store))
            let join = PerformanceQuery.Join(actuals: records, recordID: "id", actualID: "id", actual: "y", arrival: nil)
            for prediction in predictions {
                for (slices, time) in [([], nil), (asked, "t")] as [([String], String?)] {
                    answers.note("\(prediction)", try await store.versions(VersionsQuery(
                        versions: [
                            PerformanceQuery(records: records, windowing: .whole, labels: .column("y"), prediction: prediction),
                            PerformanceQuery(records: other, windowing: .whole, labels: .joined(join), prediction: prediction),
                        ], identity: "id", time: time, slices: try slices.map { try Slice(parsing: $0) })))
                }
            }
        },
        Conformance("versions: in the order in which ground truth arrived, of three versions") { store, answers in
            let (records, other) = (try await records(store), try await candidate(store))
            let actuals = try await store.relation([
                .integers("id", [1, 2, 2, 3, 4, 5, 7, 8, 9, 100]),
                .doubles("y", [0, 1, 0, 1, 1, 5, 0, 1, 0, 1]),
                .times("at", [50, 40, 30, nil, 20, 10, 5, 4, 3, 2]),
            ])
            let join = PerformanceQuery.Join(actuals: actuals, recordID: "id", actualID: "id", actual: "y", arrival: "at")
            for prediction in predictions {
                answers.note("\(prediction)", try await store.versions(VersionsQuery(
                    versions: [records, other, records].map {
                        PerformanceQuery(records: $0, windowing: .whole, labels: .joined(join), prediction: prediction)
                    }, identity: "id", time: "t", slices: try asked.map { try Slice(parsing: $0) })))
            }
        },
        Conformance("versions: of versions within one relation") { store, answers in
            let records = try await records(store)
            for prediction in predictions {
                let versions = [nil, "north", "south"].map { region in
                    PerformanceQuery(
                        records: records, windowing: .whole, labels: .column("y"), prediction: prediction,
                        filter: region.map { .init(column: "region", value: $0) })
                }
                answers.note("\(prediction)", try await store.versions(VersionsQuery(versions: [versions[0], versions[1]], identity: "id", time: "t", slices: [])))
                answers.note("\(prediction), apart", try await store.versions(VersionsQuery(versions: [versions[1], versions[2]], identity: "id", time: nil, slices: [])))
            }
        },
        Conformance("versions: of one, whose every row is a record") { store, answers in
            let records = try await records(store)
            for prediction in predictions {
                let version = PerformanceQuery(records: records, windowing: .whole, labels: .column("y"), prediction: prediction)
                answers.note("\(prediction)", try await store.versions(VersionsQuery(
                    versions: [version], identity: nil, time: "t", slices: try asked.map { try Slice(parsing: $0) })))
            }
        },
        Conformance("versions: of nothing, and what cannot be asked") { store, answers in
            let records = try await records(store)
            let none = try await store.relation([.texts("id", []), .doubles("score", []), .doubles("other", []), .texts("decision", [])])
            func query(_ versions: [(Relation, PerformanceQuery.Prediction)], _ slices: [String] = []) throws -> VersionsQuery {
                VersionsQuery(
                    versions: versions.map {
                        PerformanceQuery(
                            records: $0, windowing: .whole,
                            labels: .joined(.init(actuals: records, recordID: "id", actualID: "id", actual: "y", arrival: nil)), prediction: $1)
                    }, identity: "id", time: nil, slices: try slices.map { try Slice(parsing: $0) })
            }
            answers.note("none", try await store.versions(query([(records, predictions[0]), (none, predictions[0])])))
            await answers.noteRefusal("no slice") { try await store.versions(query([(records, predictions[0])], ["nobody = 1"])) }
            await answers.noteRefusal("mixed") { try await store.versions(query([(records, predictions[0]), (records, predictions[5])])) }
            await answers.noteRefusal("no identity") {
                var nameless = try query([(records, predictions[0]), (records, predictions[0])])
                nameless.identity = nil
                return try await store.versions(nameless)
            }
            await answers.noteRefusal("no version") { try await store.versions(query([])) }
            await answers.noteRefusal("too many slices") {
                try await store.versions(query([(records, predictions[0])], Array(repeating: "age < 5", count: VersionsQuery.mostSlices + 1)))
            }
        },
    ]
}
