internal import Domain
internal import Store

extension SchemaInference {
    /// The task: as set, else from the classes' scores, the labels and the predictions.
    func inferTask(_ columns: [ModelSchema.Column], labels: SampledLabels?) -> ModelTask {
        if let task = settings.task { return task }
        let classScores = columns.count { if case .classScore = $0.role { true } else { false } }
        if classScores >= 2 { return .multiclass }
        let prediction = columns.first { $0.role == .predictionLabel }
        let score = columns.first { $0.role == .predictionScore }
        if let labels {
            if labels.distinct <= 2 { return .binary }
            switch labels.type {
            case .double: return .regression
            case .text: return .multiclass
            default:
                // Whole numbers: classes when they are few and predicted as such, a quantity otherwise.
                return labels.distinct <= 20 && prediction?.type == .categorical ? .multiclass : .regression
            }
        }
        if score != nil { return .binary }
        return prediction?.type == .numeric ? .regression : .binary
    }

    /// Names the classes; for a binary task the positive one is the last.
    ///
    /// - Throws: `EvaluationError` for a positive class that was set and that neither of two known classes is.
    func describeClasses(_ schema: inout ModelSchema, labels: [String], notes: inout [String]) throws {
        switch schema.task {
        case .regression:
            break
        case .multiclass:
            var classes = schema.columns.compactMap { if case .classScore(let name) = $0.role { className(name) } else { nil } }
            // Scores fix the order; classes without a score come after them.
            classes += labels.filter { !classes.contains($0) }.sorted()
            schema.classes = classes
        case .binary:
            let values = labels.sorted()
            try requireKnown(settings.positiveClass, among: values, of: schema)
            let positive = settings.positiveClass.map(className) ?? Self.positive(among: values) ?? "1"
            let negatives = values.filter { $0 != positive }
            schema.positiveClass = positive
            schema.classes = (negatives.isEmpty ? ["0"] : negatives) + [positive]
            if settings.positiveClass == nil, !values.isEmpty, !Self.isUsual(values) {
                notes.append("Taken as the positive class: '\(positive)'. Set it with --positive-class if it is not.")
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

    /// One class alone may be the negative one, so that nothing can be said of the other.
    private func requireKnown(_ positive: String?, among classes: [String], of schema: ModelSchema) throws {
        guard let positive, classes.count >= 2, !classes.contains(className(positive)) else { return }
        let nearest = NearestName.nearest(to: positive, among: classes).map { "; did you mean '\($0)'?" } ?? ""
        let more = classes.count > 10 ? " and \(classes.count - 10) more" : ""
        throw EvaluationError(
            "--positive-class: '\(positive)' is no class of the column '\(schema.column(.actual)?.name ?? "")'; there are: "
                + classes.prefix(10).map { "'\($0)'" }.joined(separator: ", ") + more + nearest)
    }

    /// Pairs of which everybody knows the positive one, negative first.
    private static let usualPairs = [["0", "1"], ["-1", "1"], ["no", "yes"], ["n", "y"], ["f", "t"], ["negative", "positive"]]

    /// Whether nothing was guessed: these classes are of a usual pair.
    private static func isUsual(_ classes: [String]) -> Bool {
        usualPairs.contains { Set($0).isSuperset(of: classes.map { $0.lowercased() }) }
    }

    private static let usualPositives: Set<String> = ["1", "true", "yes", "y", "positive", "t"]

    private static func positive(among classes: [String]) -> String? {
        if let known = classes.first(where: { usualPositives.contains($0.lowercased()) }) { return known }
        // One class alone may be the negative one of a usual pair: the other has not come yet.
        if classes.count == 1, let pair = usualPairs.first(where: { $0[0] == classes[0].lowercased() }) { return pair[1] }
        return classes.last
    }
}
