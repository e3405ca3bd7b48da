package import Domain
package import Store

/// What one check looks at.
package struct CheckInput: Sendable {
    /// What the model learned from.
    package var training: Relation?
    /// What it was judged by before launch.
    package var validation: Relation?
    /// Either, where the user does not say.
    package var reference: Relation?
    /// The production records to judge.
    package var current: Relation
    package var actuals: Relation?
    package var candidates: Relation?
    /// The files behind each part, by the part's name.
    package var files: [String: [String]]

    package init(
        training: Relation? = nil, validation: Relation? = nil, reference: Relation? = nil, current: Relation,
        actuals: Relation? = nil, candidates: Relation? = nil, files: [String: [String]] = [:]
    ) {
        self.training = training
        self.validation = validation
        self.reference = reference
        self.current = current
        self.actuals = actuals
        self.candidates = candidates
        self.files = files
    }

    /// What production is compared with: validation where there is one, because training flatters a model and is
    /// older; else the reference, else training.
    package var baseline: Relation? { validation ?? reference ?? training }

    /// Everything that was given to compare with, the baseline first.
    var references: [Relation] { [validation, reference, training].compactMap(\.self) }

    /// The parts that were given, with their names.
    var parts: [(name: String, relation: Relation)] {
        [
            ("training", training), ("validation", validation), ("reference", reference), ("current", current),
            ("actuals", actuals), ("candidate", candidates),
        ].compactMap { name, relation in relation.map { (name, $0) } }
    }
}

/// How one check is made.
package struct CheckOptions: Sendable {
    package var settings: SchemaSettings
    /// What columns mean, where a model is described; `nil` works it out from the settings and the records.
    package var schema: ModelSchema?
    /// `nil` chooses by the length of the data.
    package var granularity: Granularity?
    package var labelsWithin: LabelsWithin
    package var rules: any Rules
    /// Whether several columns are looked at together, which costs some seconds.
    package var multivariate: Bool
    /// Whether the diagnosis takes the metric's change apart; who does that himself leaves it out.
    package var decomposes: Bool
    /// Whether the diagnosis holds all that it weighed.
    package var tellsHypotheses: Bool
    /// Who is told what is wrong.
    package var audience = Audience.files
    /// The program's version, for the report.
    package var version: String

    package init(
        settings: SchemaSettings = SchemaSettings(), granularity: Granularity? = nil, labelsWithin: LabelsWithin = .auto,
        rules: any Rules = BudgetRules(), multivariate: Bool = false, decomposes: Bool = true, tellsHypotheses: Bool = false,
        version: String
    ) {
        self.settings = settings
        self.granularity = granularity
        self.labelsWithin = labelsWithin
        self.rules = rules
        self.multivariate = multivariate
        self.decomposes = decomposes
        self.tellsHypotheses = tellsHypotheses
        self.version = version
    }
}
