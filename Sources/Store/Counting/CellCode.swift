internal import Statistics

/// What a cell counts as when it is not a valid value; bins are counted from zero.
package enum CellCode {
    package static let null: Int64 = -1
    package static let typeError: Int64 = -2
    package static let nan: Int64 = -3
    package static let positiveInfinity: Int64 = -4
    package static let negativeInfinity: Int64 = -5
    /// A value outside the dictionary.
    package static let outside: Int64 = -6
    /// None is below.
    package static let lowest = outside
}

/// Rows by code: a bin, or why there is none.
package typealias CodeCounts = [Int64: Int]

extension BinnedColumn {
    package func counts(from codes: CodeCounts) -> BinnedCounts {
        let counts = ColumnCounts(
            rows: codes.values.reduce(0, +), nulls: codes[CellCode.null] ?? 0,
            typeErrors: codes[CellCode.typeError] ?? 0, nans: codes[CellCode.nan] ?? 0,
            positiveInfinities: codes[CellCode.positiveInfinity] ?? 0,
            negativeInfinities: codes[CellCode.negativeInfinity] ?? 0)
        switch bins {
        case .numeric(let edges):
            let histogram = Histogram(
                edges: edges, counts: (0...(edges.binCount + 1)).map { codes[Int64($0)] ?? 0 })
            return BinnedCounts(counts: counts, bins: .histogram(histogram))
        case .categorical(let dictionary):
            let outside = codes[CellCode.outside] ?? 0
            let categories = CategoryCounts(
                categories: dictionary.values,
                counts: dictionary.values.indices.map { codes[Int64($0)] ?? 0 },
                other: dictionary.isComplete ? 0 : outside, unseen: dictionary.isComplete ? outside : 0)
            return BinnedCounts(counts: counts, bins: .categories(categories))
        case .presence, .time:
            return BinnedCounts(counts: counts, bins: .none)
        }
    }
}
