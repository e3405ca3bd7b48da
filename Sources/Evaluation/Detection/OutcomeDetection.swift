internal import Domain
internal import Statistics
internal import Store

/// Finds, within an alert budget, when predictions turn out another way than they did: of all records, and of slices of them, by the hour in which labels arrive.
///
/// A metric of all records says little of a slice that went bad, and a window's labels are all there only days after its end. What is watched here
/// needs neither: each label is held against what its record's score let expect, as soon as it comes.
struct OutcomeDetection {
    let store: any Store
    let budget: AlertBudget
    let schema: ModelSchema
    let plan: PerformancePlan
    let baseline: Relation
    let current: Relation
    let actuals: Relation?
    let timelines: Timelines
    let replay: Replay
    /// Slices that people chose to follow; each has a larger share than those that are looked at besides.
    var followed: [Slice] = []

    /// Of the budget, for all records together; slices share the rest, those that are followed its half.
    private static let wholeShare = 0.4
    /// Of more records it is not kept apart when the outcomes of each hour were known: there are so many that those that arrive in a few hours tell enough.
    private static let mostRecordsApart = 60_000

    /// What was found.
    struct Outcome {
        var changes: [OutcomeChange]
        /// How long after their records labels usually come, where windows are of their arrival.
        var labelLag: Int64?
    }

    /// - Parameters:
    ///   - columns: of the records, in the order of `timelines`.
    ///   - errors: of a regression's predictions in the baseline.
    /// - Returns: `nil` where outcomes cannot be followed over time: no labels, or none in the baseline.
    func outcome(_ columns: [ColumnBinning.Plan], errors: RegressionSummary?) async throws -> Outcome? {
        guard let edges = edges(columns, errors), let time = schema.column(.timestamp)?.name else { return nil }
        let windowing = Windowing(timelines.granularity, timeColumn: time)
        guard let before = plan.query(baseline, windowing: windowing, actuals: nil, rows: .max),
            let now = plan.query(current, windowing: windowing, actuals: actuals, rows: .max)
        else { return nil }
        let others = try await slices(columns).filter { !followed.contains($0) }
        let slices = followed + others
        func outcomes(_ query: PerformanceQuery, of records: Relation, _ window: OutcomeQuery.Window) async throws -> [WindowOutcomes] {
            try await store.outcomes(
                OutcomeQuery(records: records, labels: query.labels, prediction: query.prediction, edges: edges, window: window, slices: slices))
        }
        func history(_ windows: [WindowOutcomes], _ part: Int, _ units: ClosedRange<Int64>) -> OutcomeHistory {
            OutcomeHistory(windows, part: part, units: units, codes: codes(edges))
        }
        let known = try await outcomes(before, of: baseline, .ofRecord(windowing))
        guard let knownUnits = units(known) else { return nil }
        let usual = history(known, 0, knownUnits).whole
        /// Looked at as soon as they come, where those that come early can be taken for all.
        func early() async throws -> (OutcomeTiming, [WindowOutcomes])? {
            // Where classes are known at different times, those that are known early are not like all.
            guard now.labels.haveArrival, !replay.dependsOnClass else { return nil }
            if timelines.current.volume().records.reduce(0, +) <= Self.mostRecordsApart, let units = OutcomeTiming.asKnown.units(timelines, replay) {
                let new = try await outcomes(now, of: current, .ofRecordAndArrival(windowing, timelines.bucket))
                let rates = schema.task == .binary ? nil : OutcomeRates(task: schema.task, whole: usual).rates
                if !OutcomeTiming.earlyOnesDiffer(history(new, 0, units), rates, replay, timelines.bucket) { return (.asKnown, new) }
            }
            // What scores let expect of a label is the same whenever it comes. Errors of numbers have the rhythm of their records.
            guard schema.task == .binary else { return nil }
            return (.byArrival, try await outcomes(now, of: current, .ofArrival(timelines.bucket)))
        }
        func due() async throws -> (OutcomeTiming, [WindowOutcomes]) {
            let due = plan.query(current, windowing: windowing, actuals: actuals, within: replay.within, rows: .max) ?? now
            return (.whenDue, try await outcomes(due, of: current, .ofRecord(windowing)))
        }
        let (timing, new) = if let early = try await early() { early } else { try await due() }
        guard let newUnits = timing.units(timelines, replay) else { return nil }
        let whole = history(new, 0, newUnits)
        let start = timing.firstUnit(timelines, replay)
        let followedShare = followed.isEmpty ? 0 : others.isEmpty ? 1 - Self.wholeShare : (1 - Self.wholeShare) / 2
        func share(_ part: Int) -> Double {
            if part == 0 { return Self.wholeShare }
            return part <= followed.count ? followedShare / Double(followed.count) : (1 - Self.wholeShare - followedShare) / Double(others.count)
        }
        let (shares, size) = ((0...slices.count).map(share), codes(edges))
        // Slices do not wait for one another.
        let changes = await withTaskGroup(of: (Int, [OutcomeChange]).self) { group in
            for part in shares.indices {
                group.addTask {
                    let own = self.changes(
                        of: part == 0 ? nil : slices[part - 1], share: shares[part], usual: usual,
                        baseline: OutcomeHistory(known, part: part, units: knownUnits, codes: size),
                        current: part == 0 ? whole : OutcomeHistory(new, part: part, units: newUnits, codes: size), whole: whole, from: start)
                    return (part, own)
                }
            }
            var found = [[OutcomeChange]](repeating: [], count: shares.count)
            for await (part, own) in group { found[part] = own }
            return found.flatMap(\.self)
        }
        return Outcome(changes: changes, labelLag: timing.labelLag(replay))
    }

