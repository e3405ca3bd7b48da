internal import Domain

/// The schemas of what goes in and comes out.
enum Schemas {
    static let all = [
        problem, status, column, definition, model, modelList, documentVersion, history, sliceRequest, savedSlice,
        sliceList, foundSlices, comparison, explanation, deletionRequest, deletionAnswer, keyRequest, rotationRequest, key, keyWithToken, keyList, ingestAnswer, report, series, distributions, recordPage, versions, labelDelay, backup,
    ]

    static let problem = Schema(
        name: "Problem",
        value: .objectSchema(
            [
                ("type", .textSchema("urn:assay:problem: and what kind of problem it is.", format: "uri")),
                ("title", .textSchema()), ("status", .integerSchema()),
                ("detail", .textSchema("What is wrong, and what to do about it.")),
                ("request_id", .textSchema("Under which the server's log speaks of it.")),
                ("line", .integerSchema("Of the body, from one.")), ("column", .integerSchema("In bytes, from one.")),
                (
                    "errors",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("detail", .textSchema()), ("field", .textSchema()), ("line", .integerSchema()),
                                ("column", .integerSchema()),
                            ], required: ["detail"], open: true))
                ),
            ], required: ["type", "title", "status", "detail", "request_id"], open: true))

    static let status = Schema(
        name: "Status", value: .objectSchema([("status", .textSchema())], required: ["status"]))

    static let column = Schema(
        name: "Column",
        value: .objectSchema(
            [
                ("name", .nameSchema()),
                (
                    "role",
                    .textSchema(
                        "\(ColumnRole.plain.map(\.name).joined(separator: ", ")), or class_score: and the class. Usual: feature.",
                        pattern: "^(\(ColumnRole.plain.map(\.name).joined(separator: "|"))|class_score:[\\s\\S]*)$")
                ),
                ("type", .choiceSchema(FeatureType.allCases.map(\.rawValue), "How values are counted.")),
                ("minimum", .numberSchema("The smallest value that makes sense.")),
                ("maximum", .numberSchema("The largest value that makes sense.")),
                ("proxy", .booleanSchema("Whether it stands in for performance while ground truth is missing.")),
                ("protected", .booleanSchema("Whether people must not be treated differently by it.")),
            ], required: ["name"]))

    static let definition = Schema(
        name: "ModelDefinition",
        value: .objectSchema(
            [
                ("name", .nameSchema()),
                ("task", .choiceSchema(ModelTask.allCases.map(\.rawValue))),
                ("positive_class", .textSchema("The class that scores speak of (binary).")),
                ("classes", .arraySchema(of: .textSchema(), "All classes; binary: negative first.")),
                ("decision_threshold", .numberSchema("Scores at or above it decide for the positive class.")),
                ("columns", .arraySchema(of: column.reference)),
                ("shadow_versions", .arraySchema(of: .textSchema(), "Versions that run beside production's and decide nothing.")),
                ("alert_budget", .numberSchema("False alerts in 30 days that its owner can bear; usual: 1.", above: 0)),
                (
                    "retention",
                    .objectSchema(
                        [
                            ("records_days", .integerSchema("Left out: for ever.", from: 1)),
                            ("rollups_days", .integerSchema("Left out: for ever.", from: 1)),
                        ], required: [])
                ),
                ("confirmed", .booleanSchema("Whether a person has said that it is right; usual: true.")),
            ], required: ["name", "task"]))

    static let model = Schema(
        name: "Model",
        value: .objectSchema(
            [
                ("definition", definition.reference),
                ("revision", .integerSchema("Counts the changes of all configuration; for If-Match.")),
                ("updated_at", .textSchema(format: "date-time")),
            ], required: ["definition", "revision", "updated_at"]))

    static let modelList = Schema(
        name: "ModelList", value: .objectSchema([("models", .arraySchema(of: model.reference))], required: ["models"]))

    static let documentVersion = Schema(
        name: "DocumentVersion",
        value: .objectSchema(
            [
                ("revision", .integerSchema()), ("kind", .choiceSchema(Document.Kind.allCases.map(\.rawValue))),
                ("name", .textSchema()), ("at", .textSchema(format: "date-time")),
                ("author", .textSchema("The key that wrote it, or the program.")), ("deleted", .booleanSchema()),
                ("body", ["description": "What was written; absent for a deletion. Secrets are left out."]),
            ], required: ["revision", "kind", "name", "at", "author", "deleted"]))

    static let history = Schema(
        name: "History",
        value: .objectSchema(
            [("versions", .arraySchema(of: documentVersion.reference, "Newest first."))], required: ["versions"]))
}
