/// Holds estimates against the labels that came later.
///
/// In each window the labelled records' own scores give an estimate, their labels the metric; the difference over its standard error is a z. The same
/// is done for the last windows together, up to sixteen, where a difference that no single window proves adds up. Three metrics tell the ways in
/// which scores can come to mean something else: more or fewer positives (`positive_rate`), another ranking (`roc_auc`), other distances
/// (`brier_score`). Only labelled records are compared with themselves, so labels that come early do no harm, as long as whether one comes hangs on
/// nothing but the score.
package struct BackTest: Sendable {
    /// One comparison.
    package struct Point: Sendable, Hashable {
        package var metric: BinaryMetric
        /// The windows compared, by place.
        package var windows: Range<Int>
        package var estimated: Double
        package var realized: Double
        /// Realised minus estimated, in standard errors.
        package var z: Double
        package var count: Int
        /// Whether the difference is beyond chance and large enough to matter.
        package var contradicts: Bool
    }

    package static let metrics: [BinaryMetric] = [.positiveRate, .rocAUC, .brierScore]
    /// The chance that a window, or the last together, contradict an estimate that is right.
    package static let level = 0.001
    private static let reach = 16
    private static let leastLabels = 30

    package let points: [Point]

    /// - Parameters:
    ///   - windows: the labelled records of each window by score; `nil` for windows that are not to be compared.
    ///   - shifts: of what scores mean in each window, since the reference; such windows are compared one by one. Empty: they mean what they did.
    ///   - tests: how many such back-tests are made of the windows together, such as one for each class.
    /// - Throws: `SummaryMismatch` when some are exact and others are not.
    package init(_ estimator: PerformanceEstimator, windows: [ScoreHistogram?], after shifts: [CalibrationShift?] = [], tests: Int = 1) throws(SummaryMismatch) {
        let level = Self.level / Double(2 * Self.metrics.count * tests)
        var points: [Point] = []
        for place in windows.indices {
            guard let window = windows[place] else { continue }
            let start = Swift.max(0, place - Self.reach + 1)
            points += Self.compare(estimator, window, after: shifts.isEmpty ? nil : shifts[place], place..<(place + 1), level)
            guard start < place, shifts.isEmpty else { continue }
            var together = window
            for earlier in windows[start..<place] { if let earlier { try together.merge(earlier) } }
            points += Self.compare(estimator, together, after: nil, start..<(place + 1), level)
        }
        self.points = points
    }

    /// Whether nothing contradicts the estimates in this window or before it.
    package func holds(until window: Int) -> Bool {
        !points.contains { $0.contradicts && $0.windows.upperBound <= window + 1 }
    }

    private static func compare(
        _ estimator: PerformanceEstimator, _ scores: ScoreHistogram, after shift: CalibrationShift?, _ windows: Range<Int>, _ level: Double
    ) -> [Point] {
        guard scores.positives + scores.negatives >= leastLabels else { return [] }
        let realized = BinarySummary(labelled: scores.positives + scores.negatives, scores: scores, squaredError: scores.squaredError)
        let estimates = estimator.estimates(metrics, of: scores, after: shift)
        return metrics.compactMap { metric -> Point? in
            guard let now = realized.estimate(metric)?.value, let estimate = estimates[metric], estimate.standardError > 0
            else { return nil }
            let difference = now - estimate.value
            let z = difference / estimate.standardError
            let pValue = StandardNormal.twoSided(z)
            return Point(
                metric: metric, windows: windows, estimated: estimate.value, realized: now, z: z, count: estimate.count,
                contradicts: pValue < level && abs(difference) >= (metric == .brierScore ? 0.01 : 0.02))
        }
    }
}
