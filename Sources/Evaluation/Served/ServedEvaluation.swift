package import Domain
internal import Statistics
package import Store

/// A report with what is followed over its windows beside it.
package struct ServedSeries: Sendable {
    package var report: CheckReport
    /// Empty unless it was asked for.
    package var freshness: [FreshnessPoint]
}

/// The report on a served model's windows: the same as of files, from roll-ups where they can tell, else from the rows.
package struct ServedEvaluation: Sendable {
    private let store: any RecordStore
    private let definition: ModelDefinition
    private let tables: RecordTables
    private let plan: EvaluationPlan
    private let rules: any Rules
    /// Slices that the report follows, each of which costs some passes over the rows.
    private let followed: [FollowedSlice]
    /// The program's version, for the report.
    private let version: String

    /// - Parameters:
    ///   - rules: what raises alerts; `nil` for the alert budget that the model's definition has.
    ///   - followed: slices that are followed by themselves where performance is asked for.
    package init(
        store: any RecordStore, definition: ModelDefinition, tables: RecordTables, plan: EvaluationPlan, rules: (any Rules)? = nil,
        followed: [FollowedSlice] = [], version: String
    ) {
        self.rules = rules ?? BudgetRules(falseAlerts: definition.alertBudget, relations: false, slices: !followed.isEmpty)
        self.followed = followed
        self.store = store
        self.definition = definition
        self.tables = tables
        self.plan = plan
        self.version = version
    }

    /// - Throws: `EvaluationError` for what cannot be asked.
    package func report(_ query: ReportQuery) async throws -> CheckReport {
        try await report(query, reader.windows(query))
    }

    /// The report, with what is followed over its windows beside it.
    ///
    /// - Throws: `EvaluationError` for what cannot be asked.
    package func series(_ query: ReportQuery) async throws -> ServedSeries {
        let served = try await reader.windows(query)
        return ServedSeries(
            report: try await report(query, served),
            freshness: query.wantsFreshness ? try await Freshness(reader: reader).points(query, in: served.windows) : [])
    }

    private var reader: ServedReader {
        ServedReader(store: store, definition: definition, tables: tables, plan: plan)
    }

    private func report(_ query: ReportQuery, _ served: ServedWindows) async throws -> CheckReport {
        let (windows, reference, overall) = (served.windows, served.reference, served.overall)
        let windowing = Windowing(query.granularity, timeColumn: "timestamp")
        var frame = WindowFrame(
            windows.map {
                WindowMoments(key: $0.key, rows: $0.summary.rows, firstTime: nil, lastTime: nil, columns: [])
            }, windowing: windowing)
        frame.setLabelled(windows.map { $0.summary.performance?.labelled ?? 0 })
        let (features, checks) = try query.wantsColumns ? columns(query, served, windowing) : ([], [])
        let metrics = !query.wantsPerformance ? [] : PerformanceSeries(rules: rules).reports(
            reference: reference.performance?.usable, windows: windows.map { $0.summary.performance?.usable },
            overall: overall.performance?.usable)
        let volume = RecordQuality(rules: rules).volume(
            rows: frame.windows.map(\.rows), isPartial: frame.isPartial,
            referenceWindows: plan.source == .training ? [] : served.baseline.filter { $0.key != nil }.map(\.summary.rows),
            own: served.references?.map { $0?.rows ?? [] })
        let slices = try await ServedFollowedSlices(
            store: store, definition: definition, tables: tables, plan: plan, query: query, served: served, frame: frame
        ).figures(query.wantsPerformance ? followed : [])
        var judged = Judged(
            features: features, quality: checks + [volume].compactMap(\.self), metrics: metrics,
            slices: slices.map { $0.report(rules, among: slices.count) { _ in false } }, notes: notes(query, reference: reference))
        let alerts = try alerts(query, served, windowing, frame, slices, &judged)
        return CheckReport(
            assayVersion: version, rules: rules.name, verdict: alerts.map(\.severity).max() ?? .ok,
            model: description, sources: sources(query, frame: frame, overall: overall, reference: reference),
            granularity: query.granularity.description, windows: frame.windows, alerts: alerts,
            diagnosis: Alerts.ranked(alerts), features: judged.features, performance: judged.metrics, slices: judged.slices,
            quality: judged.quality, proxies: ServedProxies(definition: definition, plan: plan).reports(served, beside: judged.metrics),
            notes: judged.notes)
    }

    /// What is judged window by window: by limits first, by the alert budget where it says more.
    private struct Judged {
        var features: [FeatureReport]
        var quality: [QualityReport]
        var metrics: [MetricReport]
        var slices: [FollowedSliceReport]
        var notes: [String]
    }

    /// What is alerted, which `judged` then shows.
    private func alerts(
        _ query: ReportQuery, _ served: ServedWindows, _ windowing: Windowing, _ frame: WindowFrame, _ slices: [FollowedSliceFigures],
        _ judged: inout Judged
    ) throws -> [Alert] {
        var raised = BudgetedAlerts()
        if let rules = rules as? BudgetRules {
            let detection = ServedDetection(rules: rules, plan: plan, served: served, windowing: windowing, frame: frame)
            if let timelines = detection.timelines {
                let changes = query.wantsColumns ? try detection.changes(timelines, column: query.column) : []
                ChangeAlerts.mark(&judged.features, &judged.quality, by: changes)
                raised.columns = changes
                raised.volume = detection.volumes(timelines)
                if let volume = raised.volume { VolumeAlerts.mark(&judged.quality, by: volume) }
            } else if served.references == nil, served.reference.rows > 0 {
                judged.notes.append("The baseline has no seven days with times: columns are judged by fixed limits, not within the alert budget.")
            }
            if query.wantsPerformance {
                let windows = served.windows.map { $0.summary.performance?.usable }
                raised.performance = try detection.losses(
                    served.reference.performance?.usable,
                    baseline: served.baseline.filter { $0.key != nil }.compactMap { $0.summary.performance?.usable }, windows)
                if let losses = raised.performance { PerformanceScan.mark(&judged.metrics, by: losses) }
                try detection.judge(&judged.slices, slices, windows, in: &raised)
            }
        }
        return Alerts(windows: frame.windows, recordLag: 0, replay: Replay()).alerts(
            features: judged.features, quality: judged.quality, performance: judged.metrics, slices: judged.slices, raised: raised)
    }

    private func columns(
        _ query: ReportQuery, _ served: ServedWindows, _ windowing: Windowing
    ) throws -> ([FeatureReport], [QualityReport]) {
        let (windows, reference, overall) = (served.windows, served.reference, served.overall)
        let numeric = plan.rollups.numeric
        // Earlier windows have the rhythm, or are chosen by it.
        let season = served.references == nil ? Season(windowing) : nil
        let before = served.baseline.map { WindowCounts(key: $0.key, columns: $0.summary.counts) }
        var features: [FeatureReport] = []
        var quality: [QualityReport] = []
        guard reference.rows > 0 || served.references?.contains(where: { $0 != nil }) == true else { return ([], []) }
        for (index, column) in plan.columns.enumerated() where query.column == nil || query.column == column.column.name {
            let place = numeric.firstIndex(of: column.column.name)
            let phases = try season?.references(before, column: index) ?? [:]
            let measured = MeasuredColumn(
                plan: column, reference: reference.counts[index],
                seasonal: windows.map { window in window.key.flatMap { key in season.flatMap { phases[$0.phase(of: key)] } } },
                own: served.references?.map { reference in
                    reference.map { own in
                        OwnReference(counts: own.summary.counts[index], moments: place.map { own.summary.moments[$0] })
                    }
                },
                windows: windows.map { $0.summary.counts[index] }, overall: overall.counts[index],
                referenceMoments: place.map { reference.moments[$0] },
                moments: place.map { place in windows.map { $0.summary.moments[place] } } ?? [],
                overallMoments: place.map { overall.moments[$0] })
            let (feature, checks) = measured.judged(by: rules, comparisons: plan.columns.count)
            features.append(feature)
            quality += checks
        }
        return (features, quality)
    }

    private var description: ModelDescription {
        ModelDescription(
            name: definition.name, task: definition.task, versions: [], positiveClass: definition.positiveClass,
            classes: definition.classes, decisionThreshold: definition.decisionThreshold,
            columns: definition.schema.columns.map { column in
                var role = column.role.name
                if case .classScore(let name) = column.role { role += ":" + name }
                return .init(name: column.name, role: role, type: column.type, origin: column.origin)
            })
    }

    private func sources(
        _ query: ReportQuery, frame: WindowFrame, overall: HourSummary, reference: HourSummary
    ) -> [DataSource] {
        [
            DataSource(part: "reference", files: [baselineName(query)], rows: reference.rows, start: nil, end: nil),
            DataSource(
                part: "current", files: [query.environment.rawValue], rows: overall.rows,
                start: frame.windows.first?.start, end: frame.windows.last?.end),
        ]
    }

    private func baselineName(_ query: ReportQuery) -> String {
        switch query.baseline {
        // What metrics are compared with; windows have their own beside it, as the notes say.
        case .usual, .trailing, .sameHourOfWeek: plan.source == .firstProduction ? "the first records of production" : plan.source.rawValue
        case .environment(let environment): environment.rawValue
        case .span(let from, let to): "production from \(from) to \(to)"
        }
    }

    private func notes(_ query: ReportQuery, reference: HourSummary) -> [String] {
        var notes: [String] = []
        if reference.rows == 0 {
            notes.append("The baseline has no records, so nothing is compared; send validation records or choose another.")
        }
        let isUsual = query.baseline == .usual || query.baseline.isOfEarlierWindows
        if isUsual, plan.source == .firstProduction {
            notes.append("No training or validation records have come: windows are held against production's first records.")
        }
        if let earlier = query.baseline.earlierWindows {
            notes.append(
                "Drift, quality and volume of each window are compared with \(earlier); metrics, and columns over all windows, with \(baselineName(query)).")
        }
        if !definition.isConfirmed {
            notes.append("The model's definition was inferred from its first records; look at it and confirm it.")
        }
        return notes
    }
}

extension ReportQuery.Baseline {
    /// What windows are compared with, in words; `nil` when that is the same for all.
    fileprivate var earlierWindows: String? {
        switch self {
        case .usual, .environment, .span: nil
        case .trailing(1): "the window before it"
        case .trailing(let count): "the \(count) windows before it"
        case .sameHourOfWeek: "the same hour of the week in earlier weeks"
        }
    }
}
