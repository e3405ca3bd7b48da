internal import Domain
internal import Statistics
internal import Store

/// Finds, within an alert budget, when a model's predictions begin to differ from those of candidates for the same records otherwise than they did.
///
/// A candidate sees the same inputs. When more of them lie in one corner both move, and what they differ by hardly does; when the model itself is
/// another, or is fed by other code, they part at once, days before the first label tells. Where several versions of the model answer, each is looked at by
/// itself, too: one that is worse may have a part of the records only.
struct DisagreementDetection {
    let store: any Store
    let budget: AlertBudget
    let schema: ModelSchema
    let baseline: Relation
    let current: Relation
    let timelines: Timelines

    /// More versions are not looked at: each costs a join, and the others sensitivity.
    private static let mostVersions = 5

    /// - Returns: `nil` where predictions cannot be held against each other: other identities, no prediction column in common.
    func changes(candidates: Relation) async throws -> [DetectedChange]? {
        guard let id = schema.column(.predictionID)?.name, let time = schema.column(.timestamp)?.name,
            [candidates, baseline, current].allSatisfy({ $0.column(id) != nil }), let compared = try await comparison(with: candidates)
        else { return nil }
        let windowing = Windowing(timelines.granularity, timeColumn: time)
        let versions = try await RecordedVersions(store: store, schema: schema).filters(of: candidates).prefix(Self.mostVersions)
        let answering = try await OutcomeSlices.versions(of: schema, in: current, baseline, store)
        var changes: [DetectedChange] = []
        for version in versions {
            guard let predictions = try await predictions(of: version, in: candidates) else { continue }
            func outcomes(_ records: Relation, _ slices: [Slice] = []) async throws -> [WindowOutcomes] {
                try await store.outcomes(
                    OutcomeQuery(
                        records: records,
                        labels: .joined(.init(actuals: predictions, recordID: id, actualID: id, actual: compared.column, arrival: nil)),
                        prediction: compared.prediction, edges: compared.differences.edges, window: .ofRecord(windowing), slices: slices))
            }
            let known = history(try await outcomes(baseline), 0, timelines.baseline, compared.differences)
            let rates = compared.differences.rates(whole: known.whole, name: version?.value ?? candidates.name)
            guard !rates.isEmpty else { continue }
            let new = try await outcomes(current, answering)
            for part in 0...answering.count {
                let own = history(new, part, timelines.current, compared.differences)
                let share = answering.isEmpty ? 1 : part == 0 ? 0.5 : 0.5 / Double(answering.count)
                let scan = RateScan(budget: budget, share: share / Double(versions.count * rates.count), unit: timelines.bucket.hours)
                let about = part == 0 ? "" : "\(answering[part - 1].description): "
                changes += rates.flatMap { rate in
                    let signal = RateSignal(
                        column: nil, kind: .disagreement, what: about + rate.what, baseline: rate.history(known, from: 0),
                        current: rate.history(own, from: 0))
                    return scan.findings(of: signal).map { DetectedChange(signal, $0, timelines.bucket) }
                }
            }
        }
        return changes
    }

    /// What is held against what.
    private struct Comparison {
        /// In both.
        var column: String
        var prediction: PerformanceQuery.Prediction
        var differences: Differences
    }

    private func comparison(with candidates: Relation) async throws -> Comparison? {
        func shared(_ role: ColumnRole) -> String? {
            schema.column(role).map(\.name).flatMap { name in [candidates, baseline, current].allSatisfy { $0.column(name) != nil } ? name : nil }
        }
        if schema.task != .multiclass, let score = shared(.predictionScore) {
            let moments = try await store.moments(of: [CountedColumn(score, .numeric)], in: baseline, by: .whole).first?.columns.first?.moments
            guard let spread = moments?.standardDeviation(ddof: 0), spread > 0, spread.isFinite else { return nil }
            return Comparison(
                column: score, prediction: .regression(value: score, centre: 0, quantiles: []), differences: .numbers(name: score, spread: spread))
        }
        guard schema.task != .regression, let label = shared(.predictionLabel), !schema.classes.isEmpty else { return nil }
        return Comparison(
            column: label, prediction: .multiclass(label: label, scores: [], classes: schema.classes, resolution: .exact), differences: .classes)
    }

