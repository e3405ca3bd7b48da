/// Counts of a reference and of a current window over the same cells: categories, bins or distinct values.
///
/// Every distance and test on counts starts here. That there are rows on both sides is settled once, when the counts
/// are put together, so what follows is always defined.
///
/// Missing values are not counted by the caller: distances are taken over valid cells, and missing rates are compared
/// on their own.
package struct AlignedCounts: Sendable, Hashable {
    /// Rows of the reference in each cell.
    package let reference: [Int]
    /// Rows of the current window in each cell.
    package let current: [Int]
    /// Rows of the reference.
    package let referenceTotal: Int
    /// Rows of the current window.
    package let currentTotal: Int
    /// Whether a cell may hold values that differ. Statistics that depend on the order of values then know them only
    /// up to their bin, and report a bound.
    package let isBinned: Bool

    /// - Parameter isBinned: `false` when each cell is one value: a category, or one distinct number.
    /// - Precondition: as many counts on one side as on the other, none negative.
    /// - Returns: `nil` when one side has no rows: there is nothing to compare.
    package init?(reference: [Int], current: [Int], isBinned: Bool = true) {
        precondition(reference.count == current.count, "counts are compared over the same cells")
        precondition(
            reference.allSatisfy { $0 >= 0 } && current.allSatisfy { $0 >= 0 }, "counts are not negative")
        let referenceTotal = reference.reduce(0, +)
        let currentTotal = current.reduce(0, +)
        guard referenceTotal > 0, currentTotal > 0 else { return nil }
        self.reference = reference
        self.current = current
        self.referenceTotal = referenceTotal
        self.currentTotal = currentTotal
        self.isBinned = isBinned
    }

    /// Share of the reference's rows in each cell.
    package var referenceShares: [Double] { reference.map { Double($0) / Double(referenceTotal) } }
    /// Share of the current window's rows in each cell.
    package var currentShares: [Double] { current.map { Double($0) / Double(currentTotal) } }

    /// Share of all rows in each cell: the best guess of both distributions if nothing has changed.
    package var pooledShares: [Double] {
        let total = Double(referenceTotal) + Double(currentTotal)
        return zip(reference, current).map { (Double($0) + Double($1)) / total }
    }

    /// Cells with a row on either side.
    package var occupiedCells: Int { zip(reference, current).count { $0 + $1 > 0 } }

    /// The two sides exchanged.
    package var swapped: AlignedCounts {
        AlignedCounts(
            uncheckedReference: current, current: reference, referenceTotal: currentTotal, currentTotal: referenceTotal,
            isBinned: isBinned)
    }

    /// Other counts of the same totals over the same cells.
    func replacing(reference: [Int], current: [Int]) -> AlignedCounts {
        AlignedCounts(
            uncheckedReference: reference, current: current, referenceTotal: referenceTotal, currentTotal: currentTotal,
            isBinned: isBinned)
    }

    private init(
        uncheckedReference reference: [Int], current: [Int], referenceTotal: Int, currentTotal: Int, isBinned: Bool
    ) {
        self.reference = reference
        self.current = current
        self.referenceTotal = referenceTotal
        self.currentTotal = currentTotal
        self.isBinned = isBinned
    }

    /// Adds up a function of both shares over the cells. O(k).
    func sumOverCells(_ term: (_ reference: Double, _ current: Double) -> Double) -> Double {
        var sum = 0.0
        for (a, b) in zip(reference, current) where a + b > 0 {
            sum += term(Double(a) / Double(referenceTotal), Double(b) / Double(currentTotal))
        }
        return sum
    }
}
