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
    /// Of which as many vectors are looked at as time allows; cells may be missing.
    private static let vectorsPerWindow = 400
    /// Smaller windows say nothing.
    private static let leastRows = 50
    /// More windows are taken together, to days or weeks.
    private static let mostWindows = 62
    private static let mostBaselineWindows = 400

    struct Outcome {
        var report: MultivariateReport
        var alerts: [Alert]
        /// Columns of vectors, whether or not production has them.
        var vectors: [String]
        var note: String?
    }

    /// - Parameters:
    ///   - frame: of the report's windows, in which alerts are shown.
    ///   - recordLag: how long after a window most of its records have arrived, in microseconds.
    /// - Returns: `nil` for fewer than two columns that can be compared, or no window with enough rows.
    func outcome(
        _ schema: ModelSchema, baseline: Relation, current: Relation, windowing: Windowing, frame: WindowFrame, recordLag: Int64
    ) async throws -> Outcome? {
        let features = schema.columns.filter { column in
            column.role == .feature && (column.type == .numeric || column.type == .categorical)
                && baseline.column(column.name) != nil && current.column(column.name) != nil
        }.map { CountedColumn($0.name, $0.type ?? .categorical) }
        let known = try await Embeddings(store: store).columns(schema, in: baseline)
        let vectors = known.filter { current.column($0) != nil }
        let missing = known.filter { current.column($0) == nil }.map { Self.alert(withoutColumn: $0, in: current, frame.windows) }
        guard features.count > 1 || !known.isEmpty else { return nil }
        var longer = Self.longer(windowing, than: frame.keys.count, most: Self.mostWindows)
        if let known = try await baselineWindows(baseline, by: longer) {
            longer = Self.longer(longer, than: known, most: Self.mostBaselineWindows)
        }
        let several = try await comparison(of: features, baseline, current, by: longer)
        var embeddings: [(vectors: EmbeddingComparison, gaps: EmbeddingGaps)] = []
        for name in vectors { if let found = try await embedding(name, baseline, current, by: longer) { embeddings.append(found) } }
        guard several != nil || !embeddings.isEmpty || !missing.isEmpty else { return nil }
        // A part of a day has other hours than a day.
        let partial = longer == windowing ? frame.keys.indices.filter { frame.isPartial[$0] }.map { frame.keys[$0] } : []
        let judging = MultivariateJudgement(
            budget: budget, windowing: longer, partial: Set(partial), windows: frame.windows, recordLag: recordLag)
        let (signals, alerts) = try await TreeRunner().run { [embeddings] in
            try judging.judge((several?.comparison.followed() ?? []) + embeddings.flatMap { $0.vectors.followed() + [$0.gaps.followed()] })
        }
        let baselineWindows = several.map { $0.comparison.baseline.count } ?? embeddings.first?.vectors.baseline.count ?? 0
        let isLearned = baselineWindows >= ValueForecast.leastWindows
        let report = MultivariateReport(
            columns: several?.comparison.columns.map(\.name) ?? [], calendarColumns: several?.calendar ?? [],
            rowsPerWindow: Self.rowsPerWindow, baselineWindows: isLearned ? baselineWindows : 0, signals: signals)
        let note = isLearned ? nil
            : "The reference has no seven windows: what several columns together show is reported, and raises no alert."
        return Outcome(report: report, alerts: missing + alerts, vectors: known, note: note)
    }

    /// Vectors that the reference has and production not: as of any other column, an error at once.
    private static func alert(withoutColumn name: String, in current: Relation, _ windows: [WindowReport]) -> Alert {
        Alert(
            time: windows.first?.end, kind: .schema, feature: name, signal: QualityCheck.missingColumn.rawValue, value: 1, expected: 0, severity: .error,
            since: windows.first?.start, message: "column '\(name)', which holds vectors in the reference, is not in \(current.name)",
            windows: Array(windows.indices))
    }

    /// Rows of columns that are numbers and categories; `nil` where there are too few of either.
    private func comparison(
        of features: [CountedColumn], _ baseline: Relation, _ current: Relation, by windowing: Windowing
    ) async throws -> (comparison: MultivariateComparison, calendar: [String])? {
        guard features.count > 1 else { return nil }
        let before = try await baselineRows(of: features, in: baseline, by: windowing)
        let now = try await store.rows(of: features, in: current, by: windowing, limit: Self.rowsPerWindow)
            .filter { $0.key != nil && $0.count >= Self.leastRows }
        guard !before.isEmpty, !now.isEmpty else { return nil }
        let left = CalendarColumns.places(in: before)
        let kept = features.indices.filter { place in !left.contains(place) && before.contains { $0.columns[place].hasValue } }
        guard kept.count > 1 else { return nil }
        func only(_ window: WindowRows) -> WindowRows { WindowRows(key: window.key, columns: kept.map { window.columns[$0] }) }
        let comparison = MultivariateComparison(
            columns: kept.map { features[$0] }, baseline: before.map(only), current: now.map(only))
        return (comparison, left.sorted().map { features[$0].name })
    }

    /// The vectors of a column, and the records without; `nil` where there are too few of them.
    private func embedding(
        _ name: String, _ baseline: Relation, _ current: Relation, by windowing: Windowing
    ) async throws -> (vectors: EmbeddingComparison, gaps: EmbeddingGaps)? {
        let column = [CountedColumn(name, .categorical)]
        let rows = try await baselineRows(of: column, in: baseline, by: windowing)
        let before = rows.map { Embeddings.vectors($0.columns[0]) }
        guard let length = before.first(where: { !$0.isEmpty })?[0].count else { return nil }
        let now = try await store.rows(of: column, in: current, by: windowing, limit: Self.vectorsPerWindow).filter { $0.key != nil }
        let usable = before.filter { $0.count >= EmbeddingComparison.leastVectors && $0[0].count == length }
        guard !usable.isEmpty else { return nil }
        let vectors = now.map { Embeddings.vectors($0.columns[0], length: length) }
        func gaps(_ rows: WindowRows, _ vectors: Int) -> Proportion? { Proportion(count: rows.count - vectors, total: rows.count) }
        return (
            EmbeddingComparison(column: name, baseline: usable, current: vectors, keys: now.map(\.key)),
            EmbeddingGaps(
                column: name, baseline: rows.compactMap { gaps($0, Embeddings.vectors($0.columns[0], length: length).count) },
                current: zip(now, vectors).map { gaps($0, $1.count) }, keys: now.map(\.key))
        )
    }

    /// How many windows the baseline has; `nil` where windows are of rows, or it has no times.
    private func baselineWindows(_ baseline: Relation, by windowing: Windowing) async throws -> Int? {
        guard windowing.granularity.bucket != nil, let time = windowing.timeColumn, baseline.column(time) != nil else { return nil }
        return try await store.moments(of: [], in: baseline, by: windowing).count { $0.key != nil }
    }

    /// The baseline in the same windows; in twenty stretches of rows where windows are of rows, or it has no times.
    private func baselineRows(of features: [CountedColumn], in baseline: Relation, by windowing: Windowing) async throws -> [WindowRows] {
        var (windowing, count) = (windowing, 20)
        if let known = try await baselineWindows(baseline, by: windowing) {
            count = known
        } else {
            windowing = .stretches(count, of: baseline, inOrderOf: windowing.timeColumn)
        }
        let limit = max(Self.leastRows, min(Self.rowsPerWindow, Self.baselineRows / max(1, count)))
        let rows = try await store.rows(of: features, in: baseline, by: windowing, limit: limit)
            .filter { $0.key != nil && $0.count >= Self.leastRows }
        // Of a long baseline its end: that is what production follows.
        return rows.suffix(Self.mostWindows)
    }

    /// Longer windows where there would be more than `most`.
    private static func longer(_ windowing: Windowing, than count: Int, most: Int) -> Windowing {
        guard count > most else { return windowing }
        switch windowing.granularity {
        case .hour: return Windowing(count > 24 * most ? .week : .day, timeColumn: windowing.timeColumn)
        case .day: return Windowing(.week, timeColumn: windowing.timeColumn)
        case .week, .rows, .whole: return windowing
        }
    }
}
