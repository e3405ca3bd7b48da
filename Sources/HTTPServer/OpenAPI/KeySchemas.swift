internal import Domain

extension Schemas {
    private static let scopes = JSONValue.arraySchema(
        of: .choiceSchema(APIKey.Scope.allCases.map(\.rawValue)), atLeast: 1)
    private static let models = JSONValue.arraySchema(
        of: .nameSchema(), "The models it is limited to; left out: all.", atLeast: 1)

    static let keyRequest = Schema(
        name: "KeyRequest",
        value: .objectSchema(
            [
                ("name", .nameSchema("What people call it.")), ("scopes", scopes),
                ("models", models), ("expires_at", .textSchema("Left out: never.", format: "date-time")),
            ], required: ["name", "scopes"]))

    static let rotationRequest = Schema(
        name: "RotationRequest",
        value: .objectSchema(
            [("grace_seconds", .integerSchema("How long the old secret is still taken; usual: a day.", from: 0, to: 31_536_000))],
            required: []))

    private static let keyFields: [(String, JSONValue)] = [
        ("id", .textSchema()), ("name", .textSchema()), ("scopes", scopes), ("models", models),
        ("created_at", .textSchema(format: "date-time")), ("expires_at", .textSchema(format: "date-time")),
        ("last_used_at", .textSchema(format: "date-time")),
        ("previous_secret_until", .textSchema("Until when the secret before the last rotation is taken.", format: "date-time")),
    ]

    static let key = Schema(name: "Key", value: .objectSchema(keyFields, required: ["id", "name", "scopes", "created_at"]))

    static let keyWithToken = Schema(
        name: "KeyWithToken",
        value: .objectSchema(
            keyFields + [("token", .textSchema("For the Authorization header. Shown this once."))],
            required: ["id", "name", "scopes", "created_at", "token"]))

    static let keyList = Schema(
        name: "KeyList", value: .objectSchema([("keys", .arraySchema(of: key.reference))], required: ["keys"]))

    static let ingestAnswer = Schema(
        name: "IngestAnswer",
        value: .objectSchema(
            [
                ("model", .textSchema()), ("accepted", .integerSchema("Rows that are now durable.", from: 0)),
                ("without_prediction_id", .integerSchema("Rows among them without prediction_id: no ground truth will find them.", from: 0)),
                (
                    "nulled",
                    .arraySchema(
                        of: .objectSchema(
                            [
                                ("column", .textSchema()), ("cells", .integerSchema(from: 0)), ("example", .textSchema()),
                            ], required: ["column", "cells", "example"]),
                        "Cells that do not fit their column: null there, their text is kept beside.")
                ),
                ("new_columns", .arraySchema(of: .textSchema(), "Columns that the model had not before.")),
                ("ignored_columns", .arraySchema(of: .textSchema(), "Columns left out because of their names.")),
                ("repeated", .booleanSchema("Whether the same request had come before: nothing was stored now.")),
            ], required: ["model", "accepted", "without_prediction_id", "nulled", "new_columns", "ignored_columns", "repeated"]))
}
