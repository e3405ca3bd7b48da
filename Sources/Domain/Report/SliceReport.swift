/// The slices that a search has found: what `assay slices --json` writes, in keys of snake case. `docs/slice-search.md` describes it.
package struct SliceReport: Sendable, Hashable, Codable {
    /// Version of this structure; changes when a reader would have to.
    package static let currentSchemaVersion = "1"

    /// One window's records.
    package struct Window: Sendable, Hashable, Codable {
        /// Records with a loss.
        package var rows: Int
        /// Records without: their ground truth is not known, or the loss does not speak of them.
        package var withoutLoss: Int
        /// Of the records that slices were tried on.
        package var meanLoss: Double

        package init(rows: Int, withoutLoss: Int, meanLoss: Double) {
            self.rows = rows
            self.withoutLoss = withoutLoss
            self.meanLoss = meanLoss
        }
    }

    package var schemaVersion = currentSchemaVersion
    /// The program's version.
    package var assayVersion: String
    package var model: String?
    package var task: ModelTask
    /// As `--loss` names it.
    package var loss: String
    /// `worst`, `total` or `change`.
    package var rank: String
    /// The chance that any slice is told where there is none, at most.
    package var level: Double
    /// The fewest records of a slice, of all.
    package var minSupport: Int
    package var depth: Int
    package var current: Window
    package var earlier: Window?
    /// Records that slices were looked for in, and those that they were tried on.
    package var searchedRows: Int
    package var heldOutRows: Int
    /// The columns that slices may be made of.
    package var columns: [String]
    /// Slices that hold on the records that were kept back, the worst first.
    package var slices: [FoundSlice]
    /// Slices that stood out where they were looked for, and did not hold.
    package var unconfirmed: [FoundSlice]
    /// What the reader should know of how the result came about.
    package var notes: [String]

    package init(
        assayVersion: String, model: String?, task: ModelTask, loss: String, rank: String, level: Double, minSupport: Int, depth: Int,
        current: Window, earlier: Window?, searchedRows: Int, heldOutRows: Int, columns: [String], slices: [FoundSlice], unconfirmed: [FoundSlice],
        notes: [String]
    ) {
        self.assayVersion = assayVersion
        self.model = model
        self.task = task
        self.loss = loss
        self.rank = rank
        self.level = level
        self.minSupport = minSupport
        self.depth = depth
        self.current = current
        self.earlier = earlier
        self.searchedRows = searchedRows
        self.heldOutRows = heldOutRows
        self.columns = columns
        self.slices = slices
        self.unconfirmed = unconfirmed
        self.notes = notes
    }
}

/// One slice. Losses and effects are of records that were kept back when slices were looked for, and of them of those that the slices before it
/// leave: inside and outside.
package struct FoundSlice: Sendable, Hashable, Codable {
    /// A number with the interval that holds the true one with 95 % confidence, taken by itself.
    package struct Effect: Sendable, Hashable, Codable {
        package var value: Double
        package var lower: Double
        package var upper: Double

        package init(value: Double, lower: Double, upper: Double) {
            self.value = value
            self.lower = lower
            self.upper = upper
        }
    }

    /// In the language of slices.
    package var slice: String
    /// All its records with a loss, and their share of all.
    package var rows: Int
    package var share: Double
    /// Those that are in none of the slices before it.
    package var newRows: Int
    /// Of these, those that were kept back.
    package var heldOutRows: Int
    /// Mean losses, now.
    package var loss: Double
    package var lossOutside: Double
    /// How much more is lost inside than outside; `nil` where losses have no spread.
    package var difference: Effect?
    /// `difference` times `newRows`: what the slice costs; for the rank `change` what its change does.
    package var excess: Effect?
    /// Mean losses of the earlier records; `nil` without any.
    package var earlierLoss: Double?
    package var earlierLossOutside: Double?
    /// How much more the loss has grown inside than outside.
    package var change: Effect?
    /// The chance of such an effect if there was none, adjusted for how many slices were tried.
    package var pValue: Double

    package init(
        slice: String, rows: Int, share: Double, newRows: Int, heldOutRows: Int, loss: Double, lossOutside: Double, difference: Effect?,
        excess: Effect?, earlierLoss: Double?, earlierLossOutside: Double?, change: Effect?, pValue: Double
    ) {
        self.slice = slice
        self.rows = rows
        self.share = share
        self.newRows = newRows
        self.heldOutRows = heldOutRows
        self.loss = loss
        self.lossOutside = lossOutside
        self.difference = difference
        self.excess = excess
        self.earlierLoss = earlierLoss
        self.earlierLossOutside = earlierLossOutside
        self.change = change
        self.pValue = pValue
    }
}
