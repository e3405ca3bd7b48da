package import Domain

/// What a system under test may know of the files.
package struct Meta: Sendable, Hashable, Codable {
    package var caseName = "simulated"
    package var task = "binary"
    package var target = "default within a year"
    package var positiveClass = 1
    package var numericFeatures = NumericFeature.allCases.map(\.name)
    package var categoricalFeatures = CategoricalFeature.allCases.map(\.name)
    package var calendarFeatures: [String] = []
    package var productionStart: Timestamp
    package var productionEnd: Timestamp
    package var modelVersion = Simulation.version
    package var decisionThreshold = Simulation.threshold
    package var candidateVersions = Simulation.candidateVersions
    package var typicalLabelDelayHours: Double
    package var productionRows: Int
    package var actualRows: Int

    enum CodingKeys: String, CodingKey {
        case caseName = "case"
        case task, target
        case positiveClass = "positive_class"
        case numericFeatures = "numeric_features"
        case categoricalFeatures = "categorical_features"
        case calendarFeatures = "calendar_features"
        case productionStart = "production_start"
        case productionEnd = "production_end"
        case modelVersion = "model_version"
        case decisionThreshold = "decision_threshold"
        case candidateVersions = "candidate_versions"
        case typicalLabelDelayHours = "typical_label_delay_hours"
        case productionRows = "production_rows"
        case actualRows = "actual_rows"
    }
}

extension Simulation {
    /// - Parameters: rows in the files, when they have been written.
    package func meta(productionRows: Int, actualRows: Int) -> Meta {
        Meta(
            productionStart: scenario.start, productionEnd: scenario.end,
            typicalLabelDelayHours: scenario.labelDelayHours, productionRows: productionRows, actualRows: actualRows)
    }
}
