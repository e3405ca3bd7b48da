internal import Domain
internal import Statistics
internal import Store
internal import Trees

extension DecompositionLearning {
    /// Memberships where earlier classes have the later shares, when these have changed and within classes nothing has (label shift): else `nil`.
    ///
    /// P(Y) is held for the cause when four things are true: the shares of classes differ; they differ also among rows that are alike, so that P(X)
    /// does not explain it; they leave nothing of the metric's change that is sure, or less than they explain; and trees that are shown earlier rows
    /// with the later shares of classes cannot tell rows of one class apart by window.
    func labelShift(
        _ early: TreeTable, _ late: TreeTable, _ places: CrossFolds, _ learned: Learned, _ ofLate: [Double]
    ) throws -> (before: [Double], after: [Double])? {
        let (ofEarly, count) = (before.weights, (learned.before.classes + learned.after.classes).max() ?? 0)
        let (y, z) = (learned.before.classes, learned.after.classes)
        let p = DecompositionRows.shares(y, ofEarly, count: count + 1)
        let q = DecompositionRows.shares(z, ofLate, count: count + 1)
        func differs(_ p: [Double], _ q: [Double], _ n: Double, _ m: Double) -> Bool {
            zip(p, q).contains { p, q in
                let spread = p * (1 - p) / n + q * (1 - q) / m
                return abs(q - p) >= Self.leastShift && abs(q - p) > Self.leastZ * spread.squareRoot()
            }
        }
        guard differs(p, q, Double(y.count), Double(z.count)) else { return nil }
        let shared = (ofEarly.indices.map { ofEarly[$0] * learned.before.membership[$0] }, ofLate.indices.map { ofLate[$0] * (1 - learned.after.membership[$0]) })
        func effective(_ weights: [Double]) -> Double {
            let sum = weights.reduce(0, +)
            return sum * sum / max(weights.reduce(0) { $0 + $1 * $1 }, .leastNormalMagnitude)
        }
        guard differs(
            DecompositionRows.shares(y, shared.0, count: count + 1), DecompositionRows.shares(z, shared.1, count: count + 1), effective(shared.0),
            effective(shared.1))
        else { return nil }
        let weighted = y.indices.map { p[y[$0]] > 0 ? ofEarly[$0] * q[y[$0]] / p[y[$0]] : 0 }
        if metric.kernel == .mean {
            // Other shares that leave most of the change as it was are not the better explanation.
            let (first, last) = (
                DecompositionRows.mean(ofEarly) { learned.before.values[$0] }, DecompositionRows.mean(ofLate) { learned.after.values[$0] }
            )
            let explained = DecompositionRows.mean(weighted) { learned.before.values[$0] } - first
            func variance(_ rows: DecompositionRows, _ weights: [Double], _ mean: Double) -> Double {
                let total = weights.reduce(0, +)
                return weights.indices.reduce(0.0) { sum, row in
                    let miss = weights[row] / total * (rows.values[row] - mean)
                    return sum + miss * miss
                }
            }
            let error = (variance(learned.before, weighted, first + explained) + variance(learned.after, ofLate, last)).squareRoot()
            let left = last - first - explained
            guard abs(left) < 2 * error || explained * left > 0 && abs(explained) > abs(left) else { return nil }
        }
        let memberships = try membership(early, late, places, weighted, ofLate)
        for place in 0...count {
            let before = y.indices.filter { y[$0] == place }.map { memberships.before[$0] }
            let now = z.indices.filter { z[$0] == place && ofLate[$0] > 0 }.map { memberships.after[$0] }
            guard let samples = TwoSamples(reference: before, current: now) else { continue }
            let area = samples.ties.probabilityOfLargerCurrent
            let (n, m) = (Double(before.count), Double(now.count))
            let error = DomainClassifier.dependence * ((n + m + 1) / (12 * n * m)).squareRoot()
            if area - 0.5 > max(Self.leastArea, Self.leastZ * error) { return nil }
        }
        return memberships
    }

    private static let leastShift = 0.01
    private static let leastZ = 3.0
    private static let leastArea = 0.02

    // MARK: Another version

    /// By how much each row's outcome is other than the earlier relation of inputs and outcomes has it, times what that makes of the value of the later
    /// versions' prediction: for two classes, and for squared errors, in which outcomes are linear, or nearly so. What later versions would predict for
    /// earlier rows is learned from the later ones; used for both, what trees have not learned of outcomes weighs alike in both windows.
    func surprises(_ early: TreeTable, _ late: TreeTable, _ places: CrossFolds) throws -> ([Double]?, [Double]?) {
        let isSquared = metric.task == .regression && metric.metric == .mse
        guard metric.task == .binary || isSquared else { return (nil, nil) }
        let labels = before.rows.actuals + after.rows.actuals
        let (isEarly, isLate) = (labels.indices.map { $0 < before.count ? 1.0 : 0 }, labels.indices.map { $0 < before.count ? 0.0 : 1 })
        let expected = try places.predicted(early, late, labels: labels, weights: isEarly, Self.settings(isSquared ? .mean : .binary))
        func slope(_ row: Int) -> Double {
            if isSquared { return after.rows.predictions.decisions[row] }
            return (metric.value(after.rows, row, actual: 1) ?? 0) - (metric.value(after.rows, row, actual: 0) ?? 0)
        }
        let slopes = try places.predicted(
            early, late, labels: before.values.map { _ in 0 } + (0..<after.count).map(slope), weights: isLate, Self.settings(.mean))
        let all = labels.indices.map { row in
            isSquared
                ? labels[row] * labels[row] - expected[row] * expected[row] - 2 * slopes[row] * (labels[row] - expected[row])
                : (labels[row] - expected[row]) * slopes[row]
        }
        return (Array(all.prefix(before.count)), Array(all.dropFirst(before.count)))
    }
}
