import Foundation
import Statistics

/// Months in which nothing is wrong: how many alerts there are all the same.
struct NullStudy: Sendable {
    let options: LabOptions
    let shape: Shape
    /// Columns of the model.
    let features: Int

    /// Of one month of one model.
    struct Outcome: Sendable {
        /// By budget.
        var events: [Double: LabEvents] = [:]
        var peers: [Peer: PeerScores] = [:]
    }

    func outcome(_ month: Int) throws -> Outcome {
        var random = SplitMix64(seed: options.seed("\(shape.name) \(features)", month))
        let traffic = Traffic(shape, &random)
        let labels = SimulatedLabels(traffic, &random)
        let arrivals = shape.isTraining ? nil : SimulatedArrivals(traffic, &random)
        let repeats = SimulatedRepeats(traffic, &random)
        var alerts: [Double: [LabAlert]] = [:]
        for budget in options.budgets {
            let rules = AssayRules(budget: budget)
            alerts[budget] = try rules.volumeAlerts(traffic) + rules.performanceAlerts(labels, traffic) + rules.repeatAlerts(repeats, traffic)
                + (arrivals.map { rules.arrivalAlerts($0, traffic) } ?? [])
        }
        var outcome = Outcome()
        for peer in Peer.allCases {
            outcome.peers[peer] = PeerScores(
                families: peer.scores(of: traffic).families.merging(peer.scores(of: labels).families) { first, _ in first })
        }
        let columns = ColumnBatch(Array(0..<features), in: traffic, &random)
        for (column, counts) in zip(columns.columns, columns.counts.map(DailyCounts.init)) {
            for peer in Peer.allCases { outcome.peers[peer]?.merge(peer.scores(of: column, counts)) }
        }
        let forecasts = try columns.forecasts(sharesSpreads: options.sharesSpreads)
        for budget in options.budgets { alerts[budget, default: []] += AssayRules(budget: budget).alerts(of: columns, forecasts) }
        outcome.events = alerts.mapValues(LabEvents.init)
        return outcome
    }
}

/// What the null months of a shape and a size of model came to.
struct NullResult: Sendable {
    var shape: Shape
    var features: Int
    var months: Int
    /// By budget.
    var assay: [Double: EventRate] = [:]
    /// What raised the first alerts of events, by budget.
    var causes: [Double: [String: Int]] = [:]
    /// By peer, with limits as published: of all its rules, and of the rule for drift alone.
    var published: [Peer: EventRate] = [:]
    var publishedDrift: [Peer: EventRate] = [:]
    /// Limits, in parts of the published ones, with which a peer has as many events as Assay with the budget of 1 or what is nearest to it.
    var tuned: [Peer: [LabAlert.Family: Double]] = [:]
    var tunedRate: [Peer: EventRate] = [:]

    init(_ shape: Shape, _ features: Int, _ outcomes: [NullStudy.Outcome], _ budgets: [Double]) {
        (self.shape, self.features, months) = (shape, features, outcomes.count)
        for budget in budgets {
            assay[budget] = EventRate(outcomes.map { $0.events[budget]?.first.count ?? 0 })
            for event in outcomes.flatMap({ $0.events[budget]?.first ?? [] }) {
                causes[budget, default: [:]]["\(event.family.rawValue): \(event.note)", default: 0] += 1
            }
        }
        let budget = budgets.min { abs($0 - 1) < abs($1 - 1) } ?? 1
        let allowed = assay[budget]?.events ?? 0
        for peer in Peer.allCases {
            let scores = outcomes.map { $0.peers[peer] ?? PeerScores() }
            published[peer] = EventRate(scores.map { LabEvents($0.alerts(limits: [:])).first.count })
            publishedDrift[peer] = EventRate(scores.map { LabEvents($0.alerts(limits: [:]).filter { $0.family == .drift }).first.count })
            tuned[peer] = Self.limits(scores, events: allowed)
            tunedRate[peer] = EventRate(scores.map { LabEvents($0.alerts(limits: tuned[peer] ?? [:])).first.count })
        }
    }

    /// The lowest limits with no more events than these, of which kinds of signals have the same parts as they have of Assay's budget.
    private static func limits(_ months: [PeerScores], events: Int) -> [LabAlert.Family: Double] {
        let parts: [LabAlert.Family: Double] = [.drift: 0.5, .quality: 0.1, .volume: 0.1, .performance: 0.3]
        return parts.reduce(into: [:]) { limits, part in
            let allowed = Int((part.value * Double(events)).rounded())
            let own = months.map { PeerScores(families: $0.families.filter { $0.key == part.key }) }
            let candidates = Set(own.flatMap { $0.families.values.flatMap(\.self) }).filter { $0 > 0 && $0.isFinite }.sorted()
            // More of it, fewer events; nearly, as events merge what is close.
            var (low, high) = (0, candidates.count - 1)
            while low < high {
                let middle = (low + high) / 2
                let count = own.reduce(0) { $0 + LabEvents($1.alerts(limits: [part.key: candidates[middle]])).first.count }
                if count <= allowed { high = middle } else { low = middle + 1 }
            }
            limits[part.key] = high >= 0 ? candidates[high] : 1
        }
    }
}
