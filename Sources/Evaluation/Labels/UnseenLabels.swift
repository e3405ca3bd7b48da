internal import Domain
internal import Statistics
internal import Store

/// Labels of classes that the model does not have: what becomes of them, and whether the others are enough.
struct UnseenLabels {
    let store: any Store
    let rules: any Rules
    let schema: ModelSchema

    /// With a smaller share of labels than this of known classes, the labels are another scheme's: no metric of the few
    /// that fit by accident means anything.
    private static let leastKnownShare = 0.05
    private static let exampleCount = 5

    /// Whether enough of the labels are of the model's classes for metrics to mean something.
    static func areEnough(_ summary: PerformanceSummary) -> Bool {
        Double(summary.labelled) >= leastKnownShare * Double(summary.labelled + summary.unknownClass)
    }

    /// - Parameters:
    ///   - windows: each window's labels as far as known when it was judged.
    ///   - overall: all labels.
    func report(
        reference: PerformanceSummary?, windows: [PerformanceSummary?], overall: PerformanceSummary, in labels: Relation,
        notes: inout [String]
    ) async throws -> QualityReport? {
        guard overall.unknownClass > 0, let column = schema.column(.actual)?.name else { return nil }
        let examples = try await examples(column, in: labels)
        notes.append(note(overall, examples: examples))
        // A list of classes that was cut short does not tell which are new.
        guard schema.classes.count < TypeInference.dictionaryLimit else { return nil }
        var report = RateSeries(check: .unseenLabel, column: column, rules: rules, comparisons: 1).report(
            reference: reference.flatMap(share), windows: windows.map { $0.flatMap(share) }, overall: share(overall))
        report?.detail = examples.listed
        return report
    }

    private func note(_ overall: PerformanceSummary, examples: [Misfit]) -> String {
        let known = schema.classes.sorted().prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        let all = overall.labelled + overall.unknownClass
        if Self.areEnough(overall) {
            return "\(overall.unknownClass) of \(all) labels are of no class that the reference has (\(known)): "
                + "\(examples.listed). Their records are left out of performance."
        }
        return "Performance cannot be computed: \(overall.labelled) of \(all) labels are of the reference's classes "
            + "(\(known)); the others are \(examples.listed). Give the actuals the names that the reference has, or the "
            + "reference theirs."
    }

    private func share(_ summary: PerformanceSummary) -> Proportion? {
        Proportion(count: summary.unknownClass, total: summary.unknownClass + summary.labelled)
    }

    private func examples(_ column: String, in labels: Relation) async throws -> [Misfit] {
        let known = Set(schema.classes)
        return try await store.categories(
            of: [CountedColumn(column, .categorical)], in: labels, limit: TypeInference.dictionaryLimit
        )[0].entries.filter { !known.contains(className($0.value)) }.prefix(Self.exampleCount)
            .map { Misfit(value: $0.value, count: $0.count) }
    }
}
