internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// What trees learn of two windows, so that the change of a metric between them can be taken apart. All calls block.
struct DecompositionLearning: Sendable {
    let metric: DecompositionMetric
    let before: DecompositionWindow
    let after: DecompositionWindow
    /// Features that both windows have, as places among the cells.
    let features: [(place: Int, column: CountedColumn)]
    let classCount: Int
    /// Whether values are of ground truth, not expected ones.
    let hasLabels: Bool
    let isBroken: (before: [Bool], after: [Bool])
    let versions: (before: [Int], after: [Int])
    /// Features that slices with a change of their own are made of.
    let sliced: Set<String>
    /// Whether the change is shared out among columns, which takes most of the time.
    let attributes: Bool

    struct Learned: Sendable {
        var before: DecompositionRows
        var after: DecompositionRows
        var steps: ChangeDecomposition.Steps
        /// What each feature adds to the change; `nil` where the metric is no mean.
        var contributions: FeatureContributions?
        /// By feature, how much predictions hang on it.
        var use: [Double]
    }

    /// Rows that importances and contributions are learned from.
    private static let explainedRows = 20_000
    /// A column is looked at when it has this share of the predictions' importances, or of the outcomes', where chance gives more.
    private static let leastUse = 0.005
    private static let leastMeaning = 0.02
    /// What a column saves has to be more than this much of what a shuffled copy does.
    private static let luck = 1.5
    private static let mostColumns = 30

    func learned() throws -> Learned {
        let tables = DecompositionTables(features, before: before.rows, after: after.rows)
        let use = try use(tables.before)
        let meaning = hasLabels ? try importances(tables.before, of: outcomes(before.rows)) : use
        let relevant = features.indices
            .filter { use[$0] >= Self.leastUse || meaning[$0] >= Self.leastMeaning || sliced.contains(features[$0].column.name) }
            .sorted { max(use[$0], meaning[$0]) > max(use[$1], meaning[$1]) }.prefix(Self.mostColumns).sorted()
        var learned = Learned(
            before: rows(before, isBroken.before, versions.before, classes(before.rows)),
            after: rows(after, isBroken.after, versions.after, classes(after.rows)),
            steps: .init(concept: hasLabels), contributions: nil, use: use)
        let places = relevant.isEmpty ? Array(features.indices) : relevant
        let (early, late) = (tables.before.columns(places), tables.after.columns(places))
        if hasLabels { try tellApart(early, late, &learned) }
        if attributes, metric.kernel == .mean {
            learned.contributions = try FeatureContributions(
                early, late, places: places, of: features.count, before: before, after: after, hasConcept: hasLabels)
        }
        return learned
    }

    private func rows(_ window: DecompositionWindow, _ broken: [Bool], _ versions: [Int], _ classes: [Int]) -> DecompositionRows {
        DecompositionRows(values: window.values, weights: window.weights, isBroken: broken, versions: versions, classes: classes)
    }

    /// The class of each record's ground truth; of numbers one of five stretches.
    private func classes(_ rows: LabelledRows) -> [Int] {
        guard hasLabels else { return rows.actuals.map { _ in 0 } }
        guard metric.task == .regression else { return rows.actuals.map { Int($0) } }
        let sorted = before.rows.actuals.sorted()
        let limits = (1..<5).map { sorted[$0 * sorted.count / 5] }
        return rows.actuals.map { actual in limits.count { $0 <= actual } }
    }

    // MARK: What matters

    /// How much the predictions hang on each column.
    private func use(_ table: TreeTable) throws -> [Double] {
        let predictions = before.rows.predictions
        if !predictions.scores.isEmpty { return try importances(table, of: Array(predictions.scores.prefix(5))) }
        if metric.task != .multiclass { return try importances(table, of: [predictions.decisions]) }
        return try importances(table, of: (0..<min(5, classCount)).map { place in predictions.decisions.map { $0 == Double(place) ? 1 : 0 } })
    }

    private func outcomes(_ rows: LabelledRows) -> [[Double]] {
        guard metric.task == .multiclass else { return [rows.actuals] }
        return (0..<min(5, classCount)).map { place in rows.actuals.map { $0 == Double(place) ? 1 : 0 } }
    }

