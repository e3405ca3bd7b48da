extension ModelDefinition {
    /// What evaluations need to know of the model. The columns that every record has come under their reserved names.
    package var schema: ModelSchema {
        let kept: [(ColumnRole, String)] = [
            (.predictionID, "prediction_id"), (.timestamp, "timestamp"), (.receivedAt, "received_at"),
            (.modelVersion, "model_version"),
        ]
        let own = columns.filter { !$0.role.isKeptByEveryRecord }
        let positive = task == .binary ? positiveClass ?? classes.last ?? "1" : nil
        // What a definition leaves open is what most have: classes 0 and 1, told apart at 0.5.
        let decidesByScore = task == .binary && column(.predictionLabel) == nil && column(.predictionScore) != nil
        return ModelSchema(
            modelName: name, task: task, positiveClass: positive,
            classes: classes.isEmpty && positive == "1" ? ["0", "1"] : classes,
            decisionThreshold: decisionThreshold ?? (decidesByScore ? 0.5 : nil),
            columns: kept.map { .init(name: $1, role: $0, type: nil, origin: .set) }
                + own.map { .init(name: $0.name, role: $0.role, type: $0.type, origin: .set) })
    }

    /// The definition that a schema amounts to; not confirmed by anyone.
    package init(name: String, inferredAs schema: ModelSchema) {
        self.init(
            name: name, task: schema.task, positiveClass: schema.positiveClass, classes: schema.classes,
            decisionThreshold: schema.decisionThreshold,
            columns: schema.columns.map { Column(name: $0.name, role: $0.role, type: $0.type) }, isConfirmed: false)
    }
}
