internal import Ingest

/// Slices, saved and found.
extension Schemas {
    private static let sliceExplanation = JSONValue.textSchema(
        "What people shall know of it.", limit: SavedSlice.explanationLimit)

    static let sliceRequest = Schema(
        name: "SliceRequest",
        value: .objectSchema(
            [
                ("where", .textSchema("Which records, such as: age < 25 and region in (\"CA\", \"NV\"); see docs/slices.md.")),
                ("description", sliceExplanation),
            ], required: ["where"]))

    static let savedSlice = Schema(
        name: "SavedSlice",
        value: .objectSchema(
            [
                ("name", .textSchema()), ("where", .textSchema("As it is written in its one canonical form.")),
                ("description", sliceExplanation), ("revision", .integerSchema("Counts the changes of all configuration; for If-Match.")),
                ("updated_at", .textSchema(format: "date-time")),
            ], required: ["name", "where", "revision", "updated_at"]))

    static let sliceList = Schema(
        name: "SliceList",
        value: .objectSchema([("slices", .arraySchema(of: savedSlice.reference))], required: ["slices"]))

    private static let lostIn: JSONValue = .objectSchema(
        [
            ("rows", .integerSchema("Records with a loss.")), ("without_loss", .integerSchema("Records whose ground truth is not known, or of which the loss does not speak.")),
            ("mean_loss", .numberSchema()),
        ], required: ["rows", "without_loss", "mean_loss"])

    private static let foundSlice: JSONValue = .objectSchema(
        [
            ("slice", .textSchema("As where= takes it.")), ("rows", .integerSchema()), ("share", .numberSchema("Of all records.")),
            ("loss", .numberSchema("Mean over its records that were kept back from the search.")), ("loss_outside", .numberSchema()),
            ("p_value", .numberSchema("Adjusted for all slices that were looked at.")),
        ], required: ["slice", "rows", "share", "loss", "loss_outside", "p_value"], open: true)

    static let foundSlices = Schema(
        name: "FoundSlices",
        value: .objectSchema(
            [
                ("schema_version", .textSchema()), ("assay_version", .textSchema()), ("model", .textSchema()), ("task", .textSchema()),
                ("loss", .textSchema()), ("rank", .textSchema()), ("level", .numberSchema("The chance that any slice is told where there is none.")),
                ("min_support", .integerSchema("The fewest records of a slice.")), ("depth", .integerSchema()), ("current", lostIn), ("earlier", lostIn),
                ("searched_rows", .integerSchema()), ("held_out_rows", .integerSchema()), ("columns", .arraySchema(of: .textSchema())),
                ("slices", .arraySchema(of: foundSlice)), ("unconfirmed", .arraySchema(of: foundSlice)), ("notes", .arraySchema(of: .textSchema())),
            ], required: ["schema_version", "loss", "rank", "current", "slices", "unconfirmed", "notes"]))
}