    /// The share of each column in what trees save, of all targets together, beyond what shuffled copies of the columns save: chance gives those of many
    /// values most (Kursa and Rudnicki, "Feature Selection with the Boruta Package", Journal of Statistical Software 36, 2010).
    private func importances(_ table: TreeTable, of targets: [[Double]]) throws -> [Double] {
        let count = table.columns.count
        var gains = [Double](repeating: 0, count: count)
        let saved = try atOnce(targets.count) { target in
            let target = targets[target]
            let usable = target.indices.filter { target[$0].isFinite && abs(target[$0]) < 1e15 }
            let step = max(1, usable.count / Self.explainedRows)
            let chosen = usable.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
            guard chosen.count >= 50 else { return [Double](repeating: 0, count: 2 * count) }
            let trees = try BoostedTrees(
                training: table.rows(chosen).withShuffledCopies(), labels: chosen.map { target[$0] }, settings: Self.settings(.mean))
            return try trees.gains()
        }
        for own in saved {
            for place in 0..<count { gains[place] += max(0, own[place] - Self.luck * own[count + place]) }
        }
        let total = gains.reduce(0, +)
        return total > 0 ? gains.map { $0 / total } : gains
    }

    static func settings(_ objective: TreeSettings.Objective) -> TreeSettings {
        var settings = TreeSettings(objective)
        (settings.trees, settings.leaves, settings.leastRowsPerLeaf) = (40, 8, 20)
        return settings
    }

    // MARK: P(X) and P(Y|X)

    private func tellApart(_ early: TreeTable, _ late: TreeTable, _ learned: inout Learned) throws {
        let chain = DecompositionChain(before: learned.before, after: learned.after, metric: metric.kernel, steps: learned.steps)
        guard !chain.isWhollyBroken else { return }
        let isReplaced = chain.isReplaced
        // The predictions go along: most of a loss follows from them. Those of another version are no input that both windows share.
        let (early, late) = isReplaced
            ? (early, late) : (early.adding(predictions(before.rows)), late.adding(predictions(after.rows)))
        let places = CrossFolds(before: early.rowCount, after: late.rowCount, count: CrossFolds.parts(of: early.rowCount + late.rowCount))
        let weights = chain.likeBefore
        (learned.before.membership, learned.after.membership) = try membership(early, late, places, before.weights, weights)
        if let labelled = try labelShift(early, late, places, learned, weights) {
            learned.steps.labels = true
            (learned.before.membership, learned.after.membership) = labelled
        }
        guard metric.kernel == .mean else { return }
        let expected = try expectedValues(early, late, places, weights)
        (learned.before.expectedBefore, learned.before.expectedAfter) = (expected.before.zero, expected.before.one)
        (learned.after.expectedBefore, learned.after.expectedAfter) = (expected.after.zero, expected.after.one)
        if isReplaced { (learned.before.outcomeSurprise, learned.after.outcomeSurprise) = try surprises(early, late, places) }
    }

    private func predictions(_ rows: LabelledRows) -> [(name: String, values: [Double])] {
        let scores = rows.predictions.scores.enumerated().map { (name: "\u{0}score \($0)", values: $1) }
        return scores.isEmpty ? [(name: "\u{0}decision", values: rows.predictions.decisions)] : scores
    }

    /// Probabilities of the later window, were both equally large.
    func membership(
        _ early: TreeTable, _ late: TreeTable, _ places: CrossFolds, _ ofEarly: [Double], _ ofLate: [Double]
    ) throws -> (before: [Double], after: [Double]) {
        let totals = (ofEarly.reduce(0, +), ofLate.reduce(0, +))
        let size = Double(early.rowCount + late.rowCount) / 2
        let weights = ofEarly.map { $0 * size / totals.0 } + ofLate.map { $0 * size / totals.1 }
        let labels = (0..<(early.rowCount + late.rowCount)).map { $0 < early.rowCount ? 0.0 : 1 }
        let predicted = try places.predicted(early, late, labels: labels, weights: weights, Self.settings(.binary))
        let sharpened = Sharpening(predicted, labels: labels, weights: weights).values(predicted)
        return (Array(sharpened.prefix(early.rowCount)), Array(sharpened.dropFirst(early.rowCount)))
    }

    /// What values to expect of each row, were it of the one window or of the other.
    private func expectedValues(
        _ early: TreeTable, _ late: TreeTable, _ places: CrossFolds, _ ofLate: [Double]
    ) throws -> (before: (zero: [Double], one: [Double]), after: (zero: [Double], one: [Double])) {
        let weights = before.weights + ofLate
        @Sendable func marked(_ table: TreeTable, _ value: Double) -> TreeTable {
            table.adding([(name: "\u{0}window", values: Array(repeating: value, count: table.rowCount))])
        }
        let predicted = try places.predicted(
            marked(early, 0), marked(late, 1), labels: before.values + after.values, weights: weights, Self.settings(.mean)
        ) { table in
            let plain = table.columns(Array(early.columns.indices))
            return (marked(plain, 0), marked(plain, 1))
        }
        func every(_ rows: Range<Int>, _ place: Int) -> [Double] { rows.map { predicted[2 * $0 + place] } }
        let (own, others) = (0..<early.rowCount, early.rowCount..<(early.rowCount + late.rowCount))
        return ((every(own, 0), every(own, 1)), (every(others, 0), every(others, 1)))
    }
}
