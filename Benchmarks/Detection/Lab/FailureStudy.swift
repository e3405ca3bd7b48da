import Foundation
import Statistics

/// Months in which something goes wrong: how often it is found, and after how many hours.
struct FailureStudy: Sendable {
    let options: LabOptions
    let shape: Shape
    let failure: Failure
    let size: Double
    /// Columns of the model, which share the budget.
    let features: Int
    let budget: Double
    /// Of the peers, tuned on null months of this shape and size of model.
    let tuned: [Peer: [LabAlert.Family: Double]]

    /// Hours until the first alert about it; `nil` for none.
    struct Outcome: Sendable {
        var assay: Double?
        var published: [Peer: Double] = [:]
        var tuned: [Peer: Double] = [:]
    }

    func outcome(_ month: Int) throws -> Outcome {
        var random = SplitMix64(seed: options.seed("\(shape.name) \(failure.name) \(size)", month))
        // On the eleventh day, at any hour.
        let onset = 240 + Int(24 * random.nextUniform())
        func since<T>(_ usual: T, _ failing: T) -> (Int) -> T { { $0 >= onset ? failing : usual } }
        let traffic = Traffic(shape, &random, volume: since(1, failure.volume(size)))
        let rules = AssayRules(budget: budget)
        var alerts: [LabAlert] = []
        var peers: [Peer: PeerScores] = [:]
        if failure.families.contains(.volume) {
            alerts = rules.volumeAlerts(traffic)
            for peer in Peer.allCases { peers[peer] = peer.scores(of: traffic) }
        }
        if failure.families.contains(.arrivals) {
            // A record is late when it comes.
            alerts = rules.arrivalAlerts(SimulatedArrivals(traffic, &random) { $0 >= onset + 6 ? failure.late(size) : 0 }, traffic)
        }
        if failure.families.contains(.repeats) {
            let repeats = SimulatedRepeats(traffic, &random, again: since(0, failure.again(size)), renamed: since(0, failure.renamed(size)))
            alerts = rules.repeatAlerts(repeats, traffic)
        }
        if failure.families.contains(.performance) {
            let labels = SimulatedLabels(traffic, &random) { day in
                failure.flipped(size) * min(1, max(0, Double(24 * day + 24 - onset) / 24))
            }
            alerts = try rules.performanceAlerts(labels, traffic)
            for peer in Peer.allCases { peers[peer] = peer.scores(of: labels) }
        }
        if !failure.columns.isEmpty {
            // Those that fail first, so that they are the same in a model of any size.
            let healthy = (0..<features).filter { !failure.columns.contains($0) }
            let batch = ColumnBatch(Array(failure.columns) + healthy, in: traffic, &random) { place, hour in
                failure.columns.contains(place) && hour >= onset ? failure.distortion(size, hour - onset) : Distortion()
            }
            alerts = rules.alerts(of: batch, try batch.forecasts(sharesSpreads: options.sharesSpreads)).filter { alert in
                alert.column.map { $0 < failure.columns.count } ?? false
            }
            for (column, counts) in zip(batch.columns, batch.counts.prefix(failure.columns.count).map(DailyCounts.init)) {
                for peer in Peer.allCases {
                    let scores = peer.scores(of: column, counts)
                    if peers[peer] == nil { peers[peer] = scores } else { peers[peer]?.merge(scores) }
                }
            }
        }
        func delay(_ alerts: [LabAlert]) -> Double? {
            alerts.map(\.time).filter { $0 > Double(onset) }.min().map { $0 - Double(onset) }
        }
        var outcome = Outcome(assay: delay(alerts))
        for (peer, scores) in peers {
            outcome.published[peer] = delay(scores.alerts(limits: [:]))
            outcome.tuned[peer] = delay(scores.alerts(limits: tuned[peer] ?? [:]))
        }
        return outcome
    }
}

/// What failing months came to.
struct FailureResult: Sendable {
    var shape: Shape
    var failure: Failure
    var size: Double
    var outcomes: [FailureStudy.Outcome]

    struct Delays: Sendable {
        var months: Int
        var found: Int
        /// Hours, of those that were found; `nil` where less than half of all were.
        var median: Double?

        init(_ delays: [Double?]) {
            months = delays.count
            // What was not found takes for ever.
            let sorted = delays.map { $0 ?? .infinity }.sorted()
            found = delays.count { $0 != nil }
            let middle = sorted.isEmpty ? .infinity : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            median = middle.isFinite ? middle : nil
        }

        var rate: Double { months > 0 ? Double(found) / Double(months) : 0 }
    }

    var assay: Delays { Delays(outcomes.map(\.assay)) }
    func published(_ peer: Peer) -> Delays { Delays(outcomes.map { $0.published[peer] }) }
    func tuned(_ peer: Peer) -> Delays { Delays(outcomes.map { $0.tuned[peer] }) }
}
