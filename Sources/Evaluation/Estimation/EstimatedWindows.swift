internal import Domain
internal import Statistics

/// Windows whose performance is estimated, with what labels say of them.
struct EstimatedWindows {
    let model: EstimatedModel
    /// By class, pooled; `nil` for windows without.
    let scores: [[ScoreHistogram]?]
    /// Of those whose labels have come.
    let labels: [[ScoreHistogram]?]
    /// Whether scores can be taken to mean what they did.
    let assumptions: [EstimatedMetricPoint.Assumption]
    /// What labels say of each window's metrics; by method it is the same.
    private let realized: [[String: MetricEstimate]]

    init(
        model: EstimatedModel, scores: [[ScoreHistogram]?], labels: [[ScoreHistogram]?], assumptions: [EstimatedMetricPoint.Assumption]
    ) {
        (self.model, self.scores, self.labels, self.assumptions) = (model, scores, labels, assumptions)
        realized = zip(scores, labels).map { scores, labels in
            scores.flatMap { all in labels.map { model.corrected(labels: $0, all: all) } } ?? [:]
        }
    }

    /// Labels contradict a method's estimate from this many standard errors on, and this difference.
    private static let contradiction = (errors: 3.29, difference: 0.02)

    /// One report for each metric.
    ///
    /// - Parameters:
    ///   - shifts: of what scores mean in a window, for each class; `nil` for windows without an estimate. Left out: they mean what they did.
    ///   - doubt: what speaks against the method in a window.
    func reports(
        _ method: EstimatedMetricReport.Method, after shifts: ((Int) -> [CalibrationShift]?)? = nil,
        doubt: (Int) -> EstimatedMetricPoint.Assumption? = { _ in nil }
    ) -> [EstimatedMetricReport] {
        var points: [String: [EstimatedMetricPoint]] = [:]
        var references: [String: Double] = [:]
        for (window, scores) in scores.enumerated() {
            guard let scores else { continue }
            var shift: [CalibrationShift]?
            if let shifts {
                guard let own = shifts(window) else { continue }
                shift = own
            }
            let known = realized[window]
            let estimates = model.estimates(model.metrics, of: scores, after: shift)
            let assumption = shift == nil ? assumptions[window] : self.assumption(window, estimates, known, doubt: doubt(window))
            for (metric, estimate) in estimates {
                references[metric] = estimate.reference
                points[metric, default: []].append(
                    EstimatedMetricPoint(
                        window: window, count: estimate.count, value: estimate.value, standardError: estimate.standardError,
                        lower: estimate.interval?.lower, upper: estimate.interval?.upper, assumption: assumption,
                        realized: known[metric]?.value, realizedStandardError: known[metric]?.standardError,
                        labelled: labels[window]?.first.map { $0.positives + $0.negatives }))
            }
        }
        return model.metrics.compactMap { metric in
            guard let reference = references[metric.name], let points = points[metric.name] else { return nil }
            return EstimatedMetricReport(
                metric: metric.name, higherIsBetter: metric.direction == .higherIsBetter, method: method, reference: reference,
                points: points)
        }
    }

    /// Of a method that says itself what scores mean: its own labels may contradict it where they do not contradict the plain one, and the other
    /// way round.
    private func assumption(
        _ window: Int, _ estimates: [String: PerformanceEstimate], _ known: [String: MetricEstimate],
        doubt: EstimatedMetricPoint.Assumption?
    ) -> EstimatedMetricPoint.Assumption {
        let isContradicted = BackTest.metrics.contains { metric in
            guard let estimate = estimates[metric.rawValue], let realized = known[metric.rawValue] else { return false }
            let difference = abs(estimate.value - realized.value)
            let error = (estimate.standardError * estimate.standardError + (realized.standardError ?? 0) * (realized.standardError ?? 0)).squareRoot()
            return difference > Self.contradiction.errors * error && difference >= Self.contradiction.difference
        }
        if isContradicted { return .contradicted }
        if let doubt { return doubt }
        return assumptions[window] == .contradicted ? .holds : assumptions[window]
    }
}
