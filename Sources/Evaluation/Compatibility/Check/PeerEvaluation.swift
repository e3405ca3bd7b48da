internal import Domain
internal import Statistics
internal import Store

/// What a peer's rules say of the watched columns, window by window.
struct PeerEvaluation {
    let store: any Store
    let rules: PeerRules
    /// What the user set columns to be.
    let types: [String: FeatureType]
    let baseline: Relation
    let current: Relation
    let windowing: Windowing
    let frame: WindowFrame

    struct Outcome {
        /// Of each column, the judged series first.
        var series: [String: [DriftSeries]] = [:]
        var quality: [QualityReport] = []
        var notes: [String] = []
    }

    /// Puts the peer's series and judgements into the reports.
    ///
    /// - Returns: the alerts that they raise.
    func judge(
        _ columns: inout ColumnEvaluation.Outcome, _ metrics: inout [MetricReport], _ watched: [ModelSchema.Column], _ schema: ModelSchema,
        _ alerts: PeerAlerts, notes: inout [String]
    ) async throws -> (alerts: BudgetedAlerts, estimates: [EstimatedMetricReport]) {
        let outcome = try await outcome(watched)
        columns.quality.removeAll { own in outcome.quality.contains { $0.check == own.check && $0.feature == own.feature } }
        columns.quality += outcome.quality
        for index in columns.features.indices {
            let name = columns.features[index].name
            columns.features[index].drift = outcome.series[name] ?? []
            let points = columns.features[index].drift.flatMap(\.points).map(\.severity)
            let checks = columns.quality.filter { $0.feature == name }.map(\.severity)
            columns.features[index].severity = (points + checks).max() ?? .ok
        }
        notes += outcome.notes
        var raised = BudgetedAlerts(columns: alerts.alerts(features: columns.features, quality: outcome.quality))
        if rules.peer == .nannyml {
            try await NannyMLPerformance(store: store, schema: schema).judge(&metrics, baseline: baseline, by: before)
            raised.performance = alerts.alerts(performance: metrics.filter { $0.candidate == nil })
        }
        guard rules.peer == .nannyml else { return (raised, []) }
        let estimates = try await NannyMLEstimates(store: store, schema: schema, frame: frame).reports(baseline: baseline, before, current: current, windowing)
        raised.estimates = alerts.alerts(estimates: estimates)
        return (raised, estimates)
    }

    func outcome(_ columns: [ModelSchema.Column]) async throws -> Outcome {
        let requests = columns.compactMap { column in isNumeric(column.name).map { PeerColumnReader.Request(name: column.name, isNumeric: $0) } }
        let reader = PeerColumnReader(
            store: store, baseline: baseline, current: current, before: before, now: windowing, frame: frame)
        var tooMany: [String] = []
        var judge: any PeerJudge =
            switch rules.peer {
            case .evidently: EvidentlyEvaluation(types: types, current: current, windows: frame.keys.count)
            case .nannyml: NannyMLEvaluation()
            case .arize: ArizeEvaluation(granularity: windowing.granularity, keys: frame.keys)
            }
        try await reader.read(requests, tooMany: &tooMany) { judge.take($0) }
        var outcome = judge.outcome
        if !tooMany.isEmpty {
            outcome.notes.append(
                "Left out by --rules \(rules.name), as they have more than \(PeerColumnReader.valueLimit) different values: "
                    + tooMany.map { "'\($0)'" }.joined(separator: ", ") + ".")
        }
        return outcome
    }

    /// The reference's windows: NannyML cuts it as it cuts the current records (in tenths where it has no times), others take it whole.
    var before: Windowing {
        guard rules.peer == .nannyml else { return .whole }
        let time = windowing.timeColumn.flatMap { baseline.column($0) == nil ? nil : $0 }
        let tenth = Windowing(.rows(max(1, baseline.rowCount / NannyMLDrift.chunks)), timeColumn: time)
        if windowing.granularity.bucket != nil, time == nil { return tenth }
        // As many as the current records are cut into by default, but for windows that were asked for.
        if case .rows(let count) = windowing.granularity, count == max(1, current.rowCount / NannyMLDrift.chunks) {
            return tenth
        }
        return Windowing(windowing.granularity, timeColumn: time)
    }

    /// Whether peers take a column for numbers; `nil` for those that they do not compare.
    private func isNumeric(_ name: String) -> Bool? {
        switch types[name] {
        case .numeric?: return true
        case .categorical?: return false
        case .text?, .timestamp?: return nil
        case nil: break
        }
        switch (rules.peer == .evidently ? current : baseline).column(name)?.type {
        case .double?, .integer?: return true
        case .boolean?, .text?: return false
        case .timestamp?, .other?, nil: return nil
        }
    }
}

/// Judges columns, one after the other.
protocol PeerJudge {
    mutating func take(_ column: PeerColumn)
    /// Of the columns that were taken.
    var outcome: PeerEvaluation.Outcome { get }
}

extension DriftPoint {
    /// - Returns: `nil` for a number that reports cannot hold: the distance of the largest numbers overflows.
    init?(_ verdict: PeerVerdict, window: Int?, count: Int, isJudged: Bool = true) {
        guard verdict.value.isFinite else { return nil }
        self.init(
            window: window, count: count, value: verdict.value, threshold: verdict.threshold?.ifFinite,
            severity: verdict.isAlert ? isJudged ? .warning : .info : .ok)
    }
}
