package import Domain
internal import Statistics
package import Store

/// Versions of a model on the same records: who is better, how sure that is, and what is still missing.
package struct ComparisonEvaluation: Sendable {
    let store: any Store
    let options: ComparisonOptions

    package init(store: any Store, options: ComparisonOptions) {
        self.store = store
        self.options = options
    }

    /// - Throws: `EvaluationError` for data that cannot be compared, `StoreError` from the engine.
    package func report(on input: ComparisonInput, progress: @Sendable (String) -> Void = { _ in }) async throws -> ComparisonReport {
        for (name, relation) in [("current", input.current), ("candidate", input.candidates)] where relation.rowCount == 0 {
            throw EvaluationError("--\(name): \(relation.name) has no rows; give files with records")
        }
        progress("reading columns")
        let sample = try await store.sample(of: input.current, rows: TypeInference.sampleRows)
        let labelled = [input.actuals, input.current].compactMap(\.self)
        let (schema, notes) = try await SchemaInference(store: store, settings: options.settings)
            .schema(reference: sample, labelled: labelled, current: input.current, actuals: input.actuals)
        return try await report(on: input, schema: schema, notes: notes, progress: progress)
    }

    /// - Parameters:
    ///   - schema: of all versions' records.
    ///   - notes: what the reader should know of how that came about.
    package func report(
        on input: ComparisonInput, schema: ModelSchema, notes: [String], progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> ComparisonReport {
        var (schema, notes) = (schema, notes)
        if schema.task == .regression { schema.classes = [] }
        let versions = try await ComparedVersions.find(in: input, schema: schema, baseline: options.baseline, store: store, notes: &notes)
        progress("pairing \(versions.names.count) versions")
        let slices = options.slices + options.protected.map(\.slice)
        let attributes = try await ProtectedAttributes(options.fairness, of: input.current, store: store, notes: &notes)
        let pairs = try await store.versions(
            VersionsQuery(
                versions: versions.queries, identity: schema.column(.predictionID)?.name ?? "",
                time: schema.column(.timestamp).flatMap { input.current.column($0.name) == nil ? nil : $0.name },
                slices: slices + attributes.slices))
        guard !pairs.actuals.isEmpty else { throw nothing(pairs, versions.names) }
        let rows = ComparedRows(task: schema.task, pairs: pairs, classCount: schema.classes.count, costs: options.costs)
        progress("comparing on \(rows.count) records")
        let metrics = rows.metrics()
        let deciding = try decidingMetric(among: metrics, schema.task)
        let fairness = try fairness(rows, versions, attributes, firstSlice: slices.count)
        var report = report(rows, versions, slices, metrics, deciding, notes)
        report.fairness = fairness
        return report
    }

    private func nothing(_ pairs: VersionsRows, _ names: [String]) -> EvaluationError {
        let what = pairs.predictedByAll == 0
            ? "none of the \(pairs.records) records has a prediction of each of \(names.joined(separator: ", "))"
            : "of the \(pairs.predictedByAll) records that all versions predicted, none has a known ground truth"
        return EvaluationError("\(what); see that the identities of production, candidates and ground truth are of the same predictions")
    }

    private func fairness(
        _ rows: ComparedRows, _ versions: ComparedVersions, _ attributes: ProtectedAttributes, firstSlice: Int
    ) throws -> [FairnessReport] {
        guard !attributes.attributes.isEmpty else { return [] }
        let confidence = Confidence(level: 1 - options.alpha, z: StandardNormal.upperQuantile(options.alpha / 2))
        let fairness = Fairness(rows: rows, attributes: attributes, firstSlice: firstSlice, confidence: confidence)
        let order = [versions.baseline] + versions.names.indices.filter { $0 != versions.baseline }
        let reports = order.flatMap { fairness.reports(of: $0, name: versions.names[$0]) }
        guard !reports.isEmpty else {
            throw EvaluationError("--fairness: parities are of decisions between two classes, which these predictions are not; leave it out")
        }
        return reports
    }

    private func decidingMetric(among metrics: [ComparedMetric], _ task: ModelTask) throws -> ComparedMetric {
        let able = metrics.filter(\.canDecide)
        if let metric = options.metric {
            guard able.contains(metric) else {
                throw EvaluationError(
                    "--metric: \(metric.rawValue) cannot be had of these predictions, or cannot decide; use "
                        + able.map(\.rawValue).joined(separator: ", "))
            }
            return metric
        }
        let preferred: [ComparedMetric] = task == .regression ? [.mae] : options.costs == nil ? [.logLoss, .accuracy, .rocAUC] : [.cost]
        guard let metric = preferred.first(where: able.contains) else {
            throw EvaluationError("versions have no kind of prediction in common; each needs scores, or each predicted labels")
        }
        return metric
    }

    private func report(
        _ rows: ComparedRows, _ versions: ComparedVersions, _ slices: [Slice], _ metrics: [ComparedMetric], _ deciding: ComparedMetric,
        _ notes: [String]
    ) -> ComparisonReport {
        let others = versions.names.indices.filter { $0 != versions.baseline }
        // One chance of error for all candidates together.
        let sequence = ConfidenceSequence(alpha: options.alpha / Double(others.count), tightestAt: options.tightestAt)
        let upper = options.power.map { ConfidenceSequence(alpha: 1 - $0, tightestAt: options.tightestAt) } ?? sequence
        let decision = CandidateDecision(
            rows: rows, metric: deciding, sequence: sequence, upper: upper, options: options, baseline: versions.baseline)
        let differences = MetricDifferences(rows: rows, metrics: metrics, alpha: options.alpha)
        let candidates = others.map { version in
            let parts = [nil] + slices.enumerated().map { ($1.description, $0) }
            return decision.candidate(
                version, name: versions.names[version],
                differences: parts.flatMap { differences.differences(of: version, less: versions.baseline, slice: $0) })
        }
        let pairing = ComparisonReport.Pairing(
            records: rows.pairs.records, predictedByAll: rows.pairs.predictedByAll, unknownClass: rows.pairs.unknownClass,
            labelled: rows.count, start: rows.time(0), end: rows.time(rows.count - 1))
        let order = [versions.baseline] + others
        return ComparisonReport(
            assayVersion: options.version, task: rows.task, metric: deciding.rawValue, higherIsBetter: deciding.higherIsBetter,
            alpha: options.alpha, baseline: versions.names[versions.baseline],
            verdict: verdict(on: candidates, rows, versions, deciding, differences), pairing: pairing,
            versions: order.map { version in
                .init(
                    name: versions.names[version], isBaseline: version == versions.baseline, metrics: differences.values(of: version),
                    calibration: metrics.contains(.expectedCalibrationError) ? calibration(rows, version) : nil)
            },
            candidates: candidates, choice: choice(rows, versions.names, slices, deciding), notes: notes)
    }

    /// On all candidates: the best of those to be promoted; the baseline when none can become one.
    private func verdict(
        on candidates: [ComparisonReport.Candidate], _ rows: ComparedRows, _ versions: ComparedVersions, _ deciding: ComparedMetric,
        _ differences: MetricDifferences
    ) -> ComparisonReport.Verdict {
        let baseline = versions.names[versions.baseline]
        let able = candidates.filter { $0.verdict.decision == .promote }.sorted { $0.sequence.current.improvement > $1.sequence.current.improvement }
        if let best = able.first {
            var verdict = best.verdict
            if able.count > 1 { verdict.reason += Self.lead(of: best.version, before: able[1].version, versions, deciding, differences) }
            return verdict
        }
        let open = candidates.filter { $0.verdict.decision == .notYet }
        guard !open.isEmpty else {
            return .init(
                .keep, version: baseline, contrary: candidates.count == 1 ? candidates[0].verdict.contrary : [],
                reason: candidates.count == 1 ? candidates[0].verdict.reason : "No candidate is better: see each of them.")
        }
        let soonest = open.min { ($0.verdict.moreLabels ?? .max) < ($1.verdict.moreLabels ?? .max) }
        return .init(
            .notYet, moreLabels: soonest?.verdict.moreLabels, expectedBy: soonest?.verdict.expectedBy,
            reason: open.count == 1 ? open[0].verdict.reason : "\(open.count) candidates are undecided; \(soonest?.version ?? "") is closest.")
    }

    /// How far the first of several that may be promoted is ahead of the second, and whether that may be chance.
    private static func lead(
        of best: String, before second: String, _ versions: ComparedVersions, _ metric: ComparedMetric, _ differences: MetricDifferences
    ) -> String {
        guard let one = versions.names.firstIndex(of: best), let other = versions.names.firstIndex(of: second),
            let found = differences.differences(of: one, less: other, slice: nil).first(where: { $0.metric == metric.rawValue }),
            let lower = found.lower, let upper = found.upper
        else { return "" }
        let sign = metric.higherIsBetter ? 1.0 : -1.0
        let bounds = [sign * lower, sign * upper].sorted()
        let figures = [sign * found.difference, bounds[0], bounds[1]].map { $0.short }
        return " \(second) may be promoted, too; \(best) is ahead of it by \(figures[0]) (interval \(figures[1]) to \(figures[2]))"
            + (bounds[0] > 0 ? "." : ", which may be chance.")
    }

    private func calibration(_ rows: ComparedRows, _ version: Int) -> ComparisonReport.Calibration? {
        let all = Array(0..<rows.count)
        let points = zip(rows.scores(of: version, all), rows.isPositive(all)).map { score, isPositive in
            ScoreHistogram.Point(
                score: score, positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1, positiveScoreSum: isPositive ? score : 0,
                negativeScoreSum: isPositive ? 0 : score)
        }
        let histogram = ScoreHistogram(points: points, isExact: true)
        let binning = MetricOptions().calibration
        guard let error = histogram.expectedCalibrationError(binning)?.value else { return nil }
        return .init(
            expectedCalibrationError: error, byChance: histogram.expectedCalibrationErrorByChance(binning),
            meanScore: Moments(rows.scores(of: version, all)).mean, positiveRate: Double(histogram.positives) / Double(rows.count),
            bins: histogram.reliabilityCurve(binning).map { .init(count: $0.count, meanScore: $0.meanScore, positiveRate: $0.positiveRate.value) })
    }

    private func choice(
        _ rows: ComparedRows, _ names: [String], _ slices: [Slice], _ metric: ComparedMetric
    ) -> ComparisonReport.Choice? {
        guard metric.isMean, !slices.isEmpty else { return nil }
        let sign = metric.higherIsBetter ? 1.0 : -1.0
        return SliceChoice(
            names: names, gains: names.indices.map { rows.values(metric, of: $0).map { sign * $0 } },
            groups: SliceChoice.groups(rows.pairs.membership, slices: slices.count), slices: slices.map(\.description) + [nil], alpha: options.alpha
        ).choice()
    }
}
