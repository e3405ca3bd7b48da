internal import Domain
internal import Evaluation

extension Schemas {
    private static let verdict = JSONValue.objectSchema(
        [
            ("decision", .choiceSchema(["promote", "keep", "not_yet"])), ("version", .textSchema("The version to promote, or to keep.")),
            ("more_labels", .integerSchema("About how many labels more would decide, if what is seen is what is.")),
            ("expected_by", .textSchema("When these will have come, at the rate so far.", format: "date-time")),
            ("contrary", .arraySchema(of: .textSchema(), "Other metrics that surely say the opposite.")), ("reason", .textSchema()),
        ], required: ["decision", "contrary", "reason"])

    private static let look = JSONValue.objectSchema(
        [
            ("count", .integerSchema("Labels so far.")), ("time", .textSchema(format: "date-time")),
            ("improvement", .numberSchema("Positive where the candidate is better, whichever way the metric is good.")),
            ("lower", .numberSchema("Holds at all looks at once.")), ("upper", .numberSchema()),
        ], required: ["count", "improvement"])

    static let comparison = Schema(
        name: "Comparison",
        value: .objectSchema(
            [
                ("schema_version", .textSchema()), ("assay_version", .textSchema()),
                ("task", .choiceSchema(ModelTask.allCases.map(\.rawValue))),
                ("metric", .choiceSchema(ComparedMetric.deciding.map(\.rawValue), "What decides.")), ("higher_is_better", .booleanSchema()),
                ("alpha", .numberSchema("The chance, at most, that a version is promoted that is not better, however often one looks.")),
                ("baseline", .textSchema("The version that others are compared with.")), ("verdict", verdict),
                (
                    "pairing",
                    .objectSchema(
                        [
                            ("records", .integerSchema("Of the baseline.")), ("predicted_by_all", .integerSchema()),
                            ("unknown_class", .integerSchema("Of these, ground truth of no known class.")),
                            ("labelled", .integerSchema("What is compared.")), ("start", .textSchema(format: "date-time")),
                            ("end", .textSchema(format: "date-time")),
                        ], required: ["records", "predicted_by_all", "unknown_class", "labelled"])
                ),
                (
                    "versions",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("name", .textSchema()), ("is_baseline", .booleanSchema()),
                                (
                                    "metrics",
                                    .arraySchema(
                                        of: .objectSchema([("metric", .textSchema()), ("value", .numberSchema())], required: ["metric", "value"]))
                                ),
                                ("calibration", .objectSchema([], required: [], open: true)),
                            ], required: ["name", "is_baseline", "metrics"]), "The baseline first.")
                ),
                (
                    "candidates",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("version", .textSchema()), ("verdict", verdict),
                                (
                                    "sequence",
                                    .objectSchema(
                                        [
                                            ("current", look), ("looks", .arraySchema(of: look, "As labels came.")), ("decided_at", look),
                                            ("alpha", .numberSchema()), ("upper_alpha", .numberSchema()),
                                            ("tightest_at", .integerSchema("The number of labels at which bounds are tightest.")),
                                        ], required: ["current", "looks"])
                                ),
                                ("protected", .arraySchema(of: .objectSchema([], required: [], open: true))),
                                ("differences", .arraySchema(of: .objectSchema([], required: [], open: true), "By metric and slice, with intervals for one look.")),
                            ], required: ["version", "verdict", "sequence", "protected", "differences"]))
                ),
                ("choice", .objectSchema([], required: [], open: true)),
                ("fairness", .arraySchema(of: .objectSchema([], required: [], open: true))),
                ("notes", .arraySchema(of: .textSchema())),
            ],
            required: [
                "schema_version", "task", "metric", "higher_is_better", "alpha", "baseline", "verdict", "pairing", "versions", "candidates", "fairness", "notes",
            ]))
}
