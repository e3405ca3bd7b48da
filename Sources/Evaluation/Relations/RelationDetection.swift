internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// Finds, within an alert budget, columns that no longer go together with the others as they did, though each may be distributed as before
/// (`ColumnExpectations`): of each the share of cells that lie far from what the other columns let expect is a rate like all others.
struct RelationDetection {
    let store: any Store
    let budget: AlertBudget
    let schema: ModelSchema
    /// Both have the times of `timelines`.
    let baseline: Relation
    let current: Relation
    let timelines: Timelines
    /// Columns that the time decides.
    let leftOut: Set<String>

    /// More records and columns are not looked at.
    private static let mostRecords = (before: ColumnExpectations.mostRecords.before, after: 8_000)
    static let mostColumns = 40

    struct Outcome {
        var changes: [DetectedChange] = []
        /// How many columns there are beyond those that were looked at.
        var beyond = 0
        /// Whether columns may no longer go together as they did; not where all were looked at, and of none more cells lie far than did, by two standard errors.
        var mayHaveParted = true
    }

    static let failure = "how columns go together cannot be learned"

    /// - Throws: `StoreError` from the engine, `EvaluationError` where trees cannot be grown.
    func outcome() async throws -> Outcome {
        let reader = EvidenceReader(
            store: store, schema: schema, leftOut: leftOut, rowLimits: Self.mostRecords, columnLimit: Self.mostColumns, readsOutcomes: false)
        guard let rows = try await reader.rows(baseline: baseline, current: current, actuals: nil, first: []) else { return Outcome() }
        let expectations = ColumnExpectations(rows.columns, before: rows.baseline, after: rows.current)
        let signals = try await TreeRunner.run(or: Self.failure) { [timelines] in try expectations.map { try Self.signals($0, timelines) } ?? [] }
        let scan = RateScan(budget: budget, share: 1 / Double(max(1, signals.count)), unit: timelines.bucket.hours)
        guard signals.contains(where: { $0.baseline.whole.total > 0 && $0.current.whole.total > 0 }) else { return Outcome() }
        let changes = signals.flatMap { signal in scan.findings(of: signal).map { DetectedChange(signal, $0, timelines.bucket) } }
        let beyond = reader.candidates(baseline: baseline, current: current).count - rows.columns.count
        return Outcome(
            changes: changes, beyond: beyond, mayHaveParted: !changes.isEmpty || beyond > 0 || signals.contains(where: Self.mayHaveParted))
    }

    private static func signals(_ expectations: ColumnExpectations, _ timelines: Timelines) throws -> [RateSignal] {
        try atOnce(expectations.columns.count) { column -> RateSignal? in
            guard let cells = try expectations.judged(column) else { return nil }
            let name = expectations.columns[column].name
            return RateSignal(
                column: name, kind: .relation, what: "'\(name)' lies far from what the other columns let expect",
                baseline: history(cells.far(\.before), expectations.before.times, timelines.baseline, timelines.bucket),
                current: history(cells.far(\.after), expectations.after.times, timelines.current, timelines.bucket))
        }.compactMap(\.self)
    }

    private static func mayHaveParted(_ signal: RateSignal) -> Bool {
        let (was, now) = (signal.baseline.whole, signal.current.whole)
        guard was.total > 0, now.total > 0 else { return false }
        let rate = (was + now).rate
        return now.rate - was.rate > 2 * (rate * (1 - rate) * (1 / Double(was.total) + 1 / Double(now.total))).squareRoot()
    }

    private static func history(_ far: [Bool?], _ times: [Double], _ timeline: Timeline, _ bucket: TimeBucket) -> RateHistory {
        var counts = [RateCount](repeating: RateCount(), count: timeline.length)
        for (isFar, time) in zip(far, times) {
            guard let isFar, time.isFinite, abs(time) < 1e11 else { continue }
            let unit = Int(bucket.key(of: Timestamp(microseconds: Int64(time * 1e6))) - timeline.first)
            guard counts.indices.contains(unit) else { continue }
            counts[unit] = counts[unit] + RateCount(hits: isFar ? 1 : 0, total: 1)
        }
        return RateHistory(first: timeline.first, counts)
    }
}
