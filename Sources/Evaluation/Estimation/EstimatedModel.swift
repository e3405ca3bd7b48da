internal import Domain
internal import Statistics
internal import Store

/// An estimator for the model's task, with the reference's scores that windows are held against.
///
/// What it takes of a window is one histogram for a binary model and one for each class otherwise, those predicted positive, or to be of the class,
/// as positives.
struct EstimatedModel {
    private enum Estimator {
        case binary(PerformanceEstimator)
        case multiclass(MulticlassEstimator)
    }

    private let estimator: Estimator
    private let poolings: [ScorePooling]
    private let supports: [SupportCheck]
    /// With predicted classes: the reference by score and class, of several classes each against the rest, and by predicted class.
    private var classes: (labelled: [ScoreHistogram], confusion: ConfusionCounts)?

    /// Bins of the reference's scores that estimates are made of.
    private static let bins = 500

    /// - Parameter decisions: of the reference; `nil` where records have no predicted classes.
    init?(_ reference: PerformanceSummary, decisions: [ScoreHistogram]?) {
        var scores: [ScoreHistogram] = []
        switch reference {
        case .binary(let summary): scores = [summary.scores].compactMap(\.self)
        case .multiclass(let summary): scores = summary.oneVersusRest ?? []
        case .regression: break
        }
        supports = scores.compactMap(SupportCheck.init)
        let poolings = scores.map { ScorePooling(reference: $0, bins: Self.bins, halvesByClass: true) }
        guard !scores.isEmpty, supports.count == scores.count else { return nil }
        self.poolings = poolings
        switch reference {
        case .binary(let summary):
            var pooled = summary
            pooled.scores = poolings[0].pooled(scores[0])
            // The anchor is the metric of the scores themselves, not of their bins.
            guard
                let made = PerformanceEstimator(
                    reference: pooled, decisions: decisions?.first.map(poolings[0].pooled), known: { summary.estimate($0)?.value })
            else { return nil }
            estimator = .binary(made)
            if made.hasDecisions { classes = summary.confusion.map { (scores, $0.counts) } }
        case .multiclass(let summary):
            guard let decisions, let made = MulticlassEstimator(reference: summary, decisions: decisions, poolings: poolings) else { return nil }
            estimator = .multiclass(made)
            classes = (scores, summary.confusion)
        case .regression: return nil
        }
    }

    /// Reported, in this order.
    var metrics: [MetricDescriptor] {
        switch estimator {
        case .binary:
            [BinaryMetric.rocAUC, .logLoss, .f1, .accuracy, .brierScore, .averagePrecision, .precision, .recall, .specificity, .positiveRate]
                .map(\.descriptor)
        case .multiclass: [MulticlassMetric.rocAUC, .f1, .accuracy, .brierScore, .precision, .recall, .specificity].map(\.descriptor)
        }
    }

    /// Those that raise alerts, as realised ones do.
    var judged: [MetricDescriptor] { metrics.filter { ["roc_auc", "log_loss", "f1", "accuracy", "brier_score"].contains($0.name) } }

    /// A window's scores in the reference's bins.
    func pooled(_ scores: [ScoreHistogram]) -> [ScoreHistogram] { zip(poolings, scores).map { $0.pooled($1) } }

    /// - Parameters:
    ///   - window: pooled.
    ///   - shifts: of what scores mean, since the reference, for each class.
    func estimates(
        _ metrics: [MetricDescriptor], of window: [ScoreHistogram], after shifts: [CalibrationShift]? = nil
    ) -> [String: PerformanceEstimate] {
        var result: [String: PerformanceEstimate] = [:]
        switch estimator {
        case .binary(let estimator):
            guard let scores = window.first else { return [:] }
            for (metric, estimate) in estimator.estimates(
                metrics.compactMap { BinaryMetric(rawValue: $0.name) }, of: scores, after: shifts?.first)
            {
                result[metric.rawValue] = estimate
            }
        case .multiclass(let estimator):
            for (metric, estimate) in estimator.estimates(
                metrics.compactMap { MulticlassMetric(rawValue: $0.name) }, of: window, after: shifts)
            {
                result[metric.rawValue] = estimate
            }
        }
        return result
    }

