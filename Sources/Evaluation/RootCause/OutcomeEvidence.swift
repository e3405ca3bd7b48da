internal import Domain
internal import Statistics
internal import Store

/// How records with a known truth turned out after an onset, against what the same predictions let expect before it.
struct OutcomeEvidence: Sendable {
    /// What chance does not explain, as a chi-square beyond its degrees of freedom.
    var left: Double
    /// The same when each class is as it was and only its share changed; `nil` where that has no meaning.
    var leftAfterLabelShift: Double?
    /// Shares of the positive class; means of a regression's truth.
    var truth: (before: Double, after: Double)
    /// Mean losses, and what the records after were to lose.
    var loss: (before: Double, after: Double, expected: Double)
    /// The growth of the loss beyond what was to be expected, in standard errors.
    var lossZ: Double
    var count: (before: Int, after: Int)
    /// Of each record after, its loss less what was to be expected of such a prediction; NaN where it is not known.
    var excess: [Double]
    /// The same of each record before.
    var excessBefore: [Double]
    /// Of each record, its truth less that of such predictions before; NaN where it is not known.
    var surprise: (before: [Double], after: [Double])

    private static let bins = 10
    private static let most = 1_000.0

    /// - Returns: `nil` for fewer than thirty records with a truth on either side.
    init?(before: EvidenceRows.Side, after: EvidenceRows.Side, task: ModelTask) {
        let (known, new) = (before.labelled, after.labelled)
        guard known.count >= 30, new.count >= 30 else { return nil }
        count = (known.count, new.count)
        let scores = known.map { before.scores[$0] }.filter(\.isFinite).sorted()
        var edges: [Double] = []
        for step in 1..<Self.bins where !scores.isEmpty {
            let value = scores[step * scores.count / Self.bins]
            if value > edges.last ?? scores[0] { edges.append(value) }
        }
        func bin(_ score: Double) -> Int { score.isFinite ? edges.count { $0 <= score } : edges.count + 1 }
        var losses = [Moments](repeating: Moments(), count: edges.count + 2)
        var truths = [Moments](repeating: Moments(), count: edges.count + 2)
        for row in known {
            losses[bin(before.scores[row])].add(before.losses[row])
            truths[bin(before.scores[row])].add(before.truths[row])
        }
        let allLosses = Moments(known.map { before.losses[$0] })
        excess = [Double](repeating: .nan, count: after.count)
        excessBefore = [Double](repeating: .nan, count: before.count)
        surprise = (excessBefore, excess)
        for row in known {
            let place = bin(before.scores[row])
            excessBefore[row] = before.losses[row] - losses[place].mean
            surprise.before[row] = before.truths[row] - truths[place].mean
        }
        var newTruths = [Moments](repeating: Moments(), count: edges.count + 2)
        var (sum, variance, expected) = (0.0, 0.0, 0.0)
        for row in new {
            let place = bin(after.scores[row])
            let own = losses[place].count >= 10 ? losses[place] : allLosses
            excess[row] = after.losses[row] - own.mean
            if truths[place].count >= 10 { surprise.after[row] = after.truths[row] - truths[place].mean }
            sum += excess[row]
            expected += own.mean
            variance += (own.variance() ?? 0) * (1 + Double(new.count) / Double(known.count))
            newTruths[place].add(after.truths[row])
        }
        lossZ = variance > 0 ? sum / variance.squareRoot() : 0
        loss = (allLosses.mean, Moments(new.map { after.losses[$0] }).mean, expected / Double(new.count))
        let all = (Moments(known.map { before.truths[$0] }), Moments(new.map { after.truths[$0] }))
        truth = (all.0.mean, all.1.mean)
        var odds = 1.0
        if task == .binary, (0.001..<0.999).contains(truth.before), (0.001..<0.999).contains(truth.after) {
            odds = truth.after / (1 - truth.after) / (truth.before / (1 - truth.before))
        }
        func misfit(_ odds: Double) -> Double {
            var (chiSquare, freedom) = (0.0, 0.0)
            for (was, now) in zip(truths, newTruths) where was.count >= 10 && now.count >= 5 {
                var mean = was.mean
                if task == .binary {
                    let smooth = (was.mean * Double(was.count) + 0.5) / (Double(was.count) + 1)
                    mean = smooth * odds / (smooth * odds + 1 - smooth)
                }
                let spread = task == .binary ? mean * (1 - mean) : was.variance() ?? 0
                guard spread > 0 else { continue }
                chiSquare += (now.mean - mean) * (now.mean - mean) / (spread * (1 / Double(now.count) + 1 / Double(was.count)))
                freedom += 1
            }
            return max(0, chiSquare - freedom - 2 * (2 * freedom).squareRoot())
        }
        let fromLoss = max(0, lossZ * abs(lossZ) - 5)
        let fromTruth = task == .multiclass ? 0 : misfit(1)
        // More says no more: nobody doubts it.
        left = min(Self.most, max(fromTruth, fromLoss))
        leftAfterLabelShift = task == .binary ? min(Self.most, misfit(odds)) : nil
    }
}
