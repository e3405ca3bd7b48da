internal import Evaluation

extension Call {
    /// The metric that decides; `nil` where it was left out.
    ///
    /// - Parameter refusal: what is wrong with one that cannot.
    func decidingMetric(_ refusal: (Substring) -> String) throws -> ComparedMetric? {
        guard let text = query("metric") else { return nil }
        guard let metric = ComparedMetric(rawValue: text), metric.canDecide else {
            throw Problem(
                .badRequest, "metric: one of \(ComparedMetric.deciding.map(\.rawValue).joined(separator: ", ")) is wanted",
                faults: [.init(refusal(text.prefix(60)), field: "metric")])
        }
        return metric
    }

    /// What wrong decisions cost; `nil` where it is not said, and the metric needs none.
    func costs(of metric: ComparedMetric?) throws -> ComparisonOptions.Costs? {
        guard metric == .cost || query("false_positive_cost") != nil || query("false_negative_cost") != nil else { return nil }
        return .init(
            falsePositive: try number("false_positive_cost", in: 0...1e300, default: 1),
            falseNegative: try number("false_negative_cost", in: 0...1e300, default: 1))
    }
}
