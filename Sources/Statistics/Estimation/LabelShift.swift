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

    private init(referencePriors: [Double], priors: [Double], standardErrors: [Double]) {
        (self.referencePriors, self.priors, self.standardErrors) = (referencePriors, priors, standardErrors)
    }

    /// One class against all others, as of two classes: exact for what is asked of the class's share, and for scores where the others' shares among
    /// themselves stayed or their records have like scores of this class.
    package func oneVersusRest(_ place: Int) -> LabelShift {
        func pair(_ share: Double) -> [Double] { [1 - share, share] }
        return LabelShift(
            referencePriors: pair(referencePriors[place]), priors: pair(priors[place]),
            standardErrors: [standardErrors[place], standardErrors[place]])
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
