internal import Domain
internal import Statistics
internal import Store

/// Finds hours in which more records than usual repeat others, within an alert budget: records that were sent twice, with the identity that they
/// had or as new ones.
struct RepeatDetection {
    let store: any Store
    let budget: AlertBudget
    /// Both have the times of `timelines`.
    let baseline: Relation
    let current: Relation
    let time: String
    let timelines: Timelines

    /// Where more of the baseline's records are alike, because there is little to be told apart by, how many are depends on how many there are.
    private static let mostAlike = 0.05

    /// What was found, and what there was to be found in.
    struct Outcome {
        var changes: [DetectedChange] = []
        /// Of records that are alike; `nil` where none are, and where many usually are.
        var report: QualityReport?
    }

    /// - Parameters:
    ///   - identity: the column with identities; `nil` where none of them is repeated.
    ///   - columns: those by which records are compared.
    func outcome(identity: String?, columns: [String]) async throws -> Outcome {
        var outcome = Outcome()
        // Half of the part for identities, half for what is in the records.
        if let identity, let repeated = try await history(of: current, [identity], .all), baseline.column(identity) != nil {
            let usual = try await history(of: baseline, [identity], .all)
            outcome.changes = changes(
                RateSignal(
                    column: identity, kind: .quality(.duplicateRate), what: "'\(identity)' repeats that of an earlier record",
                    baseline: usual ?? none(baseline), current: repeated))
        }
        guard !columns.isEmpty, let repeated = try await history(of: current, columns, .window) else { return outcome }
        let usual = try await history(of: baseline, columns, .window) ?? none(baseline)
        guard usual.whole.rate <= Self.mostAlike else { return outcome }
        let what = "have all values of another record of the same \(timelines.granularity)"
        let alike = changes(
            RateSignal(column: nil, kind: .quality(.repeatedRate), what: what, baseline: usual, current: repeated))
        // Records with the same identity are alike, of course.
        let known = outcome.changes.map(\.span)
        outcome.changes += alike.filter { change in !known.contains { $0.overlaps(change.span) } }
        let check = QualityCheck.repeatedRate
        outcome.report = QualityReport(
            check: check.rawValue, feature: nil, unit: check.unit, severity: .ok, reference: usual.whole.rate, current: repeated.whole.rate,
            count: repeated.whole.total, points: [], detail: "records that \(what)")
        return outcome
    }

    private func changes(_ signal: RateSignal) -> [DetectedChange] {
        let unit = timelines.bucket.hours
        return RateScan(budget: budget, share: 0.5, unit: unit).findings(of: signal).map { DetectedChange(signal, $0, timelines.bucket) }
    }

    /// - Returns: `nil` where none are repeated.
    private func history(of records: Relation, _ columns: [String], _ reach: RepeatQuery.Reach) async throws -> RateHistory? {
        let windows = try await store.repeats(
            RepeatQuery(records: records, columns: columns, windowing: Windowing(timelines.granularity, timeColumn: time), reach: reach))
        guard !windows.isEmpty else { return nil }
        let (first, totals) = volume(of: records)
        var counts = totals.map { RateCount(hits: 0, total: $0) }
        for window in windows {
            guard let place = window.key.map({ Int($0 - first) }), counts.indices.contains(place) else { continue }
            counts[place] = RateCount(hits: min(window.count, totals[place]), total: totals[place])
        }
        return RateHistory(first: first, counts)
    }

    private func none(_ records: Relation) -> RateHistory {
        let (first, totals) = volume(of: records)
        return RateHistory(first: first, totals.map { RateCount(hits: 0, total: $0) })
    }

    private func volume(of records: Relation) -> (first: Int64, records: [Int]) {
        (records == baseline ? timelines.baseline : timelines.current).volume()
    }

    /// Shows in the reports what was decided.
    static func mark(_ quality: inout [QualityReport], by alerts: [Alert]) {
        for index in quality.indices where [QualityCheck.duplicateRate, .repeatedRate].map(\.rawValue).contains(quality[index].check) {
            let own = alerts.filter { $0.signal == quality[index].check }
            quality[index].severity = own.map(\.severity).max() ?? min(quality[index].severity, .info)
        }
    }
}
