package import Domain
package import Statistics

/// What roll-ups tell of one window.
package struct RolledWindow: Keyed, Sendable, Hashable {
    /// As of `Windowing`; `nil` for records without a readable time.
    package var key: Int64?
    package var summary: HourSummary

    package init(key: Int64?, summary: HourSummary) {
        self.key = key
        self.summary = summary
    }
}

extension RecordStore {
    /// The summaries of windows of hours, days or weeks, from roll-ups alone; in the order of their keys, nil last.
    ///
    /// - Precondition: `granularity` is a stretch of time.
    package func rolledWindows(
        _ tables: RecordTables, where selection: RollupSelection, by granularity: Granularity, plan: RollupPlan
    ) async throws -> [RolledWindow] {
        guard let bucket = granularity.bucket else { return [] }
        var selection = selection
        selection.mayBeDays = granularity != .hour
        var windows: [Int64?: [HourSummary]] = [:]
        for rollup in try await rollups(of: tables, where: selection, plan: plan) {
            let key = rollup.hour.map { bucket.key(of: TimeBucket.hour.start(of: $0)) }
            windows[key, default: []].append(rollup.summary)
        }
        var result: [RolledWindow] = []
        for (key, parts) in windows {
            let whole = try HourSummary(merging: parts, plan)
            // An hour that was emptied by replacements is no window.
            if whole.rows > 0 { result.append(RolledWindow(key: key, summary: whole)) }
        }
        return result.inOrder()
    }
}

extension HourSummary {
    /// All parts as one. Scores are joined once, because joining them pair by pair would sort them each time.
    package init(merging parts: [HourSummary], _ plan: RollupPlan) throws(SummaryMismatch) {
        self.init(plan)
        var points: [ScoreHistogram.Point] = []
        var isExact: Bool?
        for var part in parts {
            if case .binary(var binary)? = part.performance, let scores = binary.scores {
                points += scores.points
                isExact = scores.isExact
                binary.scores = nil
                part.performance = .binary(binary)
            }
            try merge(part)
        }
        if case .binary(var binary)? = performance, let isExact {
            binary.scores = ScoreHistogram(points: points, isExact: isExact)
            performance = .binary(binary)
        }
    }
}
