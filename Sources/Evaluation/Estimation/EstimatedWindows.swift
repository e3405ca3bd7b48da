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

    /// One report for each metric.
    ///
    /// - Parameters:
    ///   - shifts: of what scores mean in a window, for each class; `nil` for windows without an estimate. Left out: they mean what they did.
    ///   - doubt: what speaks against the method in a window.
    func reports(
        _ method: EstimatedMetricReport.Method, after shifts: ((Int) -> [CalibrationShift]?)? = nil,
        doubt: (Int) -> EstimatedMetricPoint.Assumption? = { _ in nil }
    ) throws -> [EstimatedMetricReport] {
        let shifts = shifts.map { shifts in scores.indices.map { scores[$0] == nil ? nil : shifts($0) } }
        // Labels may contradict a method that says itself what scores mean where they do not contradict the plain one, and the other way round.
        let contradicted = try shifts.map { try model.contradictions(labels, after: $0) }
        var points: [String: [EstimatedMetricPoint]] = [:]
        var references: [String: Double] = [:]
        for (window, scores) in scores.enumerated() {
            guard let scores else { continue }
            var shift: [CalibrationShift]?
            if let shifts {
                guard let own = shifts[window] else { continue }
                shift = own
            }
            let known = realized[window]
            let estimates = model.estimates(model.metrics, of: scores, after: shift)
            var assumption = assumptions[window]
            if let contradicted {
                assumption = contradicted[window] ? .contradicted : doubt(window) ?? (assumption == .contradicted ? .holds : assumption)
            }
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
}
