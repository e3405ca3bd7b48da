package import Domain
package import Store

/// What versions are compared on.
package struct ComparisonInput: Sendable {
    /// Production's records, with the predictions of the version in use.
    package var current: Relation
    package var actuals: Relation?
    /// Other versions' predictions for the same records.
    package var candidates: Relation

    package init(current: Relation, actuals: Relation?, candidates: Relation) {
        self.current = current
        self.actuals = actuals
        self.candidates = candidates
    }
}

/// How versions are compared.
package struct ComparisonOptions: Sendable {
    /// What a wrong decision costs (two classes).
    package struct Costs: Sendable, Hashable {
        package var falsePositive: Double
        package var falseNegative: Double

        package init(falsePositive: Double, falseNegative: Double) {
            self.falsePositive = falsePositive
            self.falseNegative = falseNegative
        }
    }

    package var settings: SchemaSettings
    /// The metric that decides; `nil` for the task's.
    package var metric: ComparedMetric?
    /// The chance, at most, of a wrong promotion.
    package var alpha: Double
    /// The version that others are compared with; `nil` for production's.
    package var baseline: String?
    package var slices: [Slice]
    /// Slices in which no candidate may be worse by more than the margin.
    package var protected: [(slice: Slice, margin: Double)]
    /// Columns whose groups are compared by the parities of fairness.
    package var fairness: [String]
    /// A candidate that is not better by this much is not worth a change.
    package var smallest: Double
    /// The chance, at least, with which a candidate that is better by just that much is promoted in the end; `nil` for 1 - alpha.
    package var power: Double?
    package var costs: Costs?
    /// The number of labels at which sequences are tightest.
    package var tightestAt: Int
    package var version: String

    package init(
        settings: SchemaSettings = SchemaSettings(), metric: ComparedMetric? = nil, alpha: Double = 0.05, baseline: String? = nil,
        slices: [Slice] = [], protected: [(slice: Slice, margin: Double)] = [], fairness: [String] = [], smallest: Double = 0, power: Double? = nil,
        costs: Costs? = nil, tightestAt: Int = 2_000, version: String
    ) {
        self.settings = settings
        self.metric = metric
        self.alpha = alpha
        self.baseline = baseline
        self.slices = slices
        self.protected = protected
        self.fairness = fairness
        self.smallest = smallest
        self.power = power
        self.costs = costs
        self.tightestAt = tightestAt
        self.version = version
    }
}
