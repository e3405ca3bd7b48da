internal import Domain
internal import Store

extension SchemaInference {
    /// The task: as set, else from the classes' scores, the labels and the predictions.
    func inferTask(_ columns: [ModelSchema.Column], reference: Relation, labels: CategoryTable?) -> ModelTask {
        if let task = settings.task { return task }
        let classScores = columns.count { if case .classScore = $0.role { true } else { false } }
        if classScores >= 2 { return .multiclass }
        let prediction = columns.first { $0.role == .predictionLabel }
        let score = columns.first { $0.role == .predictionScore }
        if let labels, let name = columns.first(where: { $0.role == .actual })?.name {
            if labels.distinct <= 2 { return .binary }
            switch reference.column(name)?.type {
            case .double?: return .regression
            case .text?: return .multiclass
            default:
                // Whole numbers: classes when they are few and predicted as such, a quantity otherwise.
                return labels.distinct <= 20 && prediction?.type == .categorical ? .multiclass : .regression
            }
        }
        if score != nil { return .binary }
        return prediction?.type == .numeric ? .regression : .binary
    }

    /// Names the classes; for a binary task the positive one is the last.
    func describeClasses(_ schema: inout ModelSchema, labels: CategoryTable?, notes: inout [String]) {
        switch schema.task {
        case .regression:
            break
        case .multiclass:
            var classes = schema.columns.compactMap { if case .classScore(let name) = $0.role { name } else { nil } }
            // Scores fix the order; classes without a score come after them.
            classes += (labels?.entries.map(\.value) ?? []).filter { !classes.contains($0) }.sorted()
            schema.classes = classes
        case .binary:
            let values = (labels?.entries.map(\.value) ?? []).sorted()
            let positive = settings.positiveClass ?? Self.positive(among: values)
            schema.positiveClass = positive ?? "1"
            schema.classes = [values.first { $0 != schema.positiveClass } ?? "0", schema.positiveClass ?? "1"]
            if settings.positiveClass == nil, values.count == 2, !Self.usualPositives.contains(schema.classes[1].lowercased()) {
                notes.append(
                    "Taken as the positive class: '\(schema.classes[1])'. Set it with --positive-class if it is not.")
            }
            if schema.column(.predictionLabel) == nil, schema.column(.predictionScore) != nil {
                schema.decisionThreshold = settings.decisionThreshold ?? 0.5
                if settings.decisionThreshold == nil {
                    notes.append("No predicted labels: scores of 0.5 and more count as positive (--threshold sets it).")
                }
            } else {
                schema.decisionThreshold = settings.decisionThreshold
            }
        }
    }

    private static let usualPositives: Set<String> = ["1", "true", "yes", "y", "positive", "t"]

    private static func positive(among classes: [String]) -> String? {
        classes.first { usualPositives.contains($0.lowercased()) } ?? classes.last
    }
}
