extension AlignedCounts {
    /// Total variation distance: `1/2 sum of |p - q|`, the largest difference in the share of any set of cells.
    ///
    /// The share of rows that would have to move. A metric in `0...1`, zero exactly for equal shares. O(k).
    package var totalVariationDistance: Double {
        Swift.min(1, 0.5 * sumOverCells { abs($0 - $1) })
    }

    /// L-infinity distance: the largest difference in the share of one cell.
    ///
    /// Depends on how cells are cut: never more than the total variation, of which it sees one cell. O(k).
    package var largestShareDifference: Double {
        zip(referenceShares, currentShares).reduce(0) { Swift.max($0, abs($1.0 - $1.1)) }
    }
}
