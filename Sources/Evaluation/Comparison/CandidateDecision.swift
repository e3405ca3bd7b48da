internal import Domain
internal import Statistics
internal import Store

/// What is known of one candidate against the baseline, and what follows.
struct CandidateDecision {
    let rows: ComparedRows
    let metric: ComparedMetric
    let sequence: ConfidenceSequence
    /// Of the bounds by which a candidate is kept away.
    let upper: ConfidenceSequence
    let options: ComparisonOptions
    let baseline: Int

    private var rule: PromotionRule { PromotionRule(smallest: options.smallest) }

    func candidate(_ version: Int, name: String, differences: [ComparisonReport.Difference]) -> ComparisonReport.Candidate {
        let main = improvements(of: version, rows.rows(inSlice: nil), isMain: true)
        let known = known(main, isMain: true)
        let guarded = options.protected.enumerated().map { place, item -> (PromotionRule.Guarded, ImprovementSequence) in
            let own = improvements(of: version, rows.rows(inSlice: options.slices.count + place))
            return (PromotionRule.Guarded(slice: item.slice.description, margin: item.margin, known: self.known(own)), own)
        }
        let decision = rule.decision(known?.look, guarded.map(\.0.state))
        let looks = main.looks()
        let current = known?.look ?? looks.last ?? .init(count: rows.count, time: nil, improvement: 0, lower: nil, upper: nil)
        return ComparisonReport.Candidate(
            version: name, verdict: verdict(decision, name, known, guarded.map(\.0), contrary(decision, differences)),
            sequence: .init(
                current: current, looks: looks, decidedAt: decidedAt(decision, looks, guarded), alpha: sequence.alpha,
                upperAlpha: upper.alpha, tightestAt: sequence.tightestAt),
            protected: guarded.map { item, _ in
                .init(
                    slice: item.slice, margin: item.margin,
                    look: item.known?.look ?? .init(count: 0, time: nil, improvement: 0, lower: nil, upper: nil), state: item.state)
            },
            differences: differences)
    }

    /// Metrics other than the deciding one that surely speak against the decision, by their intervals for one look.
    private func contrary(_ decision: ComparisonReport.Decision, _ differences: [ComparisonReport.Difference]) -> [String] {
        differences.filter { item in
            guard item.slice == nil, item.metric != metric.rawValue, let lower = item.lower, let upper = item.upper, lower > 0 || upper < 0 else { return false }
            let isBetter = (lower > 0) == item.higherIsBetter
            return decision == .promote ? !isBetter : decision == .keep && isBetter
        }.map(\.metric)
    }

    /// - Parameter isMain: whether bounds are those of the decision on all records, made for the smallest improvement; protected slices are held
    ///   to their margins alone.
    private func improvements(of version: Int, _ chosen: [Int], isMain: Bool = false) -> ImprovementSequence {
        let (upper, smallest) = isMain ? (self.upper, options.smallest) : (sequence, 0)
        let times = chosen.map { rows.time($0) }
        if metric == .rocAUC {
            return ImprovementSequence(
                candidate: rows.scores(of: version, chosen), baseline: rows.scores(of: baseline, chosen), actual: rows.isPositive(chosen),
                times: times, sequence: sequence, upper: upper, smallest: smallest)
        }
        let (own, others) = (rows.values(metric, of: version), rows.values(metric, of: baseline))
        let sign = metric.higherIsBetter ? 1.0 : -1.0
        return ImprovementSequence(improvements: chosen.map { sign * (own[$0] - others[$0]) }, times: times, sequence: sequence, upper: upper, smallest: smallest)
    }

    private func known(_ sequence: ImprovementSequence, isMain: Bool = false) -> PromotionRule.Known? {
        sequence.current().map {
            .init(
                look: $0.look, estimate: $0.estimate, sequence: self.sequence, upper: isMain ? upper : self.sequence,
                smallest: isMain ? options.smallest : 0)
        }
    }

    /// The first look from which on all looks say what the last says; of protected slices as they were at the same share of their labels.
    private func decidedAt(
        _ decision: ComparisonReport.Decision, _ looks: [ComparisonReport.Look], _ guarded: [(PromotionRule.Guarded, ImprovementSequence)]
    ) -> ComparisonReport.Look? {
        guard decision != .notYet else { return nil }
        let slices = guarded.map { ($0.0, $0.1.looks()) }
        let decisions = looks.map { look in
            rule.decision(look, slices.map { item, own in
                // Labels of a slice come among the others; the last look of its own that had come by then.
                let share = Double(look.count) / Double(max(1, looks.last?.count ?? 1))
                let past = own.last { Double($0.count) <= share * Double(own.last?.count ?? 0) + 0.5 }
                var then = item
                if let past { then.known?.look = past } else { then.known = nil }
                return then.state
            })
        }
        let start = decisions.lastIndex { $0 != decision }.map { $0 + 1 } ?? 0
        return looks.indices.contains(start) ? looks[start] : nil
    }

    private func verdict(
        _ decision: ComparisonReport.Decision, _ name: String, _ known: PromotionRule.Known?, _ guarded: [PromotionRule.Guarded], _ contrary: [String]
    ) -> ComparisonReport.Verdict {
        let against = contrary.isEmpty ? "" : " It is \(decision == .promote ? "worse" : "better") by \(contrary.joined(separator: ", ")); --metric says which one decides."
        switch decision {
        case .promote:
            let slices = guarded.isEmpty ? "" : ", and no protected slice is worse by its margin"
            return .init(
                .promote, version: name, contrary: contrary, reason: "\(name) is better by \(metric.rawValue)\(why)\(slices).\(against)")
        case .keep:
            if let broken = guarded.first(where: { $0.state == .broken }) {
                return .init(.keep, contrary: contrary, reason: "\(name) is worse by more than \(broken.margin) where \(broken.slice).")
            }
            let by = options.smallest > 0 ? " by \(options.smallest)" : ""
            return .init(.keep, contrary: contrary, reason: "\(name) is not better\(by) by \(metric.rawValue)\(why).\(against)")
        case .notYet:
            guard let known, known.look.lower != nil else {
                let missing = ImprovementSequence.leastRows - rows.count
                return .init(
                    .notYet, moreLabels: missing > 0 ? missing : nil,
                    reason: "Too few labels tell \(name) apart: \(ImprovementSequence.leastRows) are needed, and \(ImprovementSequence.leastDifferent) on which the two differ.")
            }
            let more = rule.labelsNeeded(known, guarded).map { max(1, $0 - known.look.count) }
            let open = guarded.filter { $0.state == .open }.map(\.slice)
            let what = (known.look.lower ?? 0) > 0 && !open.isEmpty
                ? "\(name) is better overall; open is where \(open.joined(separator: "; where "))."
                : "Whether \(name) is better by \(metric.rawValue) is open."
            return .init(.notYet, moreLabels: more, expectedBy: more.flatMap(date), reason: what)
        }
    }

    /// By whose choice the metric decides.
    private var why: String { options.metric == nil ? ", which decides unless --metric says otherwise" : "" }

    /// When so many more labels will have come, at the rate so far; `nil` beyond a century, or without times.
    private func date(afterMore labels: Int) -> Timestamp? {
        guard let first = rows.pairs.times.first ?? nil, let last = rows.pairs.times.last ?? nil, last > first else { return nil }
        let wait = Double(labels) * Double(last - first) / Double(rows.count)
        let century = 100 * 365.25 * 86_400e6
        return wait < century ? Timestamp(microseconds: last).advanced(byMicroseconds: Int64(wait)) : nil
    }
}
