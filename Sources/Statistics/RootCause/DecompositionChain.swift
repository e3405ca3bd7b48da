/// The steps of a `ChangeDecomposition` for given weights of the rows. Which steps are taken is settled once, by all rows, so that replicates that
/// leave some out take the same.
package struct DecompositionChain: Sendable {
    struct Values {
        var before: Double
        var after: Double
        var parts: [ChangeDecomposition.Part: Double]
        var sharedMass: Double
    }

    private let before: DecompositionRows
    private let after: DecompositionRows
    private let steps: ChangeDecomposition.Steps
    /// As of `ChangeDecomposition`.
    package let isWhollyBroken: Bool
    package let isReplaced: Bool
    private let isBrokenMore: Bool
    private let isMixed: Bool
    private let versionCount: Int
    private let classCount: Int
    private let areas: (before: WeightedArea, after: WeightedArea)?

    /// Fewer rows than this of a kind do not stand for all others.
    private static let leastRows = 30.0
    private static let leastShare = 0.02

    package init(before: DecompositionRows, after: DecompositionRows, metric: ChangeDecomposition.Metric, steps: ChangeDecomposition.Steps) {
        self.before = before
        self.after = after
        self.steps = steps
        versionCount = max(before.versions.max() ?? 0, after.versions.max() ?? 0) + 1
        classCount = max(before.classes.max() ?? 0, after.classes.max() ?? 0) + 1
        areas = metric == .mean
            ? nil
            : (
                WeightedArea(scores: before.values, isPositive: before.classes.map { $0 == 1 }),
                WeightedArea(scores: after.values, isPositive: after.classes.map { $0 == 1 })
            )
        let broken = (
            DecompositionRows.mean(before.weights) { before.isBroken[$0] ? 1 : 0 }, DecompositionRows.mean(after.weights) { after.isBroken[$0] ? 1 : 0 }
        )
        isBrokenMore = steps.broken && broken.1 > broken.0
        let whole = Double(after.isBroken.count { !$0 })
        isWhollyBroken = isBrokenMore && (whole < Self.leastRows || whole < Self.leastShare * Double(after.count))
        let known = Set(before.versions)
        let kept = Double(after.versions.count(where: known.contains))
        isReplaced = steps.versions && (kept < Self.leastRows || kept < Self.leastShare * Double(after.count))
        isMixed = steps.versions && !isReplaced && versionCount > 1
    }

    /// The later rows' weights once broken rows and versions are as frequent as they were: what memberships are to be learned with.
    package var likeBefore: [Double] {
        var weights = after.weights
        if isBrokenMore {
            weights = Self.weights(
                weights, keys: after.isBroken.map { $0 ? 1 : 0 }, like: before.isBroken.map { $0 ? 1 : 0 }, before.weights, count: 2)
        }
        return isMixed ? Self.weights(weights, keys: after.versions, like: before.versions, before.weights, count: versionCount) : weights
    }

    /// - Returns: `nil` where the metric does not exist.
    func parts(_ ofBefore: [Double], _ ofAfter: [Double]) -> Values? {
        let (first, last) = (metricBefore(ofBefore), metricAfter(ofAfter))
        guard first.isFinite, last.isFinite else { return nil }
        var values = Values(before: first, after: last, parts: [:], sharedMass: 1)
        if isWhollyBroken {
            values.parts[.brokenData] = last - first
            return values
        }
        var (early, late) = (ofBefore, ofAfter)
        var (earlyMetric, lateMetric) = (first, last)
        func moveLate(_ part: ChangeDecomposition.Part, _ weights: [Double]) {
            let metric = metricAfter(weights)
            guard metric.isFinite else { return }
            values.parts[part] = lateMetric - metric
            (late, lateMetric) = (weights, metric)
        }
        if isBrokenMore {
            moveLate(.brokenData, Self.weights(late, keys: after.isBroken.map { $0 ? 1 : 0 }, like: before.isBroken.map { $0 ? 1 : 0 }, early, count: 2))
        }
        if isMixed { moveLate(.version, Self.weights(late, keys: after.versions, like: before.versions, early, count: versionCount)) }
        if steps.labels {
            let weights = Self.weights(early, keys: before.classes, like: after.classes, late, count: classCount)
            let metric = metricBefore(weights)
            if metric.isFinite {
                values.parts[.labels] = metric - earlyMetric
                (early, earlyMetric) = (weights, metric)
            }
        }
        let rest = lateMetric - earlyMetric
        let shared = sharedMass(early, late)
        values.sharedMass = shared
        var concept = steps.concept ? conditional(early, late) : 0
        if !concept.isFinite { concept = 0 }
        let certain = min(1, 2 * shared)
        concept *= certain
        values.parts[.inputs] = rest - concept
        if isReplaced, steps.concept {
            let surprise = surprise(early, late).map { $0 * certain } ?? 0
            values.parts[.version] = concept - surprise
            concept = surprise
        }
        values.parts[.concept] = concept
        return values
    }

    private func metricBefore(_ weights: [Double]) -> Double { areas?.before.value(weights) ?? DecompositionRows.mean(weights) { before.values[$0] } }
    private func metricAfter(_ weights: [Double]) -> Double { areas?.after.value(weights) ?? DecompositionRows.mean(weights) { after.values[$0] } }

    /// Weights under which the keys have the shares that they have in other rows; keys that these rows lack are left out.
    private static func weights(_ weights: [Double], keys: [Int], like others: [Int], _ otherWeights: [Double], count: Int) -> [Double] {
        let own = DecompositionRows.shares(keys, weights, count: count)
        let wanted = DecompositionRows.shares(others, otherWeights, count: count)
        return weights.indices.map { row in
            let share = own[keys[row]]
            return share > 0 ? weights[row] * wanted[keys[row]] / share : 0
        }
    }

    private func shared(_ early: [Double], _ late: [Double]) -> (early: [Double], late: [Double]) {
        (early.indices.map { early[$0] * before.membership[$0] }, late.indices.map { late[$0] * (1 - after.membership[$0]) })
    }

    private func conditional(_ early: [Double], _ late: [Double]) -> Double {
        let (early, late) = shared(early, late)
        if areas != nil { return metricAfter(late) - metricBefore(early) }
        let expected = DecompositionRows.mean(early) { before.expectedAfter[$0] - before.expectedBefore[$0] }
            + DecompositionRows.mean(late) { after.expectedAfter[$0] - after.expectedBefore[$0] }
        return expected / 2 + DecompositionRows.mean(late) { after.values[$0] - after.expectedAfter[$0] }
            - DecompositionRows.mean(early) { before.values[$0] - before.expectedBefore[$0] }
    }

    private func surprise(_ early: [Double], _ late: [Double]) -> Double? {
        guard areas == nil, let ofBefore = before.outcomeSurprise, let ofAfter = after.outcomeSurprise else { return nil }
        let (early, late) = shared(early, late)
        return DecompositionRows.mean(late) { ofAfter[$0] } - DecompositionRows.mean(early) { ofBefore[$0] }
    }

    /// `∫ min(p, q)`, from both sides: `min(1, q / p)` over the earlier rows, `min(1, p / q)` over the later ones.
    private func sharedMass(_ early: [Double], _ late: [Double]) -> Double {
        func ratio(_ part: Double, _ other: Double) -> Double { other > part ? part / other : 1 }
        let ofEarly = DecompositionRows.mean(early) { ratio(before.membership[$0], 1 - before.membership[$0]) }
        let ofLate = DecompositionRows.mean(late) { ratio(1 - after.membership[$0], after.membership[$0]) }
        return min(ofEarly, 1) / 2 + min(ofLate, 1) / 2
    }
}
