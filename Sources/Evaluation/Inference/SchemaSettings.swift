package import Domain

/// What the user has said about the model and its columns; everything else is inferred.
package struct SchemaSettings: Sendable, Hashable {
    package var modelName: String?
    package var task: ModelTask?
    package var positiveClass: String?
    package var decisionThreshold: Double?
    /// Column names by role.
    package var roles: [ColumnRole: String]
    /// Types by column name.
    package var types: [String: FeatureType]

    package init(
        modelName: String? = nil, task: ModelTask? = nil, positiveClass: String? = nil,
        decisionThreshold: Double? = nil, roles: [ColumnRole: String] = [:], types: [String: FeatureType] = [:]
    ) {
        self.modelName = modelName
        self.task = task
        self.positiveClass = positiveClass
        self.decisionThreshold = decisionThreshold
        self.roles = roles
        self.types = types
    }

    /// Columns that were set to be left out or to be tags.
    package var ignored: Set<String> = []
    package var tags: Set<String> = []
    /// Columns that stand in for performance while ground truth is missing.
    package var proxies: Set<String> = []
    /// Slices that are followed by themselves, in the order in which they are told.
    package var slices: [FollowedSlice] = []
}
