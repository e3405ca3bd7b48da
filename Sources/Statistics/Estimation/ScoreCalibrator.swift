/// What a score has meant in labelled reference records: the probability that a record with it is positive.
///
/// Isotonic regression (`IsotonicRegression`) of the positive share on the score, over groups of neighbouring scores of about half the root of the
/// number of records each, so that chance in single records makes no steps. Records may have weights: with the density ratio of a window's records to
/// the reference's as weights this is importance-weighted calibration (PAPE: Białek, Kuberski, Perrakis and Bifet, "Estimating Model Performance
/// Under Covariate Shift Without Labels", 2024).
package struct ScoreCalibrator: Sendable {
    /// Labelled records of the reference that share a score, or a bin of scores, and a weight.
    package struct Group: Sendable, Hashable {
        package var score: Double
        package var positives: Int
        package var negatives: Int
        package var weight: Double

        package init(score: Double, positives: Int, negatives: Int, weight: Double = 1) {
            self.score = score
            self.positives = positives
            self.negatives = negatives
            self.weight = weight
        }
    }

    package let regression: IsotonicRegression
    /// The number of records, of equal weight, that would tell each block's value as well.
    private let effectiveSizes: [Double]

    /// - Returns: `nil` without records, or when all are of one class: nothing is learned then of how scores tell classes apart.
    package init?(_ groups: [Group]) {
        let groups = groups.filter { $0.positives + $0.negatives > 0 && $0.weight > 0 }.sorted { $0.score < $1.score }
        let records = groups.reduce(0) { $0 + $1.positives + $1.negatives }
        guard groups.contains(where: { $0.positives > 0 }), groups.contains(where: { $0.negatives > 0 }) else { return nil }
        let least = Double(records).squareRoot() / 2
        var points: [IsotonicRegression.Point] = []
        var (weight, positives, scores, count) = (0.0, 0.0, 0.0, 0.0)
        for (index, group) in groups.enumerated() {
            let own = group.weight * Double(group.positives + group.negatives)
            weight += own
            positives += group.weight * Double(group.positives)
            scores += own * group.score
            count += Double(group.positives + group.negatives)
            // Records of equal score stay together.
            let isLast = index == groups.count - 1 || groups[index + 1].score > group.score
            if isLast, count >= least || index == groups.count - 1 {
                points.append(.init(x: scores / weight, y: positives / weight, weight: weight))
                (weight, positives, scores, count) = (0, 0, 0, 0)
            }
        }
        guard let regression = IsotonicRegression(points) else { return nil }
        self.regression = regression
        var sums = [(weight: Double, squares: Double)](repeating: (0, 0), count: regression.blocks.count)
        for group in groups {
            let count = Double(group.positives + group.negatives)
            for (block, part) in regression.parts(of: group.score) {
                sums[block].weight += part * group.weight * count
                sums[block].squares += part * group.weight * group.weight * count
            }
        }
        effectiveSizes = sums.map { $0.squares > 0 ? $0.weight * $0.weight / $0.squares : 0 }
    }

    /// From all labelled records with a score.
    package init?(_ scores: ScoreHistogram) {
        self.init(scores.points.map { Group(score: $0.meanScore, positives: $0.positives, negatives: $0.negatives) })
    }

    package func probability(of score: Double) -> Double { regression.value(at: score) }

    /// `p (1 - p)` of one record's outcome, with one positive and one negative record added to the block: blocks in which all records agree are
    /// not certain.
    package func outcomeVariance(of score: Double) -> Double {
        regression.parts(of: score).reduce(0) { $0 + $1.share * outcomeVariance(inBlock: $1.block) }
    }

    private func outcomeVariance(inBlock block: Int) -> Double {
        let size = effectiveSizes[block]
        let share = (regression.blocks[block].value * size + 1) / (size + 2)
        return share * (1 - share)
    }

    /// Of a block's value, by chance in the outcomes of the records that it rests on.
    func variance(ofBlock block: Int) -> Double {
        effectiveSizes[block] > 0 ? outcomeVariance(inBlock: block) / effectiveSizes[block] : 0
    }

    /// Which blocks say what a score means, and how much each.
    func parts(of score: Double) -> [(block: Int, share: Double)] { regression.parts(of: score) }

    var blockCount: Int { regression.blocks.count }

    /// Records that a block's value rests on.
    func effectiveSize(ofBlock block: Int) -> Double { effectiveSizes[block] }
}
