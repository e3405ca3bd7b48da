/// A model as its owner describes it, or as its first records show it.
///
/// Kept as a document: each change is a newer version of it, so the history of documents is the schema's history.
package struct ModelDefinition: Sendable, Hashable, Codable {
    /// What one column of the records is and may hold.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        package var role: ColumnRole
        /// How values are counted; `nil` for identities and times.
        package var type: FeatureType?
        /// The smallest and the largest value that make sense.
        package var minimum: Double?
        package var maximum: Double?
        /// Whether it stands in for performance while ground truth is missing.
        package var isProxy: Bool
        /// Whether people must not be treated differently by it.
        package var isProtected: Bool

        package init(
            name: String, role: ColumnRole, type: FeatureType?, minimum: Double? = nil, maximum: Double? = nil,
            isProxy: Bool = false, isProtected: Bool = false
        ) {
            self.name = name
            self.role = role
            self.type = type
            self.minimum = minimum
            self.maximum = maximum
            self.isProxy = isProxy
            self.isProtected = isProtected
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            role = try values.decodeIfPresent(ColumnRole.self, forKey: .role) ?? .feature
            type = try values.decodeIfPresent(FeatureType.self, forKey: .type)
            minimum = try values.decodeIfPresent(Double.self, forKey: .minimum)
            maximum = try values.decodeIfPresent(Double.self, forKey: .maximum)
            isProxy = try values.decodeIfPresent(Bool.self, forKey: .isProxy) ?? false
            isProtected = try values.decodeIfPresent(Bool.self, forKey: .isProtected) ?? false
        }

        private enum CodingKeys: String, CodingKey {
            case name, role, type, minimum, maximum
            case isProxy = "proxy"
            case isProtected = "protected"
        }
    }

    /// How long what is kept, in days of event time; `nil` for ever.
    package struct Retention: Sendable, Hashable, Codable {
        package var records: Int?
        package var rollups: Int?

        package init(records: Int? = nil, rollups: Int? = nil) {
            self.records = records
            self.rollups = rollups
        }

        package var isLimited: Bool { records != nil || rollups != nil }

        private enum CodingKeys: String, CodingKey {
            case records = "records_days"
            case rollups = "rollups_days"
        }
    }

    package var name: String
    package var task: ModelTask
    /// The class that scores speak of (binary).
    package var positiveClass: String?
    /// All classes in a fixed order; binary: negative first. Empty for regression.
    package var classes: [String]
    package var decisionThreshold: Double?
    package var columns: [Column]
    /// Versions whose predictions run beside production's and decide nothing.
    package var shadowVersions: [String]
    /// False alerts in 30 days that its owner can bear.
    package var alertBudget: Double
    package var retention: Retention
    /// Whether a person has said that it is right: what was inferred waits for that.
    package var isConfirmed: Bool

    package init(
        name: String, task: ModelTask, positiveClass: String? = nil, classes: [String] = [],
        decisionThreshold: Double? = nil, columns: [Column] = [], shadowVersions: [String] = [],
        alertBudget: Double = 1, retention: Retention = Retention(), isConfirmed: Bool = true
    ) {
        self.name = name
        self.task = task
        self.positiveClass = positiveClass
        self.classes = classes
        self.decisionThreshold = decisionThreshold
        self.columns = columns
        self.shadowVersions = shadowVersions
        self.alertBudget = alertBudget
        self.retention = retention
        self.isConfirmed = isConfirmed
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        task = try values.decode(ModelTask.self, forKey: .task)
        positiveClass = try values.decodeIfPresent(String.self, forKey: .positiveClass)
        classes = try values.decodeIfPresent([String].self, forKey: .classes) ?? []
        decisionThreshold = try values.decodeIfPresent(Double.self, forKey: .decisionThreshold)
        columns = try values.decodeIfPresent([Column].self, forKey: .columns) ?? []
        shadowVersions = try values.decodeIfPresent([String].self, forKey: .shadowVersions) ?? []
        alertBudget = try values.decodeIfPresent(Double.self, forKey: .alertBudget) ?? 1
        retention = try values.decodeIfPresent(Retention.self, forKey: .retention) ?? Retention()
        isConfirmed = try values.decodeIfPresent(Bool.self, forKey: .isConfirmed) ?? true
    }

    private enum CodingKeys: String, CodingKey {
        case name, task, classes, columns, retention
        case positiveClass = "positive_class"
        case decisionThreshold = "decision_threshold"
        case shadowVersions = "shadow_versions"
        case alertBudget = "alert_budget"
        case isConfirmed = "confirmed"
    }

    /// The column of this name.
    package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// The first column with this role.
    package func column(_ role: ColumnRole) -> Column? { columns.first { $0.role == role } }
}
