/// The rows of one of two windows between which a metric has changed. Arrays have one entry for each row.
package struct DecompositionRows: Sendable {
    /// What each row adds to the metric: a loss. For ROC AUC the scores.
    package var values: [Double]
    /// How many records each row stands for; positive.
    package var weights: [Double]
    /// Whether a cell of the row is missing, unreadable or new in a way that the earlier window hardly knows.
    package var isBroken: [Bool]
    /// The version that made the prediction, by its place in a list that both windows share.
    package var versions: [Int]
    /// The class of the ground truth, by its place in a list that both windows share; of numbers a stretch of them.
    package var classes: [Int]
    /// How probably the row is of the later window, by its inputs, were both windows equally large. Between 0 and 1, from rows other than itself.
    package var membership: [Double]
    /// The value to be expected of such a row in the earlier and in the later window, from rows other than itself; 0 where that is not known.
    package var expectedBefore: [Double]
    package var expectedAfter: [Double]
    /// The value less what the earlier window's relation of inputs and outcomes would make of the same prediction; `nil` where that is not known.
    package var outcomeSurprise: [Double]?

    package init(
        values: [Double], weights: [Double]? = nil, isBroken: [Bool]? = nil, versions: [Int]? = nil, classes: [Int]? = nil,
        membership: [Double]? = nil, expectedBefore: [Double]? = nil, expectedAfter: [Double]? = nil, outcomeSurprise: [Double]? = nil
    ) {
        let count = values.count
        self.values = values
        self.weights = weights ?? Array(repeating: 1, count: count)
        self.isBroken = isBroken ?? Array(repeating: false, count: count)
        self.versions = versions ?? Array(repeating: 0, count: count)
        self.classes = classes ?? Array(repeating: 0, count: count)
        self.membership = membership ?? Array(repeating: 0.5, count: count)
        self.expectedBefore = expectedBefore ?? Array(repeating: 0, count: count)
        self.expectedAfter = expectedAfter ?? Array(repeating: 0, count: count)
        self.outcomeSurprise = outcomeSurprise
    }

    package var count: Int { values.count }
}

extension DecompositionRows {
    /// The share of each key in rows that count with weights.
    package static func shares(_ keys: [Int], _ weights: [Double], count: Int) -> [Double] {
        var shares = [Double](repeating: 0, count: count)
        for row in keys.indices { shares[keys[row]] += weights[row] }
        let total = shares.reduce(0, +)
        return total > 0 ? shares.map { $0 / total } : shares
    }

    /// The weighted mean of a number of each row; NaN where nothing has weight.
    package static func mean(_ weights: [Double], _ value: (Int) -> Double) -> Double {
        var (sum, total) = (0.0, 0.0)
        for row in weights.indices where weights[row] > 0 {
            sum += weights[row] * value(row)
            total += weights[row]
        }
        return sum / total
    }
}
