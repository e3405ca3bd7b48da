internal import Domain
internal import Statistics
internal import Store

/// Performance without labels, window by window, with what speaks against believing it.
struct EstimationEvaluation {
    let store: any Store
    let rules: any Rules
    let schema: ModelSchema

    /// Bins of the reference's scores that estimates are made of.
    private static let bins = 500
    /// Share of a window's records, beyond the reference's own, that may have scores or values the reference hardly has.
    static let outsideLimit = 0.05
    /// Reported, in this order; the first five are judged.
    private static let metrics: [BinaryMetric] = [
        .rocAUC, .logLoss, .f1, .accuracy, .brierScore, .averagePrecision, .precision, .recall, .specificity, .positiveRate,
    ]

    struct Outcome {
        var metrics: [EstimatedMetricReport] = []
        /// `nil` where nothing is estimated or no alert budget is kept.
        var alerts: [Alert]?

        /// Leaves out what realised performance has proved as soon, and shows in the windows what is left.
        mutating func tellOnce(after realized: [Alert]) {
            guard let alerts else { return }
            let kept = EstimationScan.unproved(alerts, by: realized)
            self.alerts = kept
            for index in metrics.indices {
                let own = kept.filter { $0.signal == metrics[index].metric }
                metrics[index].severity = own.map(\.severity).max() ?? .ok
                for place in metrics[index].points.indices {
                    let window = metrics[index].points[place].window
                    metrics[index].points[place].severity = own.filter { $0.windows.contains(window) }.map(\.severity).max() ?? .ok
                }
            }
        }
    }

    /// - Parameters:
    ///   - realized: each window's labels, all that have come.
    ///   - quality: of the columns, for values that the reference has not.
    func evaluate(
        _ input: CheckInput, baseline: Relation, windowing: Windowing, frame: WindowFrame, realized: [PerformanceSummary?],
        quality: [QualityReport], recordLag: Int64
    ) async throws -> Outcome {
        let records = ScoredRecords(store: store, plan: PerformancePlan(schema: schema))
        guard let (labelled, decided) = try await records.reference(baseline), let scores = labelled.scores,
            let support = SupportCheck(reference: scores)
        else { return Outcome() }
        let pooling = ScorePooling(reference: scores, bins: Self.bins)
        var pooled = labelled
        pooled.scores = pooling.pooled(scores)
        // The anchor is the metric of the scores themselves, not of their bins.
        guard
            let estimator = PerformanceEstimator(
                reference: pooled, decisions: records.hasDecisions(input.current) ? decided.map(pooling.pooled) : nil,
                known: { labelled.estimate($0)?.value })
        else { return Outcome() }
        let answers = try await records.windows(input.current, by: windowing)
        let windows = frame.aligned(answers, key: \.key, \.scores)
        let pooledWindows = windows.map { $0.map(pooling.pooled) }
        let labels = frame.windows.indices.map { index -> ScoreHistogram? in
            guard realized.indices.contains(index), case .binary(let summary)? = realized[index] else { return nil }
            return summary.scores.map(pooling.pooled)
        }
        let backTest = try BackTest(estimator, windows: labels)
        let assumptions = windows.indices.map { index -> EstimatedMetricPoint.Assumption in
            assumption(index, windows[index], support, backTest, quality)
        }
        var outcome = Outcome()
        outcome.metrics = reports(estimator, pooledWindows, labels: labels, assumptions: assumptions)
        if let budget = (rules as? BudgetRules)?.forEstimates, let bucket = windowing.granularity.bucket {
            let scan = EstimationScan(budget: budget, unit: Double(bucket.length) / Double(TimeBucket.hour.length))
            let usable = zip(pooledWindows, assumptions).map { $1 == .holds ? $0 : nil }
            outcome.alerts = try scan.alerts(estimator, usable, windows: frame.windows, recordLag: recordLag)
        }
        return outcome
    }

    private func assumption(
        _ window: Int, _ scores: ScoreHistogram?, _ support: SupportCheck, _ backTest: BackTest, _ quality: [QualityReport]
    ) -> EstimatedMetricPoint.Assumption {
        if !backTest.holds(until: window) { return .contradicted }
        if let share = scores.flatMap(support.unsupportedShare(of:)), share.rate - support.referenceShare > Self.outsideLimit {
            return .unsupportedScores
        }
        let checks = [QualityCheck.outOfRangeRate.rawValue, QualityCheck.unseenRate.rawValue]
        let isOutside = quality.contains { report in
            checks.contains(report.check)
                && report.points.contains { $0.window == window && $0.value - (report.reference ?? 0) > Self.outsideLimit }
        }
        return isOutside ? .unsupportedFeatures : .holds
    }

    private func reports(
        _ estimator: PerformanceEstimator, _ windows: [ScoreHistogram?], labels: [ScoreHistogram?],
        assumptions: [EstimatedMetricPoint.Assumption]
    ) -> [EstimatedMetricReport] {
        var points: [BinaryMetric: [EstimatedMetricPoint]] = [:]
        var references: [BinaryMetric: Double] = [:]
        for (window, scores) in windows.enumerated() {
            guard let scores else { continue }
            let known = labels[window].flatMap {
                PostStratification(labelled: $0, all: scores, hasDecisions: estimator.hasDecisions)
            }
            for (metric, estimate) in estimator.estimates(Self.metrics, of: scores) {
                let label = known?.estimate(metric)
                references[metric] = estimate.reference
                points[metric, default: []].append(
                    EstimatedMetricPoint(
                        window: window, count: estimate.count, value: estimate.value, standardError: estimate.standardError,
                        lower: estimate.interval?.lower, upper: estimate.interval?.upper, assumption: assumptions[window],
                        realized: label?.value, realizedStandardError: label?.standardError,
                        labelled: labels[window].map { $0.positives + $0.negatives }))
            }
        }
        return Self.metrics.compactMap { metric in
            guard let reference = references[metric], let points = points[metric] else { return nil }
            return EstimatedMetricReport(
                metric: metric.rawValue, higherIsBetter: metric.descriptor.direction == .higherIsBetter, reference: reference,
                points: points)
        }
    }
}
