/// The slices of production that are rare in training: what `assay slices --gaps --json` writes, in keys of snake case.
package struct GapReport: Sendable, Hashable, Codable {
    /// Version of this structure; changes when a reader would have to.
    package static let currentSchemaVersion = "1"

    package var schemaVersion = currentSchemaVersion
    /// The program's version.
    package var assayVersion: String
    package var model: String?
    /// The chance that any slice is told where both are drawn alike, at most.
    package var level: Double
    /// How much larger a slice's share of production is, at least, than its share of training.
    package var leastRatio: Double
    /// The fewest records of a slice, of both together.
    package var minSupport: Int
    package var depth: Int
    package var currentRows: Int
    package var trainingRows: Int
    /// The columns that slices may be made of.
    package var columns: [String]
    /// The worst first; overlapping ones are told once.
    package var gaps: [TrainingGap]
    /// Records of production that are in any of them.
    package var rowsInGaps: Int
    package var notes: [String]

    package init(
        assayVersion: String, model: String?, level: Double, leastRatio: Double, minSupport: Int, depth: Int, currentRows: Int, trainingRows: Int,
        columns: [String], gaps: [TrainingGap], rowsInGaps: Int, notes: [String]
    ) {
        self.assayVersion = assayVersion
        self.model = model
        self.level = level
        self.leastRatio = leastRatio
        self.minSupport = minSupport
        self.depth = depth
        self.currentRows = currentRows
        self.trainingRows = trainingRows
        self.columns = columns
        self.gaps = gaps
        self.rowsInGaps = rowsInGaps
        self.notes = notes
    }
}

/// One slice. Rows are all; the ratio is of records that were kept back when slices were looked for, and of those of them that the slices before
/// it leave.
package struct TrainingGap: Sendable, Hashable, Codable {
    /// In the language of slices.
    package var slice: String
    /// Records of production in it, and their share of all.
    package var rows: Int
    package var share: Double
    /// Those that are in none of the slices before it.
    package var newRows: Int
    package var trainingRows: Int
    package var trainingShare: Double
    /// The share of production divided by the share of training, with its 95 % interval.
    package var ratio: Double
    package var ratioLower: Double
    package var ratioUpper: Double
    /// The chance of such a ratio if both were drawn alike, adjusted for how many slices were tried.
    package var pValue: Double

    package init(
        slice: String, rows: Int, share: Double, newRows: Int, trainingRows: Int, trainingShare: Double, ratio: Double, ratioLower: Double,
        ratioUpper: Double, pValue: Double
    ) {
        self.slice = slice
        self.rows = rows
        self.share = share
        self.newRows = newRows
        self.trainingRows = trainingRows
        self.trainingShare = trainingShare
        self.ratio = ratio
        self.ratioLower = ratioLower
        self.ratioUpper = ratioUpper
        self.pValue = pValue
    }
}
