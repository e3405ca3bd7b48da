internal import Domain
internal import Statistics
internal import Store

extension FollowedSliceFigures {
    /// What is told of the slice; severities are those of `rules` for each window.
    ///
    /// - Parameters:
    ///   - isIncomplete: whether the labels of the window with this number had not all come when the data ended.
    ///   - slices: that are followed; all are looked at in each window.
    func report(_ rules: any Rules, among slices: Int, isIncomplete: (Int) -> Bool) -> FollowedSliceReport {
        let performance = PerformanceSeries(rules: rules, comparisons: PerformanceSummary.judgedCount * max(1, slices), judgesWhole: true).reports(
            reference: own.baseline?.whole, windows: own.windows, overall: own.current.whole, isIncomplete: isIncomplete)
        return FollowedSliceReport(
            name: slice.name, slice: slice.slice.description, severity: performance.map(\.severity).max() ?? .ok,
            baseline: own.baseline?.name ?? "", parts: parts, performance: performance, comparisons: levels)
    }

    private var parts: [FollowedSliceReport.Part] {
        zip(own.references + [own.current], rest.references + [rest.current]).map { own, rest in
            let all = own.rows + rest.rows
            return .init(
                part: own.name, rows: own.rows, share: all == 0 ? nil : Double(own.rows) / Double(all), labelled: own.whole?.labelled ?? 0,
                metrics: Self.judged(own.whole).compactMap { name in
                    own.whole?.estimate(name).map { estimate in
                        .init(
                            metric: name, value: estimate.value, standardError: estimate.standardError, lower: estimate.interval?.lower,
                            upper: estimate.interval?.upper, rest: rest.whole?.estimate(name)?.value)
                    }
                })
        }
    }

    /// All labels that have come, held against each thing that the slice can be held against.
    private var levels: [FollowedSliceReport.Comparison] {
        guard let now = own.current.whole else { return [] }
        return Self.judged(now).flatMap { metric -> [FollowedSliceReport.Comparison] in
            func estimate(_ part: SliceFigures.Part?) -> MetricEstimate? { part?.whole?.estimate(metric) }
            guard let value = now.estimate(metric) else { return [] }
            let (past, rest) = (estimate(own.baseline), estimate(self.rest.current))
            let (restBefore, training, restTraining) = (estimate(self.rest.baseline), estimate(own.training), estimate(self.rest.training))
            var result: [FollowedSliceReport.Comparison] = []
            func compare(_ against: FollowedSliceReport.Against, _ terms: (sign: Double, estimate: MetricEstimate?)...) {
                var (expected, variance): (Double, Double?) = (0, value.standardError.map { $0 * $0 })
                for (sign, estimate) in terms {
                    guard let estimate else { return }
                    expected += sign * estimate.value
                    variance = variance.flatMap { sum in estimate.standardError.map { sum + $0 * $0 } }
                }
                let reach = variance.map { Confidence.ninetyFive.z * $0.squareRoot() }
                result.append(
                    .init(
                        metric: metric, against: against, value: value.value, expected: expected, lower: reach.map { value.value - expected - $0 },
                        upper: reach.map { value.value - expected + $0 }, count: value.sampleSize))
            }
            compare(.past, (1, past))
            compare(.rest, (1, rest))
            compare(.pastMovedAsRest, (1, past), (1, rest), (-1, restBefore))
            compare(.trainingMovedAsRest, (1, training), (1, rest), (-1, restTraining))
            return result
        }
    }

    private static func judged(_ summary: PerformanceSummary?) -> [String] {
        summary?.metrics.filter(\.isJudged).map(\.descriptor.name) ?? []
    }
}
