/// Metrics of all records of a window of which only some have labels, when whether a label has come hangs on the score: early labels are not like
/// all.
///
/// Post-stratification (Holt and Smith, Journal of the Royal Statistical Society A 142, 1979): the window's records are divided by score into strata
/// with about equally many labels, twenty or more each, and each label counts as many records as its stratum has for each label. Standard error:
/// delta method, `Σ_h (1 - n_h / N_h) w_h² n_h / (n_h - 1) Σ (d_i - d̄_h)²` with `d` the derivative of the metric by a labelled record and `w = N_h /
/// n_h`; it is that of the metric which all labels will show, and zero once they have come.
///
/// Assumption: within a stratum, labels come at random. What is predicted for a record is taken to hang on its score alone, as a threshold's
/// decisions do.
package struct PostStratification: Sendable {
    private let cells: ExpectedCells
    private let strata: [Int]
    private let sizes: [Double]
    private let labels: [Double]
    private let hasDecisions: Bool
    private let options: MetricOptions
    private let labelled: Int

    private static let leastLabels = 20
    private static let mostStrata = 20

    /// - Parameters:
    ///   - labelled: the records whose labels have come, by score.
    ///   - all: all records by score, those predicted positive as positives.
    ///   - hasDecisions: whether the records have predicted classes.
    /// - Returns: `nil` with fewer than twenty labels.
    package init?(labelled: ScoreHistogram, all: ScoreHistogram, hasDecisions: Bool, options: MetricOptions = MetricOptions()) {
        let count = labelled.positives + labelled.negatives
        guard count >= Self.leastLabels else { return nil }
        let wanted = Swift.min(Self.mostStrata, count / Self.leastLabels)
        // The lowest score of each stratum but the first.
        var limits: [Double] = []
        var seen = 0
        for (point, next) in zip(labelled.points, labelled.points.dropFirst()) {
            seen += point.count
            if limits.count < wanted - 1, seen * wanted >= (limits.count + 1) * count { limits.append(next.score) }
        }
        func stratum(_ score: Double) -> Int { limits.firstIndex { score < $0 } ?? limits.count }
        var sizes = [Double](repeating: 0, count: limits.count + 1)
        var labels = sizes
        var positiveShares: [Double: Double] = [:]
        var predicted = sizes
        for point in all.points {
            sizes[stratum(point.score)] += Double(point.count)
            predicted[stratum(point.score)] += Double(point.positives)
            positiveShares[point.score] = Double(point.positives) / Double(point.count)
        }
        for point in labelled.points { labels[stratum(point.score)] += Double(point.count) }
        var cells: [ExpectedCells.Cell] = []
        for point in labelled.points {
            let place = stratum(point.score)
            let weight = Swift.max(1, sizes[place] / labels[place])
            let share = positiveShares[point.score] ?? (sizes[place] > 0 ? predicted[place] / sizes[place] : 0)
            for (isPositive, count) in [(true, point.positives), (false, point.negatives)] {
                for (isPredicted, part) in [(true, share), (false, 1 - share)] {
                    cells.append(
                        .init(
                            score: point.meanScore, isPredictedPositive: isPredicted, count: weight * part * Double(count),
                            probability: isPositive ? 1 : 0))
                }
            }
        }
        self.cells = ExpectedCells(cells)
        strata = self.cells.cells.map { stratum($0.score) }
        self.sizes = sizes
        self.labels = labels
        self.hasDecisions = hasDecisions
        self.options = options
        self.labelled = count
    }

    /// - Returns: `nil` where the metric does not exist or is none of scores and decisions.
    package func estimate(_ metric: BinaryMetric) -> MetricEstimate? {
        guard let gradient = cells.gradient(metric, hasDecisions: hasDecisions, values: options.values) else { return nil }
        var sums = [(weight: Double, sum: Double, squares: Double)](repeating: (0, 0, 0), count: sizes.count)
        for (index, cell) in cells.cells.enumerated() {
            let derivative = cell.probability > 0.5 ? gradient.byPositive[index] : gradient.byNegative[index]
            sums[strata[index]].weight += cell.count
            sums[strata[index]].sum += cell.count * derivative
            sums[strata[index]].squares += cell.count * derivative * derivative
        }
        var variance = 0.0
        for (stratum, sum) in sums.enumerated() where sum.weight > 0 && labels[stratum] > 1 {
            let mean = sum.sum / sum.weight
            let spread = Swift.max(0, sum.squares / sum.weight - mean * mean)
            let (size, count) = (Swift.max(sizes[stratum], labels[stratum]), labels[stratum])
            variance += (1 - count / size) * size * size / (count - 1) * spread
        }
        let error = variance.squareRoot()
        let descriptor = metric.descriptor
        return MetricEstimate(
            value: gradient.value, standardError: error, method: .delta, sampleSize: labelled,
            interval: descriptor.lowest == 0 && descriptor.highest == 1
                ? .share(gradient.value, standardError: error, fallbackSize: labelled, options.confidence)
                : .normal(gradient.value, standardError: error, options.confidence, lowest: descriptor.lowest ?? -.infinity))
    }
}
