extension AlignedCounts {
    /// Whether all current rows are in one cell: a constant column, if cells are distinct values.
    package var isCurrentConstant: Bool { current.contains(currentTotal) }

    /// The chance that all current rows fall in one cell if the pooled rows are dealt out at random:
    /// `sum over cells of C(c, m) / C(n + m, m)` for pooled counts `c`.
    ///
    /// Small for a column that froze; 1 for one that was constant before; large for a flag that is rarely set, or few
    /// rows. Meant to be read beside `isCurrentConstant`. Missing values are not counted by the caller. O(k).
    package var chanceOfConstantCurrent: Double {
        let total = referenceTotal + currentTotal
        let sum = zip(reference, current).reduce(0.0) { sum, cell in
            let pooled = cell.0 + cell.1
            let table = Hypergeometric(marked: pooled, unmarked: total - pooled, draws: currentTotal)
            return sum + table.probability(currentTotal)
        }
        return Swift.min(1, sum)
    }
}
