internal import Domain
internal import Evaluation

/// Why a metric changed.
extension Schemas {
    private static let estimate = JSONValue.objectSchema(
        [("value", .numberSchema()), ("lower", .numberSchema("Of the 95 % interval.")), ("upper", .numberSchema())], required: ["value", "lower", "upper"])

    private static let window = JSONValue.objectSchema(
        [
            ("part", .textSchema("training, validation or current.")), ("start", .textSchema(format: "date-time")), ("end", .textSchema(format: "date-time")),
            ("records", .integerSchema()), ("read", .integerSchema("Records that were looked at.")), ("labelled", .integerSchema("Of these, with known ground truth.")),
        ], required: ["part", "records", "read", "labelled"])

    private static func list(_ properties: [(String, JSONValue)], required: [String], _ description: String) -> JSONValue {
        .arraySchema(of: .objectSchema(properties, required: required, open: true), description)
    }

    static let explanation = Schema(
        name: "Explanation",
        value: .objectSchema(
            [
                ("schema_version", .textSchema()), ("assay_version", .textSchema()), ("model", .textSchema()),
                ("task", .choiceSchema(ModelTask.allCases.map(\.rawValue))),
                ("metric", .textSchema("Whose change is explained.")), ("higher_is_better", .booleanSchema()),
                ("basis", .choiceSchema(["labels", "partial_labels", "expected"], "What the metric is made of.")),
                ("before", window), ("after", window),
                ("change", .objectSchema([("before", estimate), ("after", estimate), ("difference", estimate)], required: ["before", "after", "difference"])),
                (
                    "parts",
                    list(
                        [("part", .textSchema("broken_data, version, inputs, labels or concept.")), ("effect", estimate), ("meaning", .textSchema())],
                        required: ["part", "effect", "meaning"], "They add up to the change.")
                ),
                ("shared_mass", .numberSchema("The share of rows that have their like in the other window.")),
                (
                    "features",
                    list([("name", .textSchema()), ("effect", estimate)], required: ["name", "effect"], "Those that contribute most first; with everywhere they add up to the change.")
                ),
                ("everywhere", .numberSchema("What no column accounts for.")),
                ("slices", list([("slice", .textSchema("As where= takes it.")), ("effect", estimate)], required: ["effect"], "They add up to the change.")),
                ("timeline", list([("time", .textSchema(format: "date-time")), ("what", .textSchema())], required: ["time", "what"], "What began when.")),
                ("cohort", .textSchema("The records that are behind the change.")),
                ("examples", list([("kind", .choiceSchema(["representative", "hardest", "boundary"]))], required: ["kind", "row"], "Some of these, with the nearest the model learned from.")),
                ("cost", .objectSchema([("total", estimate), ("unit", .textSchema())], required: ["total", "unit"])),
                ("retraining", .objectSchema([("is_advised", .booleanSchema()), ("gain", estimate)], required: ["is_advised", "gain"], open: true)),
                ("alerts", .integerSchema("Of the check.")),
                ("diagnosis", .objectSchema([], required: ["failure_mode", "advice", "evidence", "ranked_features"], open: true)),
                ("notes", .arraySchema(of: .textSchema())),
            ],
            required: [
                "schema_version", "task", "metric", "higher_is_better", "basis", "before", "after", "change", "parts", "features", "slices", "timeline", "cohort",
                "examples", "alerts", "diagnosis", "notes",
            ]))
}
