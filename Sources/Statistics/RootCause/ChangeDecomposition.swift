/// The change of a metric between two windows, taken apart into what may have caused it. The parts add up to the change.
///
/// From the later window backwards, each step makes the rows more like those of the earlier one, and what the metric changes by is a part:
///
/// 1. `brokenData`: rows with broken cells count as often as they do in the earlier window. `Σ_b (q_b - p_b) m_b`, with `p` and `q` the shares of
///    broken and whole rows earlier and later and `m` their later means.
/// 2. `version`: rows of the earlier window's versions only, each version with its earlier share; rows of new versions count nothing.
/// 3. `labels`: the earlier window's classes get the later shares, where the caller holds P(Y) for the better explanation.
/// 4. `concept` and `inputs`, P(Y|X) and P(X): what is left is compared on a distribution that both windows share, `s ∝ p q / (p + q)` (Cai, Namkoong
///    and Yadlowsky, "Diagnosing Model Performance Under Distribution Shift", 2023): with `π` the membership, earlier rows have weight `π`, later ones
///    `1 - π` (the overlap weights of Li, Morgan and Zaslavsky, JASA 2018). There P(X) is the same, so the difference is `concept`, with expected
///    values `f₀`, `f₁` taking away what an imperfect `π` leaves (augmented as by Mao, Li and Greene 2019):
///    `mean_s(f₁ - f₀) + mean_later(v - f₁) - mean_earlier(v - f₀)`. The rest is `inputs`.
///
/// Where windows share less than half of their rows (`sharedMass`, one minus the total variation distance), conditional changes are seen in these
/// only, and `concept` is cut in proportion, `min(1, 2 sharedMass)`: rows of a kind that was never there before are a change of P(X).
///
/// Where all later rows are of new versions and outcomes have an expectation (`outcomeSurprise`), `concept` is the difference of surprises on the
/// shared distribution, and the rest of the conditional change is `version`.
///
/// Standard errors: delete-a-group jackknife (Kott, Journal of Official Statistics 17, 2001), rows of both windows in random groups; `π`, `f₀` and
/// `f₁` are taken as given, to which the augmented difference is insensitive to first order.
package struct ChangeDecomposition: Sendable, Hashable {
    package enum Part: String, Sendable, Hashable, CaseIterable {
        case brokenData = "broken_data"
        case version
        case inputs
        case labels
        case concept
    }

    /// A number with its uncertainty.
    package struct Estimate: Sendable, Hashable {
        package var value: Double
        package var standardError: Double

        package init(value: Double, standardError: Double) {
            self.value = value
            self.standardError = standardError
        }
    }

    package enum Metric: Sendable, Hashable {
        /// The mean of the values.
        case mean
        /// The values are scores; classes 1 are positive, 0 negative.
        case rocAUC
    }

    /// Which steps are taken.
    package struct Steps: Sendable, Hashable {
        package var broken = true
        package var versions = true
        /// Whether P(Y) explains what P(X) and P(Y|X) would have to explain otherwise.
        package var labels = false
        /// Without ground truth the conditional change cannot be seen.
        package var concept = true

        package init(broken: Bool = true, versions: Bool = true, labels: Bool = false, concept: Bool = true) {
            self.broken = broken
            self.versions = versions
            self.labels = labels
            self.concept = concept
        }
    }

    package let before: Estimate
    package let after: Estimate
    package let change: Estimate
    /// All parts, 0 with an error of 0 for those whose step was not taken.
    package let parts: [Part: Estimate]
    /// The share of rows that have their like in the other window, between 0 and 1.
    package let sharedMass: Double
    /// Whether hardly any later row is whole, so that all of the change is counted as broken data.
    package let isWhollyBroken: Bool
    /// Whether all later rows are of versions that the earlier window has not.
    package let isReplaced: Bool
    package let groups: Int

    /// Fewer groups than this say little of the spread.
    package static let mostGroups = 50
    private static let leastRows = 30

    /// - Returns: `nil` for fewer than thirty rows in one of the windows, or where the metric does not exist. O(groups · rows).
    package init?(before: DecompositionRows, after: DecompositionRows, metric: Metric = .mean, steps: Steps = Steps(), seed: UInt64 = 1) {
        guard min(before.count, after.count) >= Self.leastRows else { return nil }
        let chain = DecompositionChain(before: before, after: after, metric: metric, steps: steps)
        guard let whole = chain.parts(before.weights, after.weights) else { return nil }
        let groups = min(Self.mostGroups, min(before.count, after.count) / 3)
        var random = SplitMix64(seed: seed)
        let (ofBefore, ofAfter) = (Self.deal(before.count, into: groups, &random), Self.deal(after.count, into: groups, &random))
        let replicates = (0..<groups).compactMap { group in
            chain.parts(
                before.weights.indices.map { ofBefore[$0] == group ? 0 : before.weights[$0] },
                after.weights.indices.map { ofAfter[$0] == group ? 0 : after.weights[$0] })
        }
        func estimate(_ value: (DecompositionChain.Values) -> Double) -> Estimate {
            let all = replicates.map(value).filter(\.isFinite)
            guard all.count > 1 else { return Estimate(value: value(whole), standardError: 0) }
            let mean = all.reduce(0, +) / Double(all.count)
            let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return Estimate(value: value(whole), standardError: (squares * Double(all.count - 1) / Double(all.count)).squareRoot())
        }
        self.before = estimate(\.before)
        self.after = estimate(\.after)
        change = estimate { $0.after - $0.before }
        parts = Dictionary(uniqueKeysWithValues: Part.allCases.map { part in (part, estimate { $0.parts[part] ?? 0 }) })
        sharedMass = whole.sharedMass
        isWhollyBroken = chain.isWhollyBroken
        isReplaced = chain.isReplaced
        self.groups = groups
    }

    private static func deal(_ count: Int, into groups: Int, _ random: inout SplitMix64) -> [Int] {
        (0..<count).map { $0 % groups }.shuffled(using: &random)
    }

    /// The interval of an estimate at `level`, by Student's t with a degree of freedom less than there are groups.
    package func interval(of estimate: Estimate, level: Double = 0.95) -> ClosedRange<Double> {
        let half = StudentT(degreesOfFreedom: Double(max(1, groups - 1))).upperQuantile((1 - level) / 2) * estimate.standardError
        return (estimate.value - half)...(estimate.value + half)
    }
}
