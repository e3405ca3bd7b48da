package import Domain
internal import Statistics
package import Store

/// The main job: production records against their reference, window by window.
///
/// Passes over the data: the baseline's columns are read for moments, for categories and for bins; the current ones for
/// moments and for bins; identities and times of arrival once; samples of both for how columns go together; prediction and label columns once for performance. Everything
/// else works on summaries.
package struct CheckEvaluation: Sendable {
    /// More windows than this make no readable report.
    static let windowLimit = 2_000

    let store: any Store
    let options: CheckOptions

    package init(store: any Store, options: CheckOptions) {
        self.store = store
        self.options = options
    }

    /// - Parameter progress: told what is being done, in a few words.
    /// - Throws: `EvaluationError` for data that cannot be compared, `StoreError` from the engine.
    package func report(
        on input: CheckInput, progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> CheckReport {
        var (report, cause) = try await alerted(on: input, progress: progress)
        if report.alerts.contains(where: { $0.severity >= .warning }) { progress("looking for the cause") }
        report.diagnosis = try await cause.diagnosis()
        return report
    }

    /// The report without its diagnosis, and what finds that.
    func alerted(on input: CheckInput, progress: @Sendable (String) -> Void) async throws -> (CheckReport, CauseSearch) {
        guard let baseline = input.baseline else {
            throw EvaluationError("there is nothing to compare with: give --reference, --training or --validation")
        }
        for (name, relation) in input.parts where relation.rowCount == 0 {
            throw EvaluationError("--\(name): \(relation.name) has no rows; give files with records")
        }
        progress("reading columns")
        let sample = try await store.sample(of: baseline, rows: TypeInference.sampleRows)
        var notes: [String] = []
        let schema: ModelSchema
        if let known = options.schema {
            schema = known
        } else {
            (schema, notes) = try await SchemaInference(store: store, settings: options.settings)
                .schema(reference: sample, labelled: input.references, current: input.current, actuals: input.actuals)
        }
        let watched = schema.watched.filter { column in
            baseline.column(column.name) != nil && input.current.column(column.name) != nil
        }
        guard !watched.isEmpty else {
            throw nothingShared(baseline, input.current)
        }

        try refuseUnknownSlices(in: input.current)
        let extent = try await extent(of: input.current, time: schema.column(.timestamp)?.name)
        let windowing = try windowing(for: input.current, schema: schema, extent: extent, notes: &notes)
        progress("measuring \(watched.count) columns of \(baseline.rowCount + input.current.rowCount) rows")
        var columns = try await ColumnEvaluation(store: store, rules: options.rules)
            .evaluate(watched, baseline: baseline, sample: sample, current: input.current, windowing: windowing,
                time: schema.column(.timestamp)?.name)
        var frame = columns.frame
        guard frame.keys.count <= Self.windowLimit else {
            throw EvaluationError("\(frame.keys.count) windows are too many; \(options.audience.fewerWindows)")
        }

        // Trees are grown while the engine counts.
        let (timelines, timeBound) = (columns.timelines, columns.timeBound)
        async let related = relationChanges(baseline, input.current, schema, timelines, leftOut: timeBound)
        progress("joining labels")
        var performance = try await PerformanceEvaluation(
            store: store, rules: options.rules, schema: schema, labelsWithin: options.labelsWithin, audience: options.audience
        ).evaluate(input, baseline: baseline, windowing: windowing, frame: &frame, notes: &notes)

        let arrivals = try await Arrivals(store, schema, baseline: baseline, current: input.current)
        let lag = arrivals.map { RecordLag.usual($0, notes: &notes) } ?? 0
        var raised = BudgetedAlerts(performance: performance.losses)
        var peerEstimates: [EstimatedMetricReport]?
        if let rules = options.rules as? PeerRules {
            progress("judging as \(rules.peer.title) does")
            let peer = PeerEvaluation(
                store: store, rules: rules, types: options.settings.types, baseline: baseline, current: input.current, windowing: windowing,
                frame: frame)
            let alerts = PeerAlerts(peer: rules.peer, windows: frame.windows, recordLag: lag, replay: performance.replay)
            (raised, peerEstimates) = try await peer.judge(&columns, &performance.metrics, watched, schema, alerts, notes: &notes)
        }
        if let rules = options.rules as? BudgetRules {
            progress("looking for changes")
            if let timelines = columns.timelines {
                raised.outcomes = try await outcomes(input, baseline, schema, columns.plans, timelines, performance, frame.windows)
                let found = try ColumnDetection(budget: rules.forColumns).changes(columns.plans, timelines)
                let changes = ChangeAlerts(windows: frame.windows, recordLag: lag)
                let alerts = changes.alerts(of: found)
                ChangeAlerts.mark(&columns.features, &columns.quality, by: alerts)
                raised.columns = alerts
                raised.disagreements = try await disagreements(input, baseline, schema, timelines, changes)
                // Training data are often a selection; their volume says nothing about production's.
                if baseline != input.training {
                    raised.volume = VolumeScan(budget: rules.forVolume, bucket: timelines.bucket)
                        .findings(baseline: timelines.baseline.volume(), current: timelines.current.volume())
                        .map(VolumeAlerts(windows: frame.windows, recordLag: lag).alerts)
                }
            } else {
                notes.append("The reference has no seven days with times: columns are judged by fixed limits, not within an alert budget.")
            }
        }

        if !options.settings.slices.isEmpty { progress("following slices") }
        let followed = try await followedSlices(
            input, baseline: baseline, performance: performance, windowing: windowing, frame: frame, notes: &notes)
        var slices = followed.map { figures in
            figures.report(options.rules, among: followed.count) { performance.replay.isIncomplete(windowEnding: frame.windows[$0].end) }
        }
        try judge(&slices, followed, windowing: windowing, windows: frame.windows, replay: performance.replay, in: &raised)

        progress("checking records")
        var quality = columns.quality + performance.quality
        quality += try await recordQuality(
            input, baseline: baseline, schema: schema, windowing: windowing, frame: frame, features: columns.features)
        if let volume = raised.volume { VolumeAlerts.mark(&quality, by: volume) }
        if let timelines = columns.timelines {
            raised.repeats = try await repeats(
                input, baseline, schema, watched, timelines, ChangeAlerts(windows: frame.windows, recordLag: lag), &quality)
        }
        if let late = arrivals.flatMap({ lateness($0, windows: frame.windows) }) {
            raised.arrivals = late.alerts
            quality.append(late.report)
        }

        let proxies = try await proxies(
            schema, baseline: baseline, current: input.current, windowing: windowing, frame: frame, beside: performance.metrics, notes: &notes)

        var estimated: [EstimatedMetricReport]
        var estimatedWindows: EstimatedWindows?
        if let peerEstimates {
            estimated = peerEstimates
        } else {
            progress("estimating performance without labels")
            var estimates = try await EstimationEvaluation(store: store, rules: options.rules, schema: schema).evaluate(
                input, baseline: baseline, reference: performance.referenceOfAllLabels, windowing: windowing, frame: frame,
                realized: performance.realized, quality: columns.quality, recordLag: lag)
            estimates.tellOnce(after: (raised.performance ?? []) + (raised.outcomes ?? []) + (raised.slices ?? []))
            raised.estimates = estimates.alerts
            estimated = estimates.metrics
            if estimates.metrics.isEmpty, schema.lacksPredictedClass {
                notes.append("Performance is not estimated without labels: of several classes that needs the predicted class beside the classes' scores.")
            }
            estimatedWindows = estimates.windows
        }
        if options.multivariate { progress("looking at several columns at once") }
        let several = try await multivariate(
            schema, baseline: baseline, current: input.current, windowing: windowing, frame: frame, estimated: estimatedWindows, recordLag: lag,
            notes: &notes)
        raised.multivariate = several?.alerts
        estimated += several?.estimates ?? []

        let found = try await related
        if let found {
            raised.relations = relationAlerts(found, ChangeAlerts(windows: frame.windows, recordLag: lag), beside: raised.columns ?? [], &columns.features, notes: &notes)
        }
        let alerts = Alerts(windows: frame.windows, recordLag: lag, replay: performance.replay).alerts(
            features: columns.features, quality: quality, performance: performance.metrics, slices: slices, raised: raised)
        let sources = try await sources(of: input, schema: schema, currentExtent: extent)
        let report = CheckReport(
            assayVersion: options.version, rules: options.rules.name,
            verdict: alerts.map(\.severity).max() ?? .ok, model: try await describe(schema, in: input),
            sources: sources, granularity: windowing.granularity.description, windows: frame.windows, alerts: alerts,
            diagnosis: Diagnosis(failureMode: FailureMode.none.rawValue, rankedFeatures: [], advice: []), features: columns.features.sorted(by: moreMoved),
            performance: performance.metrics, slices: slices, estimatedPerformance: estimated, quality: quality.sorted { $0.severity > $1.severity },
            proxies: proxies, multivariate: several?.report, notes: notes)
        return (report, cause(of: alerts, input, baseline: baseline, schema: schema, columns: columns, timeBound: timeBound, windows: frame.windows, mayHaveParted: found?.mayHaveParted ?? true))
    }

    private func cause(
        of alerts: [Alert], _ input: CheckInput, baseline: Relation, schema: ModelSchema, columns: ColumnEvaluation.Outcome, timeBound: Set<String>,
        windows: [WindowReport], mayHaveParted: Bool
    ) -> CauseSearch {
        CauseSearch(
            root: RootCause(
                store: store, schema: schema, version: options.version, timeBound: timeBound, decomposes: options.decomposes,
                tellsHypotheses: options.tellsHypotheses, mayHaveParted: mayHaveParted), alerts: alerts, baseline: baseline, current: input.current, actuals: input.actuals, windows: windows,
            moved: columns.features.filter { $0.role == ColumnRole.feature.name && $0.movedBeyondChance > 0 }
                .sorted { ($0.movedBeyondChance, $1.name) > ($1.movedBeyondChance, $0.name) }.map(\.name))
    }

    /// Records that come later than usual; `nil` without an alert budget, and where nothing tells what is usual.
    private func lateness(_ arrivals: Arrivals, windows: [WindowReport]) -> (alerts: [Alert], report: QualityReport)? {
        guard let rules = options.rules as? BudgetRules,
            let outcome = ArrivalDetection(budget: rules.forArrivals).outcome(arrivals)
        else { return nil }
        // Its hours are those of arrival, so there is nothing to wait for.
        let alerts = ChangeAlerts(windows: windows, recordLag: 0).alerts(of: outcome.changes)
        var report = outcome.report
        report.severity = alerts.map(\.severity).max() ?? .ok
        return (alerts, report)
    }

    private func nothingShared(_ baseline: Relation, _ current: Relation) -> EvaluationError {
        func list(_ relation: Relation) -> String {
            relation.columns.map(\.name).prefix(10).joined(separator: ", ")
        }
        return EvaluationError(
            "no columns to compare in common: \(baseline.name) has \(list(baseline)); \(current.name) has \(list(current)); "
                + options.audience.sharedColumns(baseline, current))
    }

    private func moreMoved(_ left: FeatureReport, _ right: FeatureReport) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        return (left.drift.first?.overall?.value ?? 0) > (right.drift.first?.overall?.value ?? 0)
    }

    /// The windows: as set, else days, hours for less than three days, weeks for more than 200, and tenths of the rows
    /// where records have no time.
    private func windowing(
        for current: Relation, schema: ModelSchema, extent: RecordExtent?, notes: inout [String]
    ) throws -> Windowing {
        let time = schema.column(.timestamp).flatMap { current.column($0.name) == nil ? nil : $0.name }
        if let granularity = options.granularity {
            if granularity.bucket != nil, time == nil {
                throw EvaluationError(
                    "windows by \(granularity) need a time, and no column is known as one; name it with --column timestamp=NAME, or use --by rows:N")
            }
            return Windowing(granularity, timeColumn: time)
        }
        if let peer = options.rules as? PeerRules,
            let windowing = peer.windowing(rows: current.rowCount, time: extent == nil ? nil : time)
        {
            return windowing
        }
        let tenth = Windowing.stretches(10, of: current, inOrderOf: nil)
        guard let time else {
            notes.append("No column is known as the event time: windows are tenths of the rows, in their order.")
            return tenth
        }
        guard let extent else {
            notes.append("No value of '\(time)' can be read as a time: windows are tenths of the rows, in their order.")
            return tenth
        }
        if extent.far > 0, let example = extent.example {
            notes.append(
                "Times far from all others: \(extent.far == 1 ? "1 record has" : "\(extent.far) records have") a '\(time)' such as \(example.description); "
                    + "these are not looked at for changes over time.")
        }
        let days = Double(extent.dense.upperBound.microseconds - extent.dense.lowerBound.microseconds) / 86_400e6
        return Windowing(days < 3 ? .hour : days > 200 ? .week : .day, timeColumn: time)
    }

    /// `nil` when the relation has no such column, or no time in it.
    private func extent(of relation: Relation, time: String?) async throws -> RecordExtent? {
        guard let time, relation.column(time) != nil else { return nil }
        return try await RecordExtent(store, of: relation, time: time)
    }

    private func sources(
        of input: CheckInput, schema: ModelSchema, currentExtent: RecordExtent?
    ) async throws -> [DataSource] {
        var result: [DataSource] = []
        for (name, relation) in input.parts {
            var extent = currentExtent
            if name != "current" {
                let role: ColumnRole = name == "actuals" ? .actualTimestamp : .timestamp
                extent = try await self.extent(of: relation, time: schema.column(role)?.name)
            }
            result.append(
                DataSource(
                    part: name, files: input.files[name] ?? [relation.name], rows: relation.rowCount,
                    start: extent?.all.lowerBound, end: extent?.all.upperBound))
        }
        return result
    }

    private func describe(_ schema: ModelSchema, in input: CheckInput) async throws -> ModelDescription {
        var versions: [String] = []
        if let column = schema.column(.modelVersion)?.name, input.current.column(column) != nil {
            versions = try await store.categories(
                of: [CountedColumn(column, .categorical)], in: input.current, limit: 20
            )[0].entries.map(\.value)
        }
        return ModelDescription(
            name: schema.modelName, task: schema.task, versions: versions, positiveClass: schema.positiveClass,
            classes: schema.classes, decisionThreshold: schema.decisionThreshold,
            columns: schema.columns.map { column in
                var role = column.role.name
                if case .classScore(let name) = column.role { role += ":" + name }
                return .init(name: column.name, role: role, type: column.type, origin: column.origin)
            })
    }
}

extension FeatureReport {
    /// How far all current records lie from the reference, in squares of the distance that is judged and for each of them, beyond what chance makes of it.
    fileprivate var movedBeyondChance: Double {
        guard let point = drift.first?.overall else { return 0 }
        let expected = point.expected ?? 0
        return Double(point.count) * (point.value * point.value - expected * expected)
    }
}
