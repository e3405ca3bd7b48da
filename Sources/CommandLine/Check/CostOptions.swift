internal import ArgumentParser
internal import Evaluation

/// What wrong decisions cost.
struct CostOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("What a wrong positive decision costs (binary).", valueName: "number"))
    var falsePositiveCost: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("What a wrong negative decision costs (binary).", valueName: "number"))
    var falseNegativeCost: Double?

    /// `nil` where none are given.
    var costs: ComparisonOptions.Costs? {
        falsePositiveCost.flatMap { positive in falseNegativeCost.map { ComparisonOptions.Costs(falsePositive: positive, falseNegative: $0) } }
    }

    /// - Throws: `ValidationError` where this metric is made of costs that are not given.
    func require(by metric: String?) throws {
        guard metric != ComparedMetric.cost.rawValue || costs != nil else {
            throw ValidationError("--metric cost: say what wrong decisions cost; give --false-positive-cost and --false-negative-cost both.")
        }
    }

    func validate() throws {
        guard (falsePositiveCost == nil) == (falseNegativeCost == nil) else {
            throw ValidationError("Costs are compared with one another: give --false-positive-cost and --false-negative-cost both.")
        }
        for cost in [falsePositiveCost, falseNegativeCost].compactMap(\.self) where !(cost >= 0 && cost.isFinite) {
            throw ValidationError("A cost is a number of at least 0, such as 25.")
        }
    }
}
