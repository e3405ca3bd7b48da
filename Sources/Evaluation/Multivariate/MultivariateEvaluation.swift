internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// Looks at several columns at once, window by window, on samples of rows.
struct MultivariateEvaluation {
    let store: any Store
    let budget: AlertBudget

    /// Rows that are looked at: of each window, and of the whole baseline.
    static let rowsPerWindow = 1_000
    private static let baselineRows = 20_000
    /// Smaller windows say nothing.
    private static let leastRows = 50
    /// More windows are taken together, to days or weeks.
    private static let mostWindows = 62

    struct Outcome {
        var report: MultivariateReport
        var alerts: [Alert]
        var note: String?
    }

    /// - Parameters:
    ///   - windows: of the report, in which alerts are shown.
    ///   - recordLag: how long after a window most of its records have arrived, in microseconds.
    /// - Returns: `nil` for fewer than two columns that can be compared, or no window with enough rows.
    func outcome(
        _ schema: ModelSchema, baseline: Relation, current: Relation, windowing: Windowing, windows: [WindowReport], recordLag: Int64
    ) async throws -> Outcome? {
        let features = schema.columns.filter { column in
            column.role == .feature && (column.type == .numeric || column.type == .categorical)
                && baseline.column(column.name) != nil && current.column(column.name) != nil
        }.map { CountedColumn($0.name, $0.type ?? .categorical) }
        guard features.count > 1 else { return nil }
        let longer = Self.longer(windowing, than: windows.count)
        let before = try await baselineRows(of: features, in: baseline, by: longer, currentWindows: windows.count)
        let now = try await store.rows(of: features, in: current, by: longer, limit: Self.rowsPerWindow)
            .filter { $0.key != nil && $0.count >= Self.leastRows }
        guard !before.isEmpty, !now.isEmpty else { return nil }
        let left = CalendarColumns.places(in: before)
        let kept = features.indices.filter { !left.contains($0) }
        guard kept.count > 1 else { return nil }
        func only(_ window: WindowRows) -> WindowRows { WindowRows(key: window.key, columns: kept.map { window.columns[$0] }) }
        let comparison = MultivariateComparison(
            columns: kept.map { features[$0] }, baseline: before.map(only), current: now.map(only))
        let judging = MultivariateJudgement(
            comparison: comparison, budget: budget, windowing: longer, windows: windows, recordLag: recordLag)
        let (signals, alerts) = try await TreeRunner().run { try judging.judge() }
        let report = MultivariateReport(
            columns: comparison.columns.map(\.name), calendarColumns: left.sorted().map { features[$0].name },
            rowsPerWindow: Self.rowsPerWindow, baselineWindows: comparison.isLearned ? before.count : 0, signals: signals)
        let note = comparison.isLearned ? nil
            : "The reference has no seven windows: what several columns together show is reported, and raises no alert."
        return Outcome(report: report, alerts: alerts, note: note)
    }

    /// The baseline in the same windows; in as many stretches of rows as are enough where windows are of rows, or it has no times.
    private func baselineRows(
        of features: [CountedColumn], in baseline: Relation, by windowing: Windowing, currentWindows: Int
    ) async throws -> [WindowRows] {
        let time = windowing.timeColumn.flatMap { baseline.column($0)?.name }
        let hasTime = windowing.granularity.bucket != nil && time != nil
        let stretches = Windowing(.rows(max(1, (baseline.rowCount + 19) / 20)), timeColumn: time)
        let known = try await store.moments(of: [], in: baseline, by: hasTime ? windowing : stretches).filter { $0.key != nil }
        let limit = max(200, min(Self.rowsPerWindow, Self.baselineRows / max(1, known.count)))
        let rows = try await store.rows(of: features, in: baseline, by: hasTime ? windowing : stretches, limit: limit)
            .filter { $0.key != nil && $0.count >= Self.leastRows }
        // Of a long baseline its end: that is what production follows.
        return rows.suffix(Self.mostWindows)
    }

    private static func longer(_ windowing: Windowing, than count: Int) -> Windowing {
        guard count > mostWindows else { return windowing }
        switch windowing.granularity {
        case .hour: return Windowing(count > 24 * mostWindows ? .week : .day, timeColumn: windowing.timeColumn)
        case .day: return Windowing(.week, timeColumn: windowing.timeColumn)
        case .week, .rows, .whole: return windowing
        }
    }
}
