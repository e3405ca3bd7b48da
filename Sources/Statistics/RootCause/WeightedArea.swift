/// The area under the ROC curve of rows that count with weights, for many sets of weights.
struct WeightedArea: Sendable {
    private let isPositive: [Bool]
    /// Rows from the lowest score up, and whether each begins a new score.
    private let order: [Int]
    private let isFirst: [Bool]

    init(scores: [Double], isPositive: [Bool]) {
        self.isPositive = isPositive
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        isFirst = order.indices.map { $0 == 0 || scores[order[$0]] != scores[order[$0 - 1]] }
        self.order = order
    }

    /// `Σ w⁺ w⁻ ([s⁺ > s⁻] + [s⁺ = s⁻] / 2) / (Σ w⁺ Σ w⁻)`: with weights of one Mann and Whitney's statistic. NaN without weight in both classes.
    func value(_ weights: [Double]) -> Double {
        var (area, below, here, positiveHere, positives) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for place in order.indices {
            if isFirst[place] {
                area += positiveHere * (below + here / 2)
                below += here
                (here, positiveHere) = (0, 0)
            }
            let weight = weights[order[place]]
            if isPositive[order[place]] {
                positiveHere += weight
                positives += weight
            } else {
                here += weight
            }
        }
        area += positiveHere * (below + here / 2)
        below += here
        return area / (positives * below)
    }
}
