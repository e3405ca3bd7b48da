internal import Domain
internal import Statistics
package import Store
internal import Trees

/// Why a metric changed: what caused it, in which columns and slices, what began when, and which records to look at.
///
/// The records are checked first (`CheckEvaluation`): its alerts say since when. Then up to `rowLimit` records of both windows are read with their
/// cells, predictions and ground truth, and their change is taken apart (`ChangeDecomposition`).
package struct ExplanationEvaluation: Sendable {
    let store: any LabelledRowsStore
    let options: ExplanationOptions

    /// Fewer records with known ground truth than this, in either window, and what is to be expected is explained in its place.
    private static let leastLabels = 200

    package init(store: any LabelledRowsStore, options: ExplanationOptions) {
        self.store = store
        self.options = options
    }

    /// - Parameter progress: told what is being done, in a few words.
    /// - Throws: `EvaluationError` for data that cannot be explained, `StoreError` from the engine.
    package func explanation(of input: CheckInput, progress: @Sendable (String) -> Void = { _ in }) async throws -> Explanation {
        var own = options.check
        own.decomposes = false
        let (check, cause) = try await CheckEvaluation(store: store, options: own).alerted(on: input, progress: progress)
        guard let baseline = input.baseline else { throw EvaluationError("there is nothing to compare with: give --reference, --training or --validation") }
        let schema = cause.root.schema
        var notes: [String] = []
        let onset = options.span == nil ? ChangeTimeline.onset(check.alerts) : nil
        if let onset {
            notes.append("The window is all records since \(onset.time), when \(onset.alert.feature.map { "'\($0)'" } ?? onset.alert.signal) most likely began to change.")
        } else if options.span == nil {
            notes.append("No alert says when anything changed: the window is all current records.")
        }
        let told = notes
        // The cause is looked for while records are read and trees grow.
        return try await beside({ try await cause.diagnosis() }) { diagnosis in
            progress("reading records")
            let windows = try await ExplanationWindows(store: store, schema: schema, input: input, baseline: baseline, options: options)
                .read(since: onset?.time)
            progress("taking the change apart")
            do {
                return try await explanation(windows, check, (cause, diagnosis), schema, input, told)
            } catch let error as TreeError {
                throw EvaluationError("the change cannot be taken apart: \(error)")
            }
        }
    }

    private var audience: Audience { options.check.audience }

    private func explanation(
        _ windows: ExplanationWindows.Read, _ check: CheckReport, _ cause: (search: CauseSearch, diagnosis: Task<Diagnosis, any Error>), _ schema: ModelSchema,
        _ input: CheckInput, _ notes: [String]
    ) async throws -> Explanation {
        var notes = notes
        let (labelsBefore, labelsAfter) = (windows.parts.before.labelled, windows.parts.after.labelled)
        let hasLabels = min(labelsBefore, labelsAfter) >= Self.leastLabels
        let metric = try DecompositionMetric(
            options.metric, task: schema.task, costs: options.costs, windows: [windows.before, windows.after], hasLabels: hasLabels, audience: audience)
        if options.retrainingCost != nil, ![.cost, .accuracy, .mae, .mse].contains(metric.metric) {
            let costs = "\(audience.option("false-positive-cost")) and \(audience.option("false-negative-cost"))"
            throw EvaluationError(
                "\(audience.option("retraining-cost")): a cost cannot be held against \(metric.metric.rawValue); "
                    + "give \(costs), or \(audience.option("metric")) "
                    + (schema.task == .regression ? "mae" : "accuracy, whose unit is a wrong decision"))
        }
        let (before, after) = try await values(windows, metric, schema, hasLabels)
        guard min(before.count, after.count) >= 30 else {
            throw EvaluationError(
                "there are \(before.count) and \(after.count) records with \(metric.metric.rawValue) before and after: at least 30 each are needed")
        }
        let basis: ExplanationReport.Basis = !hasLabels ? .expected : labelsAfter < windows.after.count ? .partialLabels : .labels
        notes += Self.notes(windows, basis, metric, baselineIsTraining: options.against == nil && input.validation == nil && input.reference == nil)
        let (left, calendar) = try await leavingOutCalendar(windows)
        let measured = Measured(windows: left, metric: metric, before: before, after: after, basis: basis, hasLabels: hasLabels)
        guard !calendar.isEmpty else { return try await takenApart(measured, check, cause.diagnosis, schema, input, notes) }
        notes.append(
            "Left out, because they tell when a record was made, in which all windows differ: \(calendar.map { "'\($0)'" }.joined(separator: ", ")).")
        let told = notes
        // They are no evidence of a failure either: it is looked for anew.
        cause.diagnosis.cancel()
        let search = cause.search.leavingOut(calendar)
        return try await beside({ try await search.diagnosis() }) { try await takenApart(measured, check, $0, schema, input, told) }
    }

    /// Both windows, with what their change is taken apart by.
    private struct Measured {
        /// Without columns that tell the time.
        let windows: ExplanationWindows.Read
        let metric: DecompositionMetric
        let before, after: DecompositionWindow
        let basis: ExplanationReport.Basis
        let hasLabels: Bool
    }

    private func takenApart(
        _ measured: Measured, _ check: CheckReport, _ search: Task<Diagnosis, any Error>, _ schema: ModelSchema, _ input: CheckInput, _ told: [String]
    ) async throws -> Explanation {
        var notes = told
        let (windows, metric, before, after) = (measured.windows, measured.metric, measured.before, measured.after)
        let (basis, hasLabels) = (measured.basis, measured.hasLabels)
        let features = windows.columns.filter(\.isFeature)
        let broken = DecompositionBrokenRows(before: windows.before, after: windows.after, columns: windows.columns.map(\.place))
        let slicing = ContributionSlices(windows.columns.map { ($0.place, $0.stored) }, before: before, after: after)
        let rows = try await TreeRunner().run {
            try RowDecomposition(
                metric, before, after, features: features.map { ($0.place, $0.column) }, broken: broken, classCount: max(2, schema.classes.count),
                hasLabels: hasLabels, sliced: slicing.columns)
        }
        guard let rows else { throw EvaluationError("\(metric.metric.rawValue) does not exist in one of the windows: both need records of both classes") }
        let (learned, decomposition) = (rows.learned, rows.decomposition)

        let baselineVersions = Set(windows.before.versions.compactMap(\.self))
        let timeline = try await ChangeTimeline(store: store).events(check, schema: schema, current: input.current, baselineVersions: baselineVersions)
        let story = ExplanationStory(metric: metric, decomposition: decomposition, learned: learned, broken: broken, windows: windows, schema: schema)
        let guilty = story.guilty(slicing, broken: rows.isBroken, after)
        let examples = CohortExamples(
            schema: schema, metric: metric,
            columns: features.enumerated().map { ($1.place, $1.column.name, max(0.02, learned.use[$0])) }
                .sorted { $0.2 > $1.2 }.prefix(8).map { (place: $0.0, name: $0.1, weight: $0.2) },
            identity: windows.identity
        ).examples(guilty.rows, of: after, training: windows.training)
        let cohort = cohort(guilty, after, windows, schema, input)
        let decomposed = DecomposedChange(decomposition, of: metric.metric)
        let known = try await search.value
        var diagnosis = decomposed.told(in: known)
        let (retraining, advice) = try await retraining(windows, metric, after, guilty, cohort, schema, known, hasLabels: hasLabels)
        diagnosis.advice += advice
        if hasLabels, windows.training == nil {
            notes.append(
                "What training again would bring is not known: \(audience == .files ? "give --training" : "send records of training") with the columns, "
                    + "predictions and ground truth that the model learned from.")
        }
        let report = ExplanationReport(
            assayVersion: options.check.version, model: schema.modelName, task: schema.task, metric: metric.metric.rawValue,
            higherIsBetter: metric.metric.higherIsBetter, basis: basis, before: windows.parts.before, after: windows.parts.after,
            change: story.change, parts: story.parts, sharedMass: decomposition.sharedMass, features: story.features, everywhere: learned.contributions?.everywhere ?? 0,
            slices: metric.kernel == .mean ? story.slices(slicing) : [], timeline: timeline, cohort: guilty.name, examples: examples, cost: story.cost,
            retraining: retraining, alerts: check.alerts.count, diagnosis: diagnosis, notes: notes + story.notes + check.notes)
        return Explanation(report: report, cohort: cohort)
    }

    /// What training again on the cohort would bring, and what to say of it.
    private func retraining(
        _ windows: ExplanationWindows.Read, _ metric: DecompositionMetric, _ after: DecompositionWindow, _ guilty: ExplanationStory.Guilty,
        _ cohort: GuiltyCohort, _ schema: ModelSchema, _ diagnosis: Diagnosis, hasLabels: Bool
    ) async throws -> (ExplanationReport.Retraining?, [String]) {
        guard hasLabels else { return (nil, []) }
        let plan = RetrainingPlan(
            windows: windows, schema: schema, after: after, guilty: guilty, cohort: cohort, mode: diagnosis.failureMode.flatMap(FailureMode.init),
            cost: options.retrainingCost, audience: audience)
        guard let retraining = try await TreeRunner().run({ try plan.retraining(metric) }) else { return (nil, []) }
        let higherIsBetter = ComparedMetric(rawValue: retraining.metric)?.higherIsBetter ?? metric.metric.higherIsBetter
        return (retraining, plan.advice(retraining, higherIsBetter))
    }

    /// Without columns that tell the time, and which these were.
    private func leavingOutCalendar(_ windows: ExplanationWindows.Read) async throws -> (ExplanationWindows.Read, names: [String]) {
        let (columns, before, after) = (windows.columns, windows.before, windows.after)
        let places = try await TreeRunner().run {
            let tables = DecompositionTables(columns.map { ($0.place, $0.column) }, before: before, after: after)
            return try DecompositionCalendar.places(in: tables.before, times: before.times)
        }
        var left = windows
        left.columns = columns.indices.filter { !places.contains($0) }.map { columns[$0] }
        guard left.columns.contains(where: \.isFeature) else { return (windows, []) }
        return (left, places.sorted().map { columns[$0].column.name })
    }

    /// What each record adds to the metric, or may be expected to.
    private func values(
        _ windows: ExplanationWindows.Read, _ metric: DecompositionMetric, _ schema: ModelSchema, _ hasLabels: Bool
    ) async throws -> (DecompositionWindow, DecompositionWindow) {
        if hasLabels { return (DecompositionWindow(labelled: windows.before, metric), DecompositionWindow(labelled: windows.after, metric)) }
        guard windows.parts.before.labelled >= Self.leastLabels else {
            throw EvaluationError(
                "of the records before only \(windows.parts.before.labelled) have a known ground truth, and of those after \(windows.parts.after.labelled): "
                    + "at least \(Self.leastLabels) before are needed; \(audience.moreLabels)")
        }
        if let expected = ExpectedValues(metric, learned: windows.before, classCount: schema.classes.count) {
            return (
                DecompositionWindow(windows.before) { expected.value(windows.before, $0) }, DecompositionWindow(windows.after) { expected.value(windows.after, $0) }
            )
        }
        guard metric.task == .regression else {
            throw EvaluationError("nothing can be learned from the records before of what predictions mean: their ground truth is of one class only")
        }
        let columns = windows.columns.filter(\.isFeature).map { ($0.place, $0.column) }
        let expected = try await TreeRunner().run { try ExpectedErrors(metric, columns, before: windows.before, after: windows.after) }
        return (DecompositionWindow(windows.before) { expected.before[$0] }, DecompositionWindow(windows.after) { expected.after[$0] })
    }

    private static func notes(
        _ windows: ExplanationWindows.Read, _ basis: ExplanationReport.Basis, _ metric: DecompositionMetric, baselineIsTraining: Bool
    ) -> [String] {
        var notes: [String] = []
        for (name, window) in [("before", windows.parts.before), ("after", windows.parts.after)] where window.read < window.records {
            notes.append("Of the \(window.records) records \(name), \(window.read) are looked at, chosen evenly.")
        }
        switch basis {
        case .labels: break
        case .partialLabels:
            notes.append(
                "\(windows.parts.after.labelled) of \(windows.parts.after.read) records after have a known ground truth; each stands for others of about its score.")
        case .expected:
            notes.append(
                "Too few records have a known ground truth: \(metric.metric.rawValue) is what is to be expected by what predictions meant before. "
                    + "A changed relation of inputs and outcomes does not show in it.")
        }
        if baselineIsTraining { notes.append("Before are the records that the model learned from, which flatter it: part of the change is that.") }
        return notes
    }

    private func cohort(
        _ guilty: ExplanationStory.Guilty, _ after: DecompositionWindow, _ windows: ExplanationWindows.Read, _ schema: ModelSchema, _ input: CheckInput
    ) -> GuiltyCohort {
        let known = guilty.rows.filter { after.rows.actuals[$0].isFinite }
        let actuals = known.map { row -> String in
            let actual = after.rows.actuals[row]
            switch schema.task {
            case .regression: return "\(actual)"
            case .binary:
                let positive = schema.positiveClass ?? "1"
                return actual == 1 ? positive : schema.classes.first { $0 != positive } ?? "0"
            case .multiclass: return schema.classes[Int(actual)]
            }
        }
        return GuiltyCohort(
            slice: guilty.slice, records: windows.records, places: known.map { after.rows.places[$0] }, actuals: actuals,
            share: Double(guilty.rows.count) / Double(max(1, after.count)), actual: schema.column(.actual)?.name ?? "actual",
            training: input.training ?? input.reference)
    }
}

/// What predictions of numbers are to be expected to miss by, as trees learn it from records with ground truth.
struct ExpectedErrors: Sendable {
    let before: [Double]
    let after: [Double]

    init(_ metric: DecompositionMetric, _ columns: [(place: Int, column: CountedColumn)], before: LabelledRows, after: LabelledRows) throws {
        let tables = DecompositionTables(columns, before: before, after: after)
        func predictions(_ rows: LabelledRows) -> [(name: String, values: [Double])] { [(name: "\u{0}prediction", values: rows.predictions.decisions)] }
        let values = (0..<before.count).map { metric.value(before, $0, actual: before.actuals[$0]) }
        let folds = CrossFolds(before: before.count, after: after.count, count: CrossFolds.parts(of: before.count + after.count))
        let expected = try folds.predicted(
            tables.before.adding(predictions(before)), tables.after.adding(predictions(after)),
            labels: values.map { $0 ?? 0 } + Array(repeating: 0, count: after.count),
            weights: values.map { $0 == nil ? 0 : 1 } + Array(repeating: 0, count: after.count), DecompositionLearning.settings(.mean))
        (self.before, self.after) = (Array(expected.prefix(before.count)), Array(expected.dropFirst(before.count)))
    }
}