    /// - Returns: `nil` where the version's name cannot be written in a slice.
    private func predictions(of version: PerformanceQuery.Filter?, in candidates: Relation) async throws -> Relation? {
        guard let version else { return candidates }
        guard let slice = OutcomeSlices.equal(version.value, of: version.column, in: [candidates]) else { return nil }
        return try await store.filtered(candidates, by: slice)
    }

    private func history(_ outcomes: [WindowOutcomes], _ part: Int, _ timeline: Timeline, _ differences: Differences) -> OutcomeHistory {
        let last = timeline.first + Int64(timeline.length) - 1
        return OutcomeHistory(outcomes, part: part, units: timeline.first...last, codes: differences.codes)
    }
}

/// By how much two predictions for one record differ, told apart as outcomes are (`OutcomeQuery`): the candidate's number less the model's, or whether the
/// classes are the same.
enum Differences {
    /// - Parameters:
    ///   - name: of the column.
    ///   - spread: the standard deviation of the model's own predictions.
    case numbers(name: String, spread: Double)
    case classes

    /// Limits of differences, in parts of the spread: finer ones make no difference to anybody.
    private static let step = 0.05
    private static let reach = 40
    /// A difference matters from here on, in steps from what is usual.
    private static let least = 2
    /// So few of the baseline's records differ by far: what is wrong with a small part of the records shows among them.
    private static let farShare = 0.02

    /// Rising.
    var edges: [Double] {
        guard case .numbers(_, let spread) = self else { return [] }
        return (-Self.reach...Self.reach).map { Double($0) * Self.step * spread }
    }

    var codes: Int { edges.isEmpty ? 2 : edges.count + 1 }

    /// What is followed over time: the share of records beyond each of the baseline's deciles that lie far enough from its median, and beyond what is just
    /// far enough; and of those that differ by far, in either direction.
    ///
    /// - Parameters:
    ///   - whole: how many of the baseline's records had each code.
    ///   - name: the candidate's.
    func rates(whole: [Int], name: String) -> [OutcomeRates.Rate] {
        let total = whole.reduce(0, +)
        guard total > 0 else { return [] }
        guard case .numbers(let column, _) = self else {
            return [rate("another class than \(name) predicts") { $0 == 0 }]
        }
        // What lies below edge `i` has the codes up to `i`.
        let below = whole.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1) }.dropLast()
        let shares = below.map { Double($0) / Double(total) }
        guard let median = shares.firstIndex(where: { $0 >= 0.5 }) else { return [] }
        let (low, high) = (median - 1 - Self.least, median + Self.least)
        let deciles = (1...9).compactMap { decile in shares.indices.min { abs(shares[$0] - Double(decile) / 10) < abs(shares[$1] - Double(decile) / 10) } }
        let apart = deciles.filter { shares[$0] > 0 && shares[$0] < 1 && ($0 < low || $0 > high) }
        let edges = Set(apart + [low, high]).filter(shares.indices.contains)
        let sided = edges.sorted().map { edge in
            // Its own sign: what the model says above what the candidate does.
            let limit = -self.edges[edge]
            return limit >= 0
                ? rate("\(column) is more than \(limit.short) above that of \(name)") { $0 <= edge }
                : rate("\(column) is \((-limit).short) or more below that of \(name)") { $0 > edge }
        }
        let far = (Self.least...Self.reach).first { steps in
            Double(whole[...(Self.reach - steps)].reduce(0, +) + whole[(Self.reach + steps + 1)...].reduce(0, +)) <= Self.farShare * Double(total)
        }
        guard let far else { return sided }
        return sided + [
            rate("\(column) is more than \(self.edges[Self.reach + far].short) away from that of \(name)") { $0 <= Self.reach - far || $0 > Self.reach + far }
        ]
    }

    private func rate(_ what: String, _ holds: @escaping (Int) -> Bool) -> OutcomeRates.Rate {
        OutcomeRates.Rate(signal: RateSignal.Kind.disagreement.signal, what: what, holds: holds)
    }
}