    /// The share of a window's records, beyond the reference's own, with scores that the reference hardly has: of the class where it is largest.
    func unsupportedShare(_ window: [ScoreHistogram]) -> Double {
        zip(supports, window).compactMap { support, scores in
            support.unsupportedShare(of: scores).map { $0.rate - support.referenceShare }
        }.max() ?? 0
    }

    /// What the scores of each class mean in a window if only the classes' shares have changed, and whether its scores bear that out.
    ///
    /// Of several classes each is held against the rest, whose shares among themselves are taken to be as they were.
    ///
    /// - Parameter window: not pooled.
    /// - Returns: `nil` without predicted classes, and where a class has no records left.
    func classShift(of window: [ScoreHistogram]) -> (shifts: [CalibrationShift], fits: Bool)? {
        guard let classes, let first = window.first, window.count == classes.labelled.count else { return nil }
        let predicted = window.count == 1 ? [first.negatives, first.positives] : window.map(\.positives)
        guard let shift = LabelShift(reference: classes.confusion, predicted: predicted), shift.priors.allSatisfy({ $0 > 0 }) else { return nil }
        let own = window.count == 1 ? [shift] : window.indices.map(shift.oneVersusRest)
        var fits = true
        for (place, scores) in window.enumerated() {
            let labelled = classes.labelled[place]
            guard
                let fit = MixtureFit(
                    labelled: labelled, window: scores, positiveShare: own[place].priors[1],
                    bin: labelled.isExact && scores.isExact ? nil : { PerformancePlan.binned.group(of: $0) })
            else { return nil }
            fits = fits && (fit.pValue >= BackTest.level / Double(window.count) || fit.distance < Self.mixtureDistance)
        }
        return (own.map(CalibrationShift.classes), fits)
    }

    /// Fewer records with other scores than those of a mixture do no harm.
    private static let mixtureDistance = 0.05

    /// Whether the labels of windows up to each contradict its estimates.
    ///
    /// - Parameters:
    ///   - labels: of each window, pooled; `nil` for those without.
    ///   - shifts: of what scores mean in each window, for each class; `nil` for windows without an estimate. Left out: they mean what they did.
    func contradictions(_ labels: [[ScoreHistogram]?], after shifts: [[CalibrationShift]?]? = nil) throws -> [Bool] {
        let estimators: [PerformanceEstimator] =
            switch estimator {
            case .binary(let estimator): [estimator]
            case .multiclass(let estimator): estimator.oneVersusRest
            }
        let tests = try estimators.enumerated().map { index, estimator in
            func own<Value>(_ values: [[Value]?]) -> [Value?] { values.map { $0.flatMap { $0.indices.contains(index) ? $0[index] : nil } } }
            let shift = shifts.map(own) ?? []
            // What is not estimated is not compared.
            let windows = own(labels).enumerated().map { place, scores in shift.isEmpty || shift[place] != nil ? scores : nil }
            return try BackTest(estimator, windows: windows, after: shift, tests: estimators.count)
        }
        return labels.indices.map { window in tests.contains { !$0.holds(until: window) } }
    }

    /// The metrics of a window by the labels that have come, for all of its records; empty where labels are too few, or of several classes and not
    /// all there.
    func corrected(labels: [ScoreHistogram], all: [ScoreHistogram]) -> [String: MetricEstimate] {
        guard case .binary(let estimator) = estimator, let labels = labels.first, let all = all.first,
            let corrected = PostStratification(labelled: labels, all: all, hasDecisions: estimator.hasDecisions)
        else { return [:] }
        var result: [String: MetricEstimate] = [:]
        for metric in metrics { result[metric.name] = BinaryMetric(rawValue: metric.name).flatMap(corrected.estimate) }
        return result
    }
}
