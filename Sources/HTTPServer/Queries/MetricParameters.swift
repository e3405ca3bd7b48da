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
    ///
    /// - Throws: `Problem` where one of both is missing: they are compared with one another, so that nothing can be taken for it.
    func costs(of metric: ComparedMetric?) throws -> ComparisonOptions.Costs? {
        let (positive, negative) = ("false_positive_cost", "false_negative_cost")
        let missing = [positive, negative].filter { query($0) == nil }
        if missing.count == 2, metric != .cost { return nil }
        guard missing.isEmpty else {
            throw Problem(
                .badRequest, "\(missing.joined(separator: " and ")): costs are compared with one another; give \(positive) and \(negative) both",
                faults: missing.map { Problem.Fault("missing", field: $0) })
        }
        return .init(
            falsePositive: try number(positive, in: 0...1e300, default: 0), falseNegative: try number(negative, in: 0...1e300, default: 0))
    }
}
