/// How many rows a column has, and how many of its cells cannot be used as values.
///
/// A cell is exactly one of: null, type error (text that could not be read as the column's type), NaN, plus or minus
/// infinity, or valid. Distances, tests and moments are taken over the valid cells only.
package struct ColumnCounts: Sendable, Hashable, Codable {
    /// All rows of the window, valid or not.
    package var rows: Int
    /// Cells that were missing in the source.
    package var nulls: Int
    /// Cells that held something that is not of the column's type.
    package var typeErrors: Int
    /// Cells that are not a number (numeric columns only).
    package var nans: Int
    /// Cells that are `+inf` (numeric columns only).
    package var positiveInfinities: Int
    /// Cells that are `-inf` (numeric columns only).
    package var negativeInfinities: Int

    package init(
        rows: Int = 0, nulls: Int = 0, typeErrors: Int = 0, nans: Int = 0, positiveInfinities: Int = 0,
        negativeInfinities: Int = 0
    ) {
        self.rows = rows
        self.nulls = nulls
        self.typeErrors = typeErrors
        self.nans = nans
        self.positiveInfinities = positiveInfinities
        self.negativeInfinities = negativeInfinities
    }

    /// Cells with a usable value.
    package var valid: Int { rows - unusable }

    /// Cells without a usable value: null, type error, NaN or infinite.
    package var unusable: Int { nulls + typeErrors + nans + positiveInfinities + negativeInfinities }

    /// Cells that are plus or minus infinity.
    package var infinities: Int { positiveInfinities + negativeInfinities }
}

extension ColumnCounts: Mergeable {
    package mutating func merge(_ other: Self) {
        rows += other.rows
        nulls += other.nulls
        typeErrors += other.typeErrors
        nans += other.nans
        positiveInfinities += other.positiveInfinities
        negativeInfinities += other.negativeInfinities
    }
}
