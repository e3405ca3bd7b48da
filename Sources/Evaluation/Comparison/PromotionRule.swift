internal import Domain
internal import Statistics

/// Decides on one candidate.
///
/// It is promoted when it is surely better by the metric that decides, and in no protected slice worse by the margin or more: all of
/// these must be shown, so each may be tested at the whole level (an intersection-union test: R. L. Berger, Technometrics 24, 1982),
/// however many slices there are. It is not when it is surely not better by the smallest improvement of interest, or surely worse in
/// a protected slice by more than the margin. Else labels are missing.
struct PromotionRule {
    let smallest: Double

    /// A sequence with what is known of it.
    struct Known {
        var look: ComparisonReport.Look
        var estimate: ImprovementSequence.Estimate
        var sequence: ConfidenceSequence
        /// Of upper bounds, and the improvement that both are made for.
        var upper: ConfidenceSequence
        var smallest: Double

        /// Labels, of its own records, at which the lower bound, or the upper one, leaves an effect of this size behind.
        func needed(_ effect: Double, above: Bool = false) -> Int? {
            (above ? upper : sequence).valuesNeeded(effect: effect, deviation: estimate.deviation, expecting: smallest)
                .map { max($0, ImprovementSequence.leastRows) }
        }
    }

    struct Guarded {
        var slice: String
        var margin: Double
        var known: Known?

        var state: ComparisonReport.Protected.State {
            guard let look = known?.look, let lower = look.lower, let upper = look.upper else { return .open }
            return lower > -margin ? .holds : upper < -margin ? .broken : .open
        }
    }

    func decision(_ main: ComparisonReport.Look?, _ states: [ComparisonReport.Protected.State]) -> ComparisonReport.Decision {
        guard let lower = main?.lower, let upper = main?.upper else { return .notYet }
        if upper < smallest || (smallest == 0 && upper <= 0) || states.contains(.broken) { return .keep }
        return lower > 0 && states.allSatisfy { $0 == .holds } ? .promote : .notYet
    }

    /// How many labels in all, of all records, would decide if what is seen is what is; `nil` when no number would.
    func labelsNeeded(_ main: Known?, _ guarded: [Guarded]) -> Int? {
        guard let main else { return nil }
        let value = main.estimate.value
        let total = Double(main.look.count)
        // Not better, as far as one sees: until that is sure.
        var worse = smallest > value ? main.needed(smallest - value, above: true) : nil
        for item in guarded {
            guard let known = item.known, known.estimate.value < -item.margin,
                let needed = known.needed(-item.margin - known.estimate.value, above: true)
            else { continue }
            worse = min(worse ?? .max, overall(needed, known, total))
        }
        var better = value > 0 ? main.needed(value) : nil
        for item in guarded where better != nil {
            guard let known = item.known, known.estimate.value > -item.margin,
                let needed = known.needed(item.margin + known.estimate.value)
            else {
                better = nil
                break
            }
            better = max(better ?? 0, overall(needed, known, total))
        }
        return [worse, better].compactMap(\.self).min()
    }

    /// Labels of all records at which a slice has as many as `needed`.
    private func overall(_ needed: Int, _ known: Known, _ total: Double) -> Int {
        Int((Double(needed) * total / Double(max(1, known.look.count))).rounded(.up))
    }
}
