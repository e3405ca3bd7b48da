internal import Domain
internal import Statistics
internal import Store

/// What a question is answered from: its windows and what they are held against.
struct ServedWindows {
    /// In order of time; records without a time are in none.
    var windows: [RolledWindow]
    /// Cut into windows of the same length where it has times.
    var baseline: [RolledWindow]
    /// The whole baseline.
    var reference: HourSummary
    /// All windows together.
    var overall: HourSummary
    /// What each window is held against where that is not the baseline, but windows before it: `nil` in it where there are none.
    var references: [WindowReference?]?

    init(windows: [RolledWindow], baseline: [RolledWindow], references: [WindowReference?]?, plan: RollupPlan) throws {
        self.windows = windows
        self.baseline = baseline
        self.references = references
        reference = try HourSummary(merging: baseline.map(\.summary), plan)
        overall = try HourSummary(merging: windows.map(\.summary), plan)
    }
}

/// Reads windows: from roll-ups where they can tell, else from the rows.
struct ServedReader: Sendable {
    let store: any RecordStore
    let definition: ModelDefinition
    let tables: RecordTables
    let plan: EvaluationPlan

    /// - Throws: `EvaluationError` for what cannot be asked.
    func windows(_ query: ReportQuery) async throws -> ServedWindows {
        guard let bucket = query.granularity.bucket else {
            throw EvaluationError("windows by \(query.granularity) are not kept; ask for hour, day or week")
        }
        let earlier = try EarlierWindows(query)
        let windows = try await windows(query, from: query.from, to: query.to, in: query.environment)
        let baseline = try await baseline(query)
        guard windows.count <= CheckEvaluation.windowLimit else {
            throw EvaluationError("\(windows.count) windows are too many; ask for a shorter time or longer windows")
        }
        var history: [RolledWindow] = []
        if let earlier, let from = query.from {
            history = try await self.windows(
                query, from: earlier.start(before: from, bucket), to: from, in: query.environment)
        }
        return try ServedWindows(
            windows: windows.filter { $0.key != nil }, baseline: baseline,
            references: earlier?.references(of: windows.filter { $0.key != nil }, after: history), plan: plan.rollups)
    }

    private func windows(
        _ query: ReportQuery, from: Timestamp?, to: Timestamp?, in environment: Environment
    ) async throws -> [RolledWindow] {
        if query.isAnsweredByRollups {
            let version = query.version(in: environment)
            var selection = RollupSelection(environments: [environment], versions: version.map { [$0] })
            if version == nil { selection.withoutVersions = definition.shadowVersions }
            if from != nil || to != nil {
                let first = from.map(TimeBucket.hour.key) ?? .min
                let last = to.map(TimeBucket.hour.key) ?? .max
                selection.hours = first..<max(first, last)
            }
            return try await store.rolledWindows(tables, where: selection, by: query.granularity, plan: plan.rollups)
        }
        let selection = query.selection(of: definition, from: from, to: to, in: environment)
        let windows = try await store.usingRecords(of: tables, where: selection, in: query.slice) { records in
            try await store.hours(
                of: records, in: tables, mark: nil, asOf: query.asOf, by: plan.rollups, granularity: query.granularity)
        }
        return windows.map { RolledWindow(key: $0, summary: $1) }.inOrder()
    }

    private func baseline(_ query: ReportQuery) async throws -> [RolledWindow] {
        switch query.baseline {
        case .environment(let environment):
            return try await windows(query, from: nil, to: nil, in: environment)
        case .span(let from, let to):
            return try await windows(query, from: from, to: to, in: .production)
        case .usual, .trailing, .sameHourOfWeek:
            return try await usualBaseline(query)
        }
    }

    private func usualBaseline(_ query: ReportQuery) async throws -> [RolledWindow] {
        switch plan.source {
        case .firstProduction:
            // The windows that the first records lie in.
            let all = try await windows(query, from: nil, to: nil, in: .production).filter { $0.key != nil }
            var rows = 0
            return Array(
                all.prefix { window in
                    defer { rows += window.summary.rows }
                    return rows < max(1, Int(EvaluationPlanner.firstRows) / 2)
                })
        case .validation, .training:
            return try await windows(query, from: nil, to: nil, in: plan.source.environment)
        }
    }
}
