internal import Domain
internal import Statistics
internal import Store

extension CheckEvaluation {
    /// The quality of the records as a whole: how many, whether their identities, times and columns are as they should be.
    func recordQuality(
        _ input: CheckInput, baseline: Relation, schema: ModelSchema, windowing: Windowing, frame: WindowFrame,
        features: [FeatureReport]
    ) async throws -> [QualityReport] {
        let checks = RecordQuality(rules: options.rules)
        let current = input.current
        var reports: [QualityReport?] = []
        var referenceWindows: [Int] = []
        if let time = windowing.timeColumn, windowing.granularity.bucket != nil, baseline.column(time) != nil,
            baseline != input.training
        {
            // Training data are often a selection; their volume says nothing about production's.
            referenceWindows = try await store.moments(of: [], in: baseline, by: windowing)
                .filter { $0.key != nil }.map(\.rows)
        }
        if windowing.granularity.bucket != nil {
            reports.append(
                checks.volume(
                    rows: frame.windows.map(\.rows), isPartial: frame.isPartial, referenceWindows: referenceWindows))
        }
        if let id = schema.column(.predictionID)?.name, current.column(id) != nil {
            reports.append(checks.duplicates(try await store.identity(of: id, in: current), column: id))
        }
        if let time = schema.column(.timestamp)?.name, current.column(time) != nil {
            // Asked of the column, not of the windows: these do without times when none can be read.
            let column = BinnedColumn(time, .time)
            let counts = try await store.counts(of: [column], in: current, by: .whole).first?.columns[0].counts
            let missing = (counts?.nulls ?? 0) + (counts?.typeErrors ?? 0)
            let examples = missing > 0 ? try await store.misfits(of: [column], in: current, limit: 3)[0] : []
            reports.append(checks.timesMissing(missing, of: current.rowCount, column: time, examples: examples))
        }
        let empty = Set(features.filter { $0.reference.isEmpty || $0.current.isEmpty }.map(\.name))
        for column in schema.columns where column.role == .feature || column.role == .tag {
            let before = baseline.column(column.name)
            let now = current.column(column.name)
            // A column without any value has the type that its reader happens to give it.
            if let before, let now, before.type != now.type, [before.type, now.type].contains(.text),
                !empty.contains(column.name)
            {
                reports.append(
                    checks.schema(
                        .typeChanged, column: column.name,
                        detail: "the reference holds \(before.type), the current files \(now.type)", rows: current.rowCount))
            } else if before != nil, now == nil {
                reports.append(
                    checks.schema(
                        .missingColumn, column: column.name, detail: "the current files do not have it",
                        rows: current.rowCount))
            } else if before == nil, now != nil, input.actuals?.column(column.name) == nil {
                reports.append(
                    checks.schema(
                        .newColumn, column: column.name, detail: "the reference does not have it",
                        rows: current.rowCount))
            }
        }
        return reports.compactMap(\.self)
    }
}

extension CheckEvaluation {
    /// Alerts about records that repeat others; `nil` without an alert budget, and where records have no times. What is reported goes to `quality`.
    func repeats(
        _ input: CheckInput, _ baseline: Relation, _ schema: ModelSchema, _ watched: [ModelSchema.Column], _ timelines: Timelines,
        _ alerts: ChangeAlerts, _ quality: inout [QualityReport]
    ) async throws -> [Alert]? {
        guard let rules = options.rules as? BudgetRules, let time = schema.column(.timestamp)?.name else { return nil }
        let isRepeated = quality.contains { $0.check == QualityCheck.duplicateRate.rawValue && ($0.current ?? 0) > 0 }
        let found = try await RepeatDetection(
            store: store, budget: rules.forRepeats, baseline: baseline, current: input.current, time: time, timelines: timelines
        ).outcome(identity: isRepeated ? schema.column(.predictionID)?.name : nil, columns: watched.map(\.name))
        if let report = found.report { quality.append(report) }
        let raised = alerts.alerts(of: found.changes)
        RepeatDetection.mark(&quality, by: raised)
        return raised
    }
}

extension ColumnSummary {
    /// Whether no row has a value.
    fileprivate var isEmpty: Bool { missing == rows }
}
