/// What a rate usually is at each phase of a day or a week, such as the hours of it, learned from units of time that follow each other.
///
/// Each phase's rate is drawn towards the rate of all by empirical Bayes: phases' rates are taken as beta-distributed around the whole's with the correlation
/// `rho = (sum((k - n p)^2) - f sum(n p (1 - p))) / (p (1 - p) sum(n^2))` over the phases' hits `k` and totals `n`, so that a phase weighs `n / f` records of its own
/// against `1 / rho - 1` of the whole's. `f` is how much more units of one phase differ than chance makes them: `sum((k - n p_phase)^2 / (n p (1 - p)))`
/// over units, divided by its degrees of freedom (moments of the beta-binomial: Kleinman, J. Am. Stat. Assoc. 68 (1973) 46-54). Where phases
/// do not differ by more than three standard deviations of their own chance, all have the rate of the whole.
package struct RateProfile: Sendable, Hashable {
    /// All units.
    package let whole: RateCount
    /// Of each phase; empty where all have the whole's.
    private let phases: [Phase]
    /// By how much residuals of the units that it was learned from are smaller than those of others will be, as a share of the variance.
    package let kept: Double

    private struct Phase: Hashable {
        var rate: Double
        /// Records that the rate is known from.
        var known: Double
    }

    /// - Parameters:
    ///   - units: what was counted, each with its phase.
    ///   - count: of phases.
    package init(_ units: [(count: RateCount, phase: Int)], phases count: Int) {
        let whole = units.reduce(RateCount()) { $0 + $1.count }
        self.whole = whole
        var (sums, days) = ([RateCount](repeating: RateCount(), count: count), [Int](repeating: 0, count: count))
        for unit in units where unit.count.total > 0 {
            sums[unit.phase] = sums[unit.phase] + unit.count
            days[unit.phase] += 1
        }
        let filled = sums.indices.filter { sums[$0].total > 0 }
        let p = whole.rate
        let spread = p * (1 - p)
        guard filled.count > 1, spread > 0, filled.allSatisfy({ days[$0] >= 2 }) else {
            (phases, kept) = ([], 1)
            return
        }
        var (within, squares) = (0.0, 0.0)
        for unit in units where unit.count.total > 0 {
            let n = Double(unit.count.total)
            let difference = Double(unit.count.hits) - n * sums[unit.phase].rate
            within += difference * difference / (n * spread)
        }
        let freedom = days.reduce(0, +) - filled.count
        let dispersion = Swift.max(1, within / Double(Swift.max(1, freedom)))
        var (between, pairs) = (0.0, 0.0)
        for phase in filled {
            let n = Double(sums[phase].total)
            let difference = Double(sums[phase].hits) - n * p
            between += difference * difference / (n * spread)
            squares += difference * difference - dispersion * n * spread
            pairs += n * n * spread
        }
        let phasesFree = Double(filled.count - 1)
        let correlation = squares / pairs
        guard between > dispersion * (phasesFree + 3 * (2 * phasesFree).squareRoot()), correlation > 0 else {
            (phases, kept) = ([], 1)
            return
        }
        let prior = Swift.max(0, 1 / Swift.min(correlation, 1) - 1)
        var lost = 0.0
        phases = sums.indices.map { phase in
            guard sums[phase].total > 0 else { return Phase(rate: p, known: Swift.max(prior, 1)) }
            let own = Double(sums[phase].total) / dispersion
            lost += own / (own + prior) / Double(days[phase])
            return Phase(rate: (own * sums[phase].rate + prior * p) / (own + prior), known: own + prior)
        }
        kept = 1 - lost / Double(filled.count)
    }

    package func rate(_ phase: Int) -> Double { phases.isEmpty ? whole.rate : phases[phase].rate }

    /// What is to be expected of a window.
    ///
    /// - Parameter records: how many there are of each phase that the window has.
    package func expectation(_ records: [(phase: Int, total: Int)]) -> ExpectedRate {
        let total = records.reduce(0) { $0 + $1.total }
        guard !phases.isEmpty, total > 0 else { return ExpectedRate(rate: whole.rate, known: Double(whole.total)) }
        var totals = [Int](repeating: 0, count: phases.count)
        for part in records { totals[part.phase] += part.total }
        var (hits, error) = (0.0, 0.0)
        for phase in phases.indices where totals[phase] > 0 {
            let n = Double(totals[phase])
            hits += n * phases[phase].rate
            // Half a record of either kind more, so that what was never seen has an error, too.
            let rate = (phases[phase].rate * phases[phase].known + 0.5) / (phases[phase].known + 1)
            error += n * n * rate * (1 - rate) / phases[phase].known
        }
        let rate = hits / Double(total)
        let smooth = (hits + 0.5) / Double(total + 1)
        return ExpectedRate(rate: rate, known: smooth * (1 - smooth) * Double(total) * Double(total) / error)
    }
}

/// What a rate is to be in a window, and how well that is known.
package struct ExpectedRate: Sendable, Hashable {
    package var rate: Double
    /// As if from so many records.
    package var known: Double

    package init(rate: Double, known: Double) {
        self.rate = rate
        self.known = known
    }
}
