internal import Domain
internal import Statistics
internal import Store

/// The means of a column that stands in for performance, window by window.
struct ProxySeries {
    var column: String
    /// By window; `nil` for windows without a value.
    var means: [MetricEstimate?]
    /// Of what each window is held against.
    var expected: [Double?]

    /// Labels of a window, with fewer of which its metric says too little.
    private static let leastLabels = 30

    /// - Parameter metrics: of the same windows, by the ground truth that is known.
    /// - Returns: `nil` without a value in any window.
    func report(beside metrics: [MetricReport]) -> ProxyReport? {
        let points = means.indices.compactMap { window in
            means[window].map { mean in
                ProxyReport.Point(
                    window: window, count: mean.sampleSize, mean: mean.value, lower: mean.interval?.lower, upper: mean.interval?.upper,
                    expected: expected[window])
            }
        }
        guard !points.isEmpty else { return nil }
        // Shares of classes are no performance, and of many metrics the closest is close by chance.
        let candidates = metrics.filter { $0.candidate == nil && !Self.shares.contains($0.metric) }
        let following = candidates.compactMap { self.following($0, among: candidates.count) }
        return ProxyReport(column: column, points: points, following: following.sorted { abs($0.correlation) > abs($1.correlation) })
    }

    private static let shares: Set<String> = ["positive_rate", "predicted_positive_rate"]

    private func following(_ metric: MetricReport, among count: Int) -> ProxyReport.Following? {
        let pairs = metric.points.compactMap { point -> (window: Int, proxy: Double, value: Double)? in
            guard let window = point.window, means.indices.contains(window), let mean = means[window]?.value, let value = point.value,
                point.count >= Self.leastLabels
            else { return nil }
            return (window, mean, value)
        }.sorted { $0.window < $1.window }
        return RankCorrelation(pairs.map { ($0.proxy, $0.value) }, intervals: count).map {
            ProxyReport.Following(metric: metric.metric, windows: $0.count, correlation: $0.value, lower: $0.lower, upper: $0.upper)
        }
    }
}

extension CategoryCounts {
    /// The share of true among truth values; `nil` for columns of other values, and without any.
    ///
    /// Where the baseline knew only one of the two, values that it never had are the other.
    var shareOfTrue: MetricEstimate? {
        var known: [Bool: Int] = [:]
        for (category, count) in zip(categories, counts) {
            guard let value = Bool(category.lowercased()) ?? ["1": true, "0": false][category] else { return nil }
            known[value, default: 0] += count
        }
        guard !known.isEmpty else { return nil }
        let isTrue = known[true] ?? unseen
        return .proportion(isTrue, of: isTrue + (known[false] ?? unseen), .ninetyFive)
    }
}
