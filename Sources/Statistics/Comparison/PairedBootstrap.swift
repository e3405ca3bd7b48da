import RealModule

/// Intervals of the difference of two metrics on the same rows, where there is no exact form: rows are weighed anew by chance, the
/// same for both, and what becomes of the difference is looked at.
///
/// Every row's weight is Poisson with mean 1, as in streams (N. Chamandy, O. Muralidharan, A. Najmi and S. Naidu, "Estimating
/// uncertainty for massive data streams", Google 2012; N. Oza and S. Russell's online bagging, 2001), which for many rows is the
/// bootstrap of B. Efron (Annals of Statistics 7, 1979). The interval is between quantiles of the differences (percentile method).
package struct PairedBootstrap: Sendable, Hashable {
    /// How many times rows are weighed.
    package let replicates: Int
    /// The same seed gives the same weights.
    package let seed: UInt64

    package init(replicates: Int = 400, seed: UInt64 = 20_260_612) {
        precondition(replicates > 1, "a bootstrap needs replicates")
        self.replicates = replicates
        self.seed = seed
    }

    /// - Parameters:
    ///   - rows: how many there are.
    ///   - statistics: numbers of rows with these weights; NaN where one does not exist.
    /// - Returns: for each statistic its values over the replicates that it exists in, rising. O(replicates · (rows + statistics)).
    package func values(rows: Int, _ statistics: ([Double]) -> [Double]) -> [[Double]] {
        var random = SplitMix64(seed: seed)
        var weights = [Double](repeating: 0, count: rows)
        var values: [[Double]] = []
        for _ in 0..<replicates {
            for row in weights.indices { weights[row] = Self.poisson(&random) }
            let results = statistics(weights)
            if values.isEmpty { values = results.map { _ in [] } }
            for (index, result) in results.enumerated() where result.isFinite { values[index].append(result) }
        }
        return values.map { $0.sorted() }
    }

    /// Between the `alpha / 2` and the `1 - alpha / 2` quantile; `nil` with less than half of the replicates.
    package func interval(_ sorted: [Double], alpha: Double) -> (lower: Double, upper: Double)? {
        guard sorted.count * 2 >= replicates else { return nil }
        return (quantile(alpha / 2, ofSorted: sorted), quantile(1 - alpha / 2, ofSorted: sorted))
    }

    private func quantile(_ p: Double, ofSorted values: [Double]) -> Double {
        let place = p * Double(values.count - 1)
        let low = Int(place)
        let high = min(low + 1, values.count - 1)
        return values[low] + (place - Double(low)) * (values[high] - values[low])
    }

    /// By inversion: the sum of the first probabilities that a uniform number is not below.
    private static func poisson(_ random: inout SplitMix64) -> Double {
        let u = random.nextUniform()
        var count = 0
        while count < cumulative.count, u >= cumulative[count] { count += 1 }
        return Double(count)
    }

    private static let cumulative: [Double] = {
        var term = Double.exp(-1)
        var sum = 0.0
        return (0..<18).map { count in
            sum += term
            term /= Double(count + 1)
            return sum
        }
    }()
}
