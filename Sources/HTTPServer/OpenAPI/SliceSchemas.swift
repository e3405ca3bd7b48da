internal import Ingest

/// Saved slices.
extension Schemas {
    private static let explanation = JSONValue.textSchema(
        "What people shall know of it.", limit: SavedSlice.explanationLimit)

    static let sliceRequest = Schema(
        name: "SliceRequest",
        value: .objectSchema(
            [
                ("where", .textSchema("Which records, such as: age < 25 and region in (\"CA\", \"NV\"); see docs/slices.md.")),
                ("description", explanation),
            ], required: ["where"]))

    static let savedSlice = Schema(
        name: "SavedSlice",
        value: .objectSchema(
            [
                ("name", .textSchema()), ("where", .textSchema("As it is written in its one canonical form.")),
                ("description", explanation), ("revision", .integerSchema("Counts the changes of all configuration; for If-Match.")),
                ("updated_at", .textSchema(format: "date-time")),
            ], required: ["name", "where", "revision", "updated_at"]))

    static let sliceList = Schema(
        name: "SliceList",
        value: .objectSchema([("slices", .arraySchema(of: savedSlice.reference))], required: ["slices"]))
}
