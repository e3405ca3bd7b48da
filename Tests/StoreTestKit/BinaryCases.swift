internal import Domain
internal import Statistics
internal import Store

extension Conformance {
    /// Performance in a column of labels, with exact and binned scores.
    static func performance(
        _ what: String, _ columns: [Batch.Column], windowing: Windowing = .whole,
        _ predictions: [PerformanceQuery.Prediction]
    ) -> Conformance {
        Conformance(what) { store, answers in
            let table = try await store.relation(columns)
            for prediction in predictions {
                let query = PerformanceQuery(
                    records: table, windowing: windowing, labels: .column("actual"), prediction: prediction)
                answers.note("\(prediction)", try await store.performance(query))
            }
        }
    }

    private static func both(
        _ score: String? = "score", label: String? = nil, positive: String = "1", classes: [String] = [],
        threshold: Double? = 0.5
    ) -> [PerformanceQuery.Prediction] {
        [.exact, .bins(1), .bins(10), .bins(1_000), .arcsineBins(1), .arcsineBins(8), .arcsineBins(1_000)].map {
            .binary(score: score, label: label, positiveClass: positive, classes: classes, threshold: threshold, resolution: $0)
        }
    }

    private static let scores: [Double?] = [0.1, 0.9, 0.5, 0.5, 0, 1, 0.3, 0.7, 0.1, nil, 0.30000000000000004, -0.0]
    private static let actuals: [Int64?] = [0, 1, 1, 0, 0, 1, nil, 1, 0, 1, 0, 1]

    static let binary: [Conformance] = [
        performance("binary: scores and a threshold", [.doubles("score", scores), .integers("actual", actuals)], both() + both(threshold: nil) + both(threshold: 2)),
        performance("binary: a predicted label", [
            .doubles("score", scores), .texts("label", ["1", "0", "1", nil, "x", "1", "1", "0", "", "1", "0", "0"]), .integers("actual", actuals),
        ], both(label: "label") + both(nil, label: "label") + both(label: "label", positive: "nobody")),
        performance("binary: booleans", [
            .doubles("score", scores), .booleans("label", scores.map { $0.map { $0 > 0.4 } }), .booleans("actual", actuals.map { $0.map { $0 == 1 } }),
        ], both(label: "label") + both()),
        performance("binary: labels as doubles, NaN being none", [
            .doubles("score", scores), .doubles("actual", [0, 1, .nan, 0, 0, 1, nil, 1, .infinity, 1, 0, 1]),
            .doubles("label", [0, 1, 0, .nan, 0, 1, 1, 1, 0, 1, nil, 1]),
        ], both() + both(label: "label")),
        performance("binary: scores outside 0...1", [.doubles("score", [-3, 0.5, 12, 1.5, nil]), .integers("actual", [0, 1, 1, 0, 1])], both()),
        performance("binary: scores that are no numbers", [
            .doubles("score", [.nan, .infinity, -.infinity, nil, 0.2, .nan]), .integers("actual", [0, 1, 0, 1, 1, nil]),
        ], both() + both(threshold: nil)),
        performance("binary: text scores", [.texts("score", ["0.2", "x", "0.9", "", nil]), .texts("actual", ["1", "0", "1", "1", "1"])], both()),
        performance("binary: a score and no prediction at all", [.doubles("score", [nil, nil]), .integers("actual", [1, nil])], both()),
        performance("binary: labels that are neither class", [
            .doubles("score", [0.1, 0.9, 0.5, 0.7, nil, 3, nil, 0.2]), .texts("label", ["1", "0", "1", nil, "x", "1", nil, "0"]),
            .texts("actual", ["1", "0", "maybe", "", "yes", "no", "x", nil]),
        ], both(classes: ["0", "1"]) + both(label: "label", classes: ["1", "0"]) + both(positive: "maybe", classes: ["é'\"", "maybe"]) + both(classes: ["2"])),
        performance("binary: one class in many spellings", [
            .doubles("score", [0.1, 0.9, 0.5, 0.7, 0.3, 0.2, 0.8, 0.6, 0.4, 0.1, 0.2, 0.3, 0.4]),
            .texts("label", ["1.0", "true", "TRUE", "0", "False", "0.0", "1.00", " 1", "-1.0", "x.0", ".0", "-.0", "0x1.0"]),
            .texts("actual", ["TRUE", "1.0", "1", "false", "0.0", "FALSE", "1.00", "True ", "-1", "x", "1_0.0", "1.0.0", "01.0"]),
        ], both(label: "label", classes: ["0", "1"]) + both(label: "label", positive: "-1", classes: ["01", "-1"])),
        performance("binary: one class only", [.doubles("score", [0.2, 0.9]), .integers("actual", [1, 1])], both() + both(positive: "0")),
        performance("binary: no labels", [.doubles("score", [0.2, 0.9]), .integers("actual", [nil, nil])], both()),
        performance("binary: no rows", [.doubles("score", []), .integers("actual", [])], both()),
        performance("binary: certain and wrong", [.doubles("score", [0, 1, 1e-300, 1 - 1e-16]), .integers("actual", [1, 0, 1, 0])], both()),
        performance("binary: by hour, some without time", [
            .times("time", (0..<200).map { (row: Int) -> Int64? in row % 11 == 0 ? nil : Int64(row) * 600_000_000 }),
            .doubles("score", (0..<200).map { (row: Int) -> Double? in Double(row * 37 % 101) / 100 }),
            .integers("actual", (0..<200).map { (row: Int) -> Int64? in row % 5 == 0 ? nil : Int64(row * 7 % 3 % 2) }),
        ], windowing: Windowing(.hour, timeColumn: "time"), both()),
    ]
}
