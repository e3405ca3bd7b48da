import Statistics
import Testing

/// Protects the names that the command line, JSON and documentation share.
@Suite struct PerformanceRegistryTests {
    @Test func namesAreUniqueWithinATask() {
        let all = MetricDescriptor.all
        #expect(Set(all.map { "\($0.task) \($0.name)" }).count == all.count)
        #expect(
            all.count == BinaryMetric.allCases.count + MulticlassMetric.allCases.count + RegressionMetric.allCases.count
        )
    }

    @Test(arguments: MetricDescriptor.all)
    func linesAreInShape(_ metric: MetricDescriptor) {
        #expect(metric.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
        #expect(!metric.summary.isEmpty && !metric.summary.hasSuffix(".") && metric.summary.count < 100)
        #expect(MetricDescriptor.named(metric.name, task: metric.task) == metric)
        if let lowest = metric.lowest, let highest = metric.highest { #expect(lowest < highest) }
    }

    /// NannyML's names, so that people who move over find their metrics.
    @Test(
        arguments: [
            (
                .binary,
                [
                    "roc_auc", "f1", "precision", "recall", "specificity", "accuracy", "average_precision",
                    "business_value",
                ]
            ),
            (.multiclass, ["roc_auc", "f1", "precision", "recall", "specificity", "accuracy", "business_value"]),
            (.regression, ["mae", "mape", "mse", "msle", "rmse", "rmsle"]),
        ] as [(MetricTask, [String])])
    func namesOfNannyML(task: MetricTask, names: [String]) {
        for name in names { #expect(MetricDescriptor.named(name, task: task) != nil) }
    }

    @Test(arguments: 0..<20)
    func valuesStayInTheirRange(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let scores = (0..<40).map { _ in Double.random(in: 0...1, using: &generator) }
        let actual = scores.map { _ in Bool.random(using: &generator) }
        let summary = BinarySummary(scores: scores, actual: actual, predicted: scores.map { $0 > 0.5 })
        for metric in BinaryMetric.allCases {
            guard let estimate = summary.estimate(metric) else { continue }
            let line = metric.descriptor
            let range = (line.lowest ?? -.infinity)...(line.highest ?? .infinity)
            #expect(range.contains(estimate.value))
            if let interval = estimate.interval {
                #expect(range.contains(interval.lower) && range.contains(interval.upper))
                #expect(interval.lower <= estimate.value && estimate.value <= interval.upper)
            }
        }
    }
}
