internal import Domain
internal import Statistics
internal import Store

/// Metrics of a candidate less those of the baseline on the same records, each by the best form there is.
struct MetricDifferences {
    let rows: ComparedRows
    let metrics: [ComparedMetric]
    /// Of intervals, for a single look.
    let alpha: Double
    /// What each record adds to each mean metric, by metric and version.
    private let means: [ComparedMetric: [[Double]]]

    init(rows: ComparedRows, metrics: [ComparedMetric], alpha: Double) {
        self.rows = rows
        self.metrics = metrics
        self.alpha = alpha
        let means = metrics.filter(\.isMean).map { metric in
            (metric, rows.pairs.versions.indices.map { rows.values(metric, of: $0) })
        }
        self.means = Dictionary(uniqueKeysWithValues: means)
    }

    /// - Parameter slice: its text, and its place among those asked for.
    func differences(of candidate: Int, less baseline: Int, slice: (text: String, place: Int)?) -> [ComparisonReport.Difference] {
        let chosen = rows.rows(inSlice: slice?.place)
        guard !chosen.isEmpty else { return [] }
        let resampled = resampled(candidate, baseline, chosen)
        return metrics.compactMap { metric in
            if let values = means[metric] { return mean(metric, values[candidate], values[baseline], chosen, slice?.text) }
            if metric == .rocAUC { return area(candidate, baseline, chosen, slice?.text) }
            guard var found = resampled[metric] else { return nil }
            found.slice = slice?.text
            return found
        }
    }

    /// What a version has by each metric over all records.
    func values(of version: Int) -> [ComparisonReport.Metric] {
        let all = rows.rows(inSlice: nil)
        let others = metrics.filter { !$0.isMean && $0 != .rocAUC }
        let ones = Array(repeating: 1.0, count: all.count)
        let found = Dictionary(uniqueKeysWithValues: zip(others, rows.weighted(others, of: version, all)(ones)))
        return metrics.compactMap { metric in
            var value = found[metric]
            if let values = means[metric] { value = Moments(values[version]).mean }
            if metric == .rocAUC { value = PairedROCAUC(scores: [rows.scores(of: version, all)], actual: rows.isPositive(all))?.areas[0] }
            return value.flatMap { $0.isFinite ? .init(metric.rawValue, $0) : nil }
        }
    }

    private func mean(
        _ metric: ComparedMetric, _ candidate: [Double], _ baseline: [Double], _ chosen: [Int], _ slice: String?
    ) -> ComparisonReport.Difference {
        let difference = Moments(chosen.map { candidate[$0] - baseline[$0] })
        let z = StandardNormal.upperQuantile(alpha / 2)
        let error = difference.standardErrorOfMean
        var result = ComparisonReport.Difference(
            metric: metric.rawValue, higherIsBetter: metric.higherIsBetter, slice: slice, count: chosen.count,
            baseline: Moments(chosen.map { baseline[$0] }).mean, candidate: Moments(chosen.map { candidate[$0] }).mean,
            difference: difference.mean, lower: error.map { difference.mean - z * $0 }, upper: error.map { difference.mean + z * $0 },
            method: .pairedMean)
        if metric == .accuracy {
            result.pValue = McNemar(
                onlyFirst: chosen.count { candidate[$0] > baseline[$0] }, onlySecond: chosen.count { candidate[$0] < baseline[$0] }
            ).pValue
        }
        return result
    }

    private func area(_ candidate: Int, _ baseline: Int, _ chosen: [Int], _ slice: String?) -> ComparisonReport.Difference? {
        guard let areas = PairedROCAUC(
            scores: [rows.scores(of: candidate, chosen), rows.scores(of: baseline, chosen)], actual: rows.isPositive(chosen))
        else { return nil }
        let (value, error) = areas.difference(0, less: 1)
        let z = StandardNormal.upperQuantile(alpha / 2)
        return ComparisonReport.Difference(
            metric: ComparedMetric.rocAUC.rawValue, higherIsBetter: true, slice: slice, count: chosen.count, baseline: areas.areas[1],
            candidate: areas.areas[0], difference: value, lower: value - z * error, upper: value + z * error, method: .deLong)
    }

    private func resampled(_ candidate: Int, _ baseline: Int, _ chosen: [Int]) -> [ComparedMetric: ComparisonReport.Difference] {
        let others = metrics.filter { !$0.isMean && $0 != .rocAUC }
        guard !others.isEmpty else { return [:] }
        let (one, other) = (rows.weighted(others, of: candidate, chosen), rows.weighted(others, of: baseline, chosen))
        let ones = Array(repeating: 1.0, count: chosen.count)
        let (values, before) = (one(ones), other(ones))
        let bootstrap = PairedBootstrap()
        let replicates = bootstrap.values(rows: chosen.count) { weights in zip(one(weights), other(weights)).map { $0 - $1 } }
        var result: [ComparedMetric: ComparisonReport.Difference] = [:]
        for (place, metric) in others.enumerated() where values[place].isFinite && before[place].isFinite {
            let interval = bootstrap.interval(replicates[place], alpha: alpha)
            result[metric] = ComparisonReport.Difference(
                metric: metric.rawValue, higherIsBetter: metric.higherIsBetter, slice: nil, count: chosen.count, baseline: before[place],
                candidate: values[place], difference: values[place] - before[place], lower: interval?.lower, upper: interval?.upper,
                method: .pairedBootstrap)
        }
        return result
    }
}
