import RealModule

/// How shares are made from counts for distances that take the logarithm of a share, where an empty cell would make the
/// distance infinite. Cells that are empty on both sides count for `evidently` alone.
package enum EmptyCellRule: Sendable, Hashable {
    /// Adds this many rows to each side, spread over the cells as the pooled rows are. The default, with one row.
    ///
    /// A Dirichlet prior with the pooled shares as its mean and the weight of one observation (the unit information
    /// prior of R. E. Kass and L. Wasserman, JASA 90, 1995; the empirical Bayes choice of mean of I. J. Good 1965).
    /// Among the rules here it alone keeps the distance zero for equal shares at different sample sizes, and
    /// unchanged when a cell is split into parts of equal proportions on both sides. It draws the sides towards each
    /// other by `O(1/n)`.
    case pooledPrior(rows: Double)
    /// Adds the same pseudo-count to every occupied cell of both sides: 0.5 is Jeffreys' prior, 1 Laplace's rule.
    case pseudoCount(Double)
    /// Evidently's fill: an empty cell gets the share 0.0001, or a millionth of its side's smallest share if that is
    /// at most 0.0001; each side by itself, not brought back to a sum of one. Cells that are empty on both sides are
    /// filled as well.
    case evidently
    /// Leaves empty cells empty; distances may be infinite.
    case none

    /// One row spread as the pooled shares.
    package static let standard = EmptyCellRule.pooledPrior(rows: 1)
}

extension AlignedCounts {
    /// The shares of both sides over the occupied cells (all cells for `evidently`), with empty ones treated by the
    /// rule. O(k).
    package func shares(_ rule: EmptyCellRule) -> [(reference: Double, current: Double)] {
        let cells = zip(reference, current).filter { $0 + $1 > 0 }
        let n = Double(referenceTotal)
        let m = Double(currentTotal)
        switch rule {
        case .none:
            return cells.map { (Double($0) / n, Double($1) / m) }
        case .pooledPrior(let rows):
            return cells.map { a, b in
                let prior = rows * (Double(a) + Double(b)) / (n + m)
                // Written so that equal shares stay equal to the last bit.
                return a.multipliedFullWidth(by: currentTotal) == b.multipliedFullWidth(by: referenceTotal)
                    ? (Double(a) / n, Double(a) / n)
                    : ((Double(a) + prior) / (n + rows), (Double(b) + prior) / (m + rows))
            }
        case .pseudoCount(let rows):
            let mass = rows * Double(cells.count)
            return cells.map { ((Double($0) + rows) / (n + mass), (Double($1) + rows) / (m + mass)) }
        case .evidently:
            let fills = (Self.evidentlyFill(reference, total: n), Self.evidentlyFill(current, total: m))
            return zip(reference, current).map {
                ($0 == 0 ? fills.0 : Double($0) / n, $1 == 0 ? fills.1 : Double($1) / m)
            }
        }
    }

    private static func evidentlyFill(_ counts: [Int], total: Double) -> Double {
        let smallest = Double(counts.filter { $0 > 0 }.min() ?? 0) / total
        return smallest <= 0.0001 ? smallest / 1e6 : 0.0001
    }
}
