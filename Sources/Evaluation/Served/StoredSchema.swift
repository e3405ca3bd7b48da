internal import Domain

extension ModelDefinition {
    /// The model's schema, with the names that the store gives to identities, times, versions and ground truth.
    var storedSchema: ModelSchema {
        var schema = self.schema
        let own: [(String, ColumnRole, FeatureType?)] = [
            ("prediction_id", .predictionID, nil), ("timestamp", .timestamp, nil), ("model_version", .modelVersion, .categorical), ("actual", .actual, nil),
        ]
        schema.columns.removeAll { column in own.contains { $0.1 == column.role } }
        schema.columns += own.map { ModelSchema.Column(name: $0.0, role: $0.1, type: $0.2, origin: .set) }
        return schema
    }
}
