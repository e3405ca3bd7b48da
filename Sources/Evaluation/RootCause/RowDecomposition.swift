package import Domain
package import Statistics
package import Store

/// The change of a metric between two sets of records, taken apart from the records alone. All calls block, while trees are grown.
package struct RowDecomposition: Sendable {
    package let decomposition: ChangeDecomposition
    let learned: DecompositionLearning.Learned
    let broken: DecompositionBrokenRows
    /// Whether each later record is broken.
    let isBroken: [Bool]

    /// - Parameters:
    ///   - columns: the rows' cells, all of them features.
    ///   - metric: `nil` for the task's.
    ///   - classCount: of several classes how many there are.
    /// - Returns: `nil` for fewer than thirty records with ground truth in one of the windows, or where the metric does not exist.
    /// - Throws: `EvaluationError` for a metric that predictions do not have; errors of trees.
    package init?(
        before: LabelledRows, after: LabelledRows, columns: [CountedColumn], task: ModelTask, metric: ComparedMetric? = nil, classCount: Int = 2
    ) throws {
        let metric = try DecompositionMetric(metric, task: task, costs: nil, windows: [before, after], hasLabels: true)
        let places = columns.indices.map { (place: $0, column: columns[$0]) }
        try self.init(
            metric, DecompositionWindow(labelled: before, metric), DecompositionWindow(labelled: after, metric), features: places,
            broken: DecompositionBrokenRows(before: before, after: after, columns: Array(columns.indices)), classCount: classCount, hasLabels: true, sliced: [])
    }

    init?(
        _ metric: DecompositionMetric, _ before: DecompositionWindow, _ after: DecompositionWindow,
        features: [(place: Int, column: CountedColumn)], broken: DecompositionBrokenRows, classCount: Int, hasLabels: Bool, sliced: Set<String>,
        attributes: Bool = true
    ) throws {
        guard min(before.count, after.count) >= 30 else { return nil }
        isBroken = broken.flags(after.rows)
        self.broken = broken
        let learning = DecompositionLearning(
            metric: metric, before: before, after: after, features: features, classCount: classCount, hasLabels: hasLabels,
            isBroken: (broken.flags(before.rows), isBroken), versions: Self.versions(before.rows, after.rows), sliced: sliced,
            attributes: attributes)
        learned = try learning.learned()
        guard let decomposition = ChangeDecomposition(before: learned.before, after: learned.after, metric: metric.kernel, steps: learned.steps)
        else { return nil }
        self.decomposition = decomposition
    }

    /// What each column adds to the change, in their order; empty where the metric is no mean.
    package var contributions: [ChangeDecomposition.Estimate] {
        learned.contributions?.effects.map { .init(value: $0.value, standardError: $0.standardError) } ?? []
    }

    /// Whether P(Y) was held for the better explanation.
    package var isLabelShift: Bool { learned.steps.labels }

    /// Versions by their places in one list for both windows; all the same where records of one do not name any.
    private static func versions(_ before: LabelledRows, _ after: LabelledRows) -> (before: [Int], after: [Int]) {
        guard !before.versions.contains(nil), !after.versions.contains(nil) else { return (before.versions.map { _ in 0 }, after.versions.map { _ in 0 }) }
        var places: [String?: Int] = [:]
        for version in before.versions + after.versions where places[version] == nil { places[version] = places.count }
        return (before.versions.map { places[$0] ?? 0 }, after.versions.map { places[$0] ?? 0 })
    }
}
