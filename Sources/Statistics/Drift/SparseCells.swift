extension AlignedCounts {
    /// The same rows over fewer cells, such that each cell expects at least `leastExpected` rows on the smaller side
    /// under the pooled shares, as far as that can be had.
    ///
    /// For tests whose p-value rests on a limit distribution: W. G. Cochran, "Some Methods for Strengthening the Common
    /// chi-square Tests" (Biometrics 10, 1954) combines sparse cells for the same reason. A test on the result is as
    /// valid, and blind to changes within a combined cell. O(k).
    ///
    /// - Parameter isOrdered: `true` combines neighbours from left to right, the rest with the last; `false` combines
    ///   all sparse cells with each other, and with the smallest other cell while they are still too few.
    package func combiningSparseCells(leastExpected: Double, isOrdered: Bool) -> AlignedCounts {
        let smaller = Double(Swift.min(referenceTotal, currentTotal))
        let needed = leastExpected * Double(referenceTotal + currentTotal) / smaller
        func isEnough(_ cell: (reference: Int, current: Int)) -> Bool {
            Double(cell.reference + cell.current) >= needed
        }
        let cells = zip(reference, current).map { (reference: $0, current: $1) }
        var result: [(reference: Int, current: Int)] = []
        var open = (reference: 0, current: 0)
        if isOrdered {
            for cell in cells {
                open = (open.reference + cell.reference, open.current + cell.current)
                if isEnough(open) {
                    result.append(open)
                    open = (0, 0)
                }
            }
        } else {
            result = cells.filter(isEnough).sorted { $0.reference + $0.current > $1.reference + $1.current }
            for cell in cells where !isEnough(cell) {
                open = (open.reference + cell.reference, open.current + cell.current)
            }
        }
        if open.reference + open.current > 0 {
            if !isEnough(open), let last = result.popLast() {
                open = (open.reference + last.reference, open.current + last.current)
            }
            result.append(open)
        }
        // Both sides keep all their rows, so there is still something to compare.
        return AlignedCounts(
            reference: result.map(\.reference), current: result.map(\.current), isBinned: isBinned) ?? self
    }
}
