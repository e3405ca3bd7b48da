/// What scores mean where features come in other shares than in the reference (importance-weighted calibration; PAPE: Białek, Kuberski, Perrakis and
/// Bifet, "Estimating Model Performance Under Covariate Shift Without Labels", 2024).
///
/// Labelled records of the reference are calibrated twice, once each with its weight, the ratio of the window's density to the reference's at its
/// features, and once alike. What a score's probability differs by is what the shift has done to it. A score tells nothing of that itself: it is the
/// records beneath it that are others.
package struct WeightedCalibration: Sendable {
    private let weighted: ScoreCalibrator
    private let plain: ScoreCalibrator
    /// How many records of equal weight would tell as much: `(Σ w)² / Σ w²` (Kish, "Survey Sampling", 1965).
    package let effectiveSize: Double
    package let count: Int

    /// - Parameters:
    ///   - scores: of labelled records.
    ///   - isPositive: their classes.
    ///   - weights: not negative; only their ratios matter.
    /// - Returns: `nil` when lengths differ, and unless there are records with a weight of both classes.
    package init?(scores: [Double], isPositive: [Bool], weights: [Double]) {
        guard scores.count == isPositive.count, scores.count == weights.count else { return nil }
        func calibrator(_ weight: (Int) -> Double) -> ScoreCalibrator? {
            ScoreCalibrator(
                scores.indices.map {
                    .init(score: scores[$0], positives: isPositive[$0] ? 1 : 0, negatives: isPositive[$0] ? 0 : 1, weight: weight($0))
                })
        }
        guard let weighted = calibrator({ weights[$0] }), let plain = calibrator({ _ in 1 }) else { return nil }
        self.weighted = weighted
        self.plain = plain
        count = scores.count
        let sum = weights.reduce(0, +)
        effectiveSize = sum * sum / weights.reduce(0) { $0 + $1 * $1 }
    }

    /// By how much the probability of a score is larger than without weights.
    package func difference(at score: Double) -> Double { weighted.probability(of: score) - plain.probability(of: score) }

    /// The variance of a sum that moves with the probabilities of scores, by chance in the labels.
    ///
    /// Of each of the calibration's blocks: the square of what it moves times `p (1 - p)` divided by the records that it rests on. That weights are
    /// estimated is no part of it.
    ///
    /// - Parameter moves: scores, each with what the sum gains as its probability goes from 0 to 1.
    func variance(_ moves: [(score: Double, move: Double)]) -> Double {
        var blocks = [Double](repeating: 0, count: weighted.blockCount)
        for (score, move) in moves {
            for part in weighted.parts(of: score) { blocks[part.block] += part.share * move }
        }
        return blocks.indices.reduce(0) { $0 + blocks[$1] * blocks[$1] * weighted.variance(ofBlock: $1) }
    }
}
