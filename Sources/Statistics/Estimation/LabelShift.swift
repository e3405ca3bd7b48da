/// The shares of the classes in records without labels, if only these shares have changed and not what records of a class are like (label shift).
///
/// Black-box shift estimation (Lipton, Wang and Smola, ICML 2018): with `A` the predicted classes of the reference's records by actual class, as
/// shares, and `m` the shares of predicted classes in the window, the shares `q` of actual classes solve `A q = m`. Covariance: delta method, `A⁻¹
/// (Cov(m) + Σ_i q_i² Cov(A_i)) A⁻ᵀ`, with multinomial covariances of the window's and of each class's records. Values are cut to 0 and more and
/// divided by their sum, standard errors are those before that.
package struct LabelShift: Sendable {
    /// In the order of the classes: in the reference, and in the window.
    package let referencePriors: [Double]
    package let priors: [Double]
    package let standardErrors: [Double]

    /// - Parameters:
    ///   - reference: of labelled records; every class occurs.
    ///   - predicted: records of the window by predicted class, in the order of the classes.
    /// - Returns: `nil` when a class is missing in the reference, the window is empty, or predictions do not tell the classes apart.
    package init?(reference: ConfusionCounts, predicted: [Int]) {
        let size = reference.classes.count
        let rows = Double(predicted.reduce(0, +))
        guard predicted.count == size, rows > 0 else { return nil }
        let totals = (0..<size).map { actual in (0..<size).reduce(0.0) { $0 + Double(reference[actual: actual, predicted: $1]) } }
        guard totals.allSatisfy({ $0 > 0 }) else { return nil }
        // Row j of A: how often each class is taken for class j.
        let shares = (0..<size).map { predicted in (0..<size).map { Double(reference[actual: $0, predicted: predicted]) / totals[$0] } }
        guard let inverse = LinearSystem.inverse(shares) else { return nil }
        let seen = predicted.map { Double($0) / rows }
        let solution = inverse.map { row in zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 } }
        // Covariance of what stands on both sides of the equations.
        var covariance = (0..<size).map { i in (0..<size).map { j in ((i == j ? seen[i] : 0) - seen[i] * seen[j]) / rows } }
        for actual in 0..<size {
            let column = shares.map { $0[actual] }
            let factor = solution[actual] * solution[actual] / totals[actual]
            for i in 0..<size {
                for j in 0..<size { covariance[i][j] += factor * ((i == j ? column[i] : 0) - column[i] * column[j]) }
            }
        }
        standardErrors = inverse.map { row in
            var variance = 0.0
            for i in 0..<size { for j in 0..<size { variance += row[i] * covariance[i][j] * row[j] } }
            return Swift.max(0, variance).squareRoot()
        }
        let cut = solution.map { Swift.max(0, $0) }
        let sum = cut.reduce(0, +)
        priors = cut.map { $0 / sum }
        let all = totals.reduce(0, +)
        referencePriors = totals.map { $0 / all }
    }

    /// The probabilities of a record's classes under the window's shares: each times the ratio of the shares, divided by their sum (Saerens, Latinne
    /// and Decaestecker, Neural Computation 14, 2002).
    ///
    /// - Parameter probabilities: under the reference's shares.
    package func corrected(_ probabilities: [Double]) -> [Double] {
        let raw = probabilities.indices.map { probabilities[$0] * priors[$0] / referencePriors[$0] }
        let sum = raw.reduce(0, +)
        return sum > 0 ? raw.map { $0 / sum } : probabilities
    }

    /// Of a binary model's record, the negative class first.
    package func corrected(_ probability: Double) -> Double {
        let (negative, positive) = ratios
        let sum = probability * positive + (1 - probability) * negative
        return sum > 0 ? probability * positive / sum : probability
    }

    /// The derivative of a binary model's corrected probability by the one under the reference's shares.
    func slope(_ probability: Double) -> Double {
        let (negative, positive) = ratios
        let sum = probability * positive + (1 - probability) * negative
        return sum > 0 ? negative * positive / (sum * sum) : 0
    }

    /// The derivative of a binary model's corrected probability by the window's share of positives, which is neither 0 nor 1: `p (1 - p) / (q (1 -
    /// q))`.
    func derivative(_ corrected: Double) -> Double { corrected * (1 - corrected) / (priors[1] * priors[0]) }

    /// The window's shares to the reference's, of a binary model.
    private var ratios: (negative: Double, positive: Double) { (priors[0] / referencePriors[0], priors[1] / referencePriors[1]) }
}

/// Whether a window's scores are a mixture of those that the classes have in the reference, as they must be where only the classes' shares have
/// changed.
///
/// Over twenty bins of equally many of the reference's records, with `e = q f₁ + (1 - q) f₀` the shares that are expected: Pearson's `Σ (m - e)² / (e
/// / n + q² f₁ / N₁ + (1 - q)² f₀ / N₀)`, which has errors of the window and of both classes, against chi-square with one degree less than bins; that
/// `q` was found from the same scores is not taken off.
package struct MixtureFit: Sendable, Hashable {
    package let pValue: Double
    /// Total variation: the share of the window's records that would need another score.
    package let distance: Double

    /// - Parameters:
    ///   - labelled: the reference's, with both classes.
    ///   - window: by predicted class, or any other: only their sums count.
    ///   - resolution: bins of equal width from 0 to 1 that either side's scores may have been put into; `nil` where both have their own. No bin of the
    ///     test then ends within one of these.
    /// - Returns: `nil` without records, and where all scores share a bin.
    package init?(labelled: ScoreHistogram, window: ScoreHistogram, positiveShare: Double, resolution: Int? = nil) {
        let labelled = resolution.map { Self.coarse(labelled, bins: $0) } ?? labelled
        let window = resolution.map { Self.coarse(window, bins: $0) } ?? window
        let pooling = ScorePooling(reference: labelled, bins: 20)
        let (before, now) = (pooling.pooled(labelled).points, pooling.pooled(window).points)
        var cells: [Double: (positives: Double, negatives: Double, window: Double)] = [:]
        for point in before { cells[point.score] = (Double(point.positives), Double(point.negatives), 0) }
        for point in now { cells[point.score, default: (0, 0, 0)].window += Double(point.count) }
        let (positives, negatives) = (Double(labelled.positives), Double(labelled.negatives))
        let count = cells.values.reduce(0) { $0 + $1.window }
        guard positives > 0, negatives > 0, count > 0, cells.count > 1 else { return nil }
        let other = 1 - positiveShare
        var (statistic, distance) = (0.0, 0.0)
        for cell in cells.values {
            let (up, down) = (cell.positives / positives, cell.negatives / negatives)
            let expected = positiveShare * up + other * down
            let difference = cell.window / count - expected
            distance += abs(difference) / 2
            let variance = expected / count + positiveShare * positiveShare * up / positives + other * other * down / negatives
            // A bin that the mixture has no part of: as if it had half a record.
            statistic += difference * difference / Swift.max(variance, 0.5 / (count * count))
        }
        self.distance = distance
        pValue = ChiSquare(degreesOfFreedom: Double(cells.count - 1)).sf(statistic)
    }

    private static func coarse(_ scores: ScoreHistogram, bins: Int) -> ScoreHistogram {
        ScoreHistogram(
            points: scores.points.map { point in
                var point = point
                // A bin's mean is a sum divided: a digit off, and it would lie in the next bin.
                let bin = (point.meanScore * Double(bins) + 1e-6).rounded(.down)
                point.score = bin
                (point.positiveScoreSum, point.negativeScoreSum) = (bin * Double(point.positives), bin * Double(point.negatives))
                return point
            }, isExact: false)
    }
}
