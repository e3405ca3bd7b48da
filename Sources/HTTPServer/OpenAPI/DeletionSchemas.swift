/// Deletions of a subject's rows.
extension Schemas {
    static let deletionRequest = Schema(
        name: "DeletionRequest",
        value: .objectSchema(
            [
                ("prediction_ids", .arraySchema(of: .textSchema(), "Whose rows; this, or column and value.", atLeast: 1)),
                ("column", .textSchema("A column of the records, such as a tag with a person's name.")),
                ("value", .textSchema("Rows of every prediction_id that has, or ever had, this value in the column. A number or a time as its text.")),
                ("dry_run", .booleanSchema("Whether to count only; usual: false.")),
            ], required: []))

    static let deletionAnswer = Schema(
        name: "DeletionAnswer",
        value: .objectSchema(
            [
                ("records", .integerSchema("With those that others had taken the place of.", from: 0)),
                ("actuals", .integerSchema(from: 0)),
                ("misfits", .integerSchema("Texts of cells that did not fit their columns.", from: 0)),
                ("dry_run", .booleanSchema("Whether they are still there.")),
            ], required: ["records", "actuals", "misfits", "dry_run"]))
}
