/// What Assay knows of a model and of the columns that describe its predictions.
package struct ModelSchema: Sendable, Hashable {
    /// A column with the meaning it was given.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        package var role: ColumnRole
        /// How values are counted; `nil` for columns that are not counted (identifiers, times).
        package var type: FeatureType?
        /// Where the assignment comes from.
        package var origin: Origin

        package init(name: String, role: ColumnRole, type: FeatureType?, origin: Origin) {
            self.name = name
            self.role = role
            self.type = type
            self.origin = origin
        }
    }

    /// Where an assignment comes from, for the reader who wonders.
    package enum Origin: String, Sendable, Hashable, Codable {
        /// Set by a flag or a configuration file.
        case set
        /// The column bears a name that stands for its role.
        case name
        /// Guessed from the values.
        case guessed
    }

    package var modelName: String?
    package var task: ModelTask
    /// The class that scores speak of (binary).
    package var positiveClass: String?
    /// All classes in a fixed order; binary: negative first. Empty for regression.
    package var classes: [String]
    /// Scores at or above it decide for the positive class, where no predicted label is given (binary).
    package var decisionThreshold: Double?
    package var columns: [Column]

    package init(
        modelName: String? = nil, task: ModelTask, positiveClass: String? = nil, classes: [String] = [],
        decisionThreshold: Double? = nil, columns: [Column]
    ) {
        self.modelName = modelName
        self.task = task
        self.positiveClass = positiveClass
        self.classes = classes
        self.decisionThreshold = decisionThreshold
        self.columns = columns
    }

    /// The first column with this role.
    package func column(_ role: ColumnRole) -> Column? { columns.first { $0.role == role } }

    /// The columns whose distribution is watched: features, tags and the model's outputs.
    package var watched: [Column] {
        columns.filter { column in
            switch column.role {
            case .feature, .tag, .predictionScore, .classScore, .predictionLabel: column.type != nil
            default: false
            }
        }
    }
}
