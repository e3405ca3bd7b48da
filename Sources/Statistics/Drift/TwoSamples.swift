import RealModule

/// The values of a reference and of a current window, sorted and counted, for statistics that need each of them.
///
/// Rank tests (Kolmogorov-Smirnov, Mann-Whitney, Cramér-von Mises, Anderson-Darling) are those of `ties`; distances
/// in the column's own unit also need the values between which the ties lie.
package struct TwoSamples: Sendable, Hashable {
    /// The distinct values of both samples, ascending.
    package let values: [Double]
    /// How often each of `values` occurs on either side.
    package let ties: AlignedCounts

    /// Takes finite values in any order. O((n + m) log(n + m)).
    ///
    /// - Returns: `nil` when one side is empty.
    package init?(reference: [Double], current: [Double]) {
        self.init(sortedReference: reference.sorted(), sortedCurrent: current.sorted())
    }

    /// Takes finite values in ascending order. O(n + m).
    ///
    /// - Returns: `nil` when one side is empty.
    package init?(sortedReference reference: [Double], sortedCurrent current: [Double]) {
        var values: [Double] = []
        var left: [Int] = []
        var right: [Int] = []
        var i = 0
        var j = 0
        while i < reference.count || j < current.count {
            let value =
                j == current.count
                ? reference[i]
                : i == reference.count ? current[j] : Swift.min(reference[i], current[j])
            let (firstI, firstJ) = (i, j)
            while i < reference.count, reference[i] <= value { i += 1 }
            while j < current.count, current[j] <= value { j += 1 }
            values.append(value)
            left.append(i - firstI)
            right.append(j - firstJ)
        }
        guard let ties = AlignedCounts(reference: left, current: right, isBinned: false) else { return nil }
        self.values = values
        self.ties = ties
    }

    /// `integral of f(F(x) - G(x)) dx` over both empirical distribution functions, for `f(0) = 0`.
    func integral(_ f: (Double) -> Double) -> Double {
        var sum = 0.0
        let cumulative = ties.cumulativeShares
        for index in values.indices.dropLast() {
            sum += f(cumulative[index].reference - cumulative[index].current) * (values[index + 1] - values[index])
        }
        return sum
    }
}
