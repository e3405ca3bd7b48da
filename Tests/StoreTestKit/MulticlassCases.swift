internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    private static let classes = ["red", "green", "blue"]

    private static func both(label: String?, scores: [String] = ["r", "g", "b"]) -> [PerformanceQuery.Prediction] {
        [.exact, .bins(10), .arcsineBins(10)].map { .multiclass(label: label, scores: scores, classes: classes, resolution: $0) }
    }

    private static func columns(_ rows: [(label: String?, actual: String?, scores: [Double?])]) -> [Batch.Column] {
        [
            .texts("label", rows.map(\.label)), .texts("actual", rows.map(\.actual)), .doubles("r", rows.map { $0.scores[0] }),
            .doubles("g", rows.map { $0.scores[1] }), .doubles("b", rows.map { $0.scores[2] }),
        ]
    }

    static let multiclass: [Conformance] = [
        performance("multiclass: probabilities", columns([
            ("red", "red", [0.7, 0.2, 0.1]), ("green", "red", [0.25, 0.5, 0.25]), ("blue", "blue", [0, 0, 1]),
            ("red", nil, [0.5, 0.25, 0.25]), (nil, "green", [0.4, 0.4, 0.2]), ("red", "green", [1, 0, 0]),
        ]), both(label: "label") + both(label: nil) + both(label: "label", scores: [])),
        performance("multiclass: unknown classes", columns([
            ("pink", "red", [0.7, 0.2, 0.1]), ("red", "pink", [0.7, 0.2, 0.1]), ("", "", [0.5, 0.25, 0.25]), ("red", "red", [0.5, 0.25, 0.25]),
        ]), both(label: "label") + both(label: nil)),
        performance("multiclass: scores that are missing or no numbers", columns([
            ("red", "red", [nil, 0.2, 0.1]), ("red", "green", [.nan, 0.2, 0.1]), ("red", "blue", [.infinity, 0, 0]),
            ("red", "red", [0.5, 0.25, 0.25]), (nil, "red", [nil, nil, nil]), ("blue", "blue", [nil, nil, nil]),
        ]), both(label: "label") + both(label: nil)),
        performance("multiclass: scores that are no probabilities", columns([
            ("red", "red", [3, -2, 0.1]), ("red", "red", [0.5, 0.25, 0.25]),
        ]), both(label: "label") + both(label: nil)),
        performance("multiclass: scores that are all zero", columns([
            ("red", "red", [0, 0, 0]), ("red", "red", [0.5, 0.25, 0.25]),
        ]), both(label: "label") + both(label: nil)),
        performance("multiclass: scores that do not sum to one", columns([
            ("red", "red", [0.9, 0.8, 0.1]), ("green", "red", [0.1, 0.2, 0.1]),
        ]), both(label: "label") + both(label: nil)),
        performance("multiclass: integers as classes", [
            .integers("label", [0, 1, 2, nil]), .doubles("actual", [0, 1, .nan, 2]),
        ], [.multiclass(label: "label", scores: [], classes: ["0", "1", "2"], resolution: .exact)]),
        performance("multiclass: no rows", columns([]), both(label: "label") + both(label: nil)),
        Conformance("multiclass: 70 classes, by rows") { store, answers in
            let (classes, rows) = ((0..<70).map { "class \($0)" }, 150)
            let scores = classes.indices.map { place in
                Batch.Column.doubles("s\(place)", (0..<rows).map { Double(($0 * 31 + place * 17) % 97) / 97 / 70 })
            }
            let table = try await store.relation(scores + [.texts("actual", (0..<rows).map { $0 % 9 == 0 ? nil : classes[$0 % 70] })])
            for resolution in [PerformanceQuery.ScoreResolution.exact, .bins(20), .arcsineBins(20)] {
                answers.note("performance", try await store.performance(
                    PerformanceQuery(
                        records: table, windowing: Windowing(.rows(100), timeColumn: nil), labels: .column("actual"),
                        prediction: .multiclass(label: nil, scores: scores.map(\.name), classes: classes, resolution: resolution))))
            }
        },
    ]
}