    // MARK: What is looked at

    /// Frequent categories, halves of numbers, and the versions of the model.
    private func slices(_ columns: [ColumnBinning.Plan]) async throws -> [Slice] {
        let reference = try columns.indices.map { try timelines.baseline.whole($0) }
        let versions = try await OutcomeSlices.versions(of: schema, in: current, baseline, store)
        return versions + OutcomeSlices.slices(of: columns, reference: reference, in: [current, baseline])
    }

    /// Between which scores, or errors of numbers, outcomes are told apart; `nil` where there is nothing to look at.
    private func edges(_ columns: [ColumnBinning.Plan], _ errors: RegressionSummary?) -> [Double]? {
        switch schema.task {
        case .binary:
            guard let score = schema.column(.predictionScore)?.name else { return [] }
            guard case .numeric(let edges)? = columns.first(where: { $0.column.name == score })?.binned.bins else { return nil }
            return Array(edges.values.dropFirst().dropLast())
        case .multiclass: return []
        case .regression:
            guard let spread = errors?.squaredError.mean.squareRoot(), spread > 0 else { return nil }
            let above = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4].map { $0 * spread }
            let below: [Double] = above.reversed().map { -$0 }
            return below + [0] + above
        }
    }

    private func codes(_ edges: [Double]) -> Int {
        switch schema.task {
        case .binary: 2 * max(edges.count + 1, 2)
        case .multiclass: 2
        case .regression: edges.count + 1
        }
    }

    /// From the first unit to the last; `nil` for none, and where there are too many.
    private func units(_ windows: [WindowOutcomes]) -> ClosedRange<Int64>? {
        let keys = windows.compactMap(\.key)
        guard let first = keys.min(), let last = keys.max(), last - first < OutcomeHistory.mostUnits else { return nil }
        return first...last
    }

    // MARK: Looking

    private func changes(
        of slice: Slice?, share: Double, usual: [Int], baseline: OutcomeHistory, current: OutcomeHistory, whole: OutcomeHistory, from start: Int
    ) -> [OutcomeChange] {
        let unit = timelines.bucket.hours
        func moment(_ place: Int) -> Timestamp { timelines.bucket.start(of: current.first + Int64(place)) }
        if schema.task == .binary {
            let chances = OutcomeChances(part: baseline.whole, whole: usual)
            return OutcomeScan(budget: budget, share: share, unit: unit)
                .findings(chances, baseline: baseline, current: current, whole: whole, from: start).map { finding in
                    OutcomeChange(
                        slice: slice, signal: finding.signal == .level ? "positive_rate" : "log_loss",
                        span: moment(finding.window.lowerBound)..<moment(finding.window.upperBound), onset: moment(finding.onset),
                        onsetRange: moment(finding.onsetRange.lowerBound)...moment(finding.onsetRange.upperBound), end: moment(finding.end),
                        value: finding.value, expected: finding.expected, isError: finding.isError, pValue: finding.pValue,
                        what: sentence(finding))
                }
        }
        let rates = OutcomeRates(task: schema.task, whole: usual).rates
        return rates.flatMap { rate -> [OutcomeChange] in
            let signal = RateSignal(
                column: nil, kind: .outcome(rate.signal), what: rate.what, baseline: rate.history(baseline, from: 0),
                current: rate.history(current, from: start))
            let delays = RateScan.Delays(reach: whole.reach) { rate.history(current.asKnown(atEndOf: $0), from: 0) }
            return RateScan(budget: budget, share: share / Double(rates.count), unit: unit).findings(of: signal, delays: delays)
                .map { DetectedChange(signal, $0, timelines.bucket) }.map { OutcomeChange($0, slice) }
        }
    }

    private func sentence(_ finding: OutcomeScan.Finding) -> String {
        let unit = timelines.bucket.length / TimeBucket.hour.length
        let means = schema.column(.predictionScore) == nil ? "predictions" : "scores"
        let labels = "\(finding.labels) labels of \(Int64(finding.window.count) * unit) hours"
        switch finding.signal {
        case .level: return "\(finding.value.percent) of \(labels) are positive; their \(means) let expect \(finding.expected.percent)"
        case .slope:
            return "\(means) tell less than they did: log loss \(finding.value.short) over \(labels); \(finding.expected.short) was to be expected of such \(means)"
        }
    }
}

extension OutcomeChange {
    fileprivate init(_ change: DetectedChange, _ slice: Slice?) {
        let usual = change.expected ?? change.forecast.baseline.rate
        self.init(
            slice: slice, signal: change.kind.signal, span: change.span, onset: change.onset, onsetRange: change.onsetRange, end: change.end, value: change.count.rate, expected: usual,
            isError: change.count.rate - usual >= change.kind.error, pValue: change.pValue,
            what: "\(change.what): \(change.count.rate.percent) of \(change.count.total) labels of \(change.span.inHours), \(usual.percent) was to be expected")
    }
}

extension PerformanceQuery.Labels {
    /// Whether ground truth lies apart from the records and says when it came.
    fileprivate var haveArrival: Bool {
        if case .joined(let join) = self { join.arrival != nil } else { false }
    }
}
