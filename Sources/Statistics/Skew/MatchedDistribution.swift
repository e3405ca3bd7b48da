import RealModule

/// What makes one sample's distribution that of another.
package struct MatchedDistribution: Sendable, Hashable {
    package var transformation: Transformation
    /// The share of records concerned, where the distributions tell it.
    package var share: Double
    /// The distance of both samples as they are, and once the first is transformed, on halves that constants were not taken from.
    package var before: Double
    package var after: Double
    /// The weight of this family among all that fit, and none of them.
    package var confidence: Double

    package init(_ transformation: Transformation, share: Double = 1, before: Double, after: Double, confidence: Double) {
        self.transformation = transformation
        self.share = share
        self.before = before
        self.after = after
        self.confidence = confidence
    }

    /// Two samples are taken for different below this chance, so that thousands of columns may be looked at.
    package static let surelyDifferent = 1e-6
    /// And for alike above this.
    package static let alike = 0.01
    /// Smaller samples say nothing.
    package static let leastRows = 100

    /// Weights by p-value and cost: what fits no better and is more complicated has little.
    static func confidence(of best: (pValue: Double, cost: Double), among all: [(pValue: Double, cost: Double)]) -> Double {
        func weight(_ candidate: (pValue: Double, cost: Double)) -> Double { candidate.pValue * Double.exp(-3 * candidate.cost) }
        let sum = all.reduce(0) { $0 + weight($1) }
        return sum > 0 ? weight(best) / (sum + 0.01 * weight((1, best.cost))) : 0
    }
}
