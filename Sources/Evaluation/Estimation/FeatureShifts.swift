internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// What scores mean in windows whose features come in other shares than the reference's: for estimates by importance-weighted calibration.
struct FeatureShifts {
    let store: any Store
    let schema: ModelSchema

    /// Rows that are looked at: of each window, and of the whole reference.
    private static let rowsPerWindow = 1_000
    private static let referenceRows = 8_000
    private static let stretches = 20
    private static let mostWindows = 100

    struct Shift: Sendable {
        /// For each class that has scores of its own; one for a binary model.
        var calibrations: [WeightedCalibration]
        /// Whether enough of the reference's records are like the window's.
        var isSupported: Bool
    }

    /// - Parameter features: that windows may differ by; none that tells the time, by which every window differs from all.
    /// - Returns: for each of the frame's windows; `nil` for all without scores, or labels in a column of the reference, and with more windows than
    ///   a hundred.
    func shifts(
        by features: [String], baseline: Relation, current: Relation, windowing: Windowing, frame: WindowFrame
    ) async throws -> [Shift?]? {
        guard frame.keys.count <= Self.mostWindows, !features.isEmpty, let scored = scoredClasses(in: baseline),
            scored.allSatisfy({ current.column($0.score) != nil }), let actual = schema.column(.actual)?.name, baseline.column(actual) != nil
        else { return nil }
        let columns =
            features.map { CountedColumn($0, schema.columns.first { [name = $0] in $0.name == name }?.type ?? .categorical) }
            + scored.map { CountedColumn($0.score, .numeric) }
        let stretches = Windowing(
            .rows(max(1, (baseline.rowCount + Self.stretches - 1) / Self.stretches)),
            timeColumn: windowing.timeColumn.flatMap { baseline.column($0)?.name })
        let parts = try await store.rows(
            of: columns + [CountedColumn(actual, .categorical)], in: baseline, by: stretches, limit: Self.referenceRows / Self.stretches)
        let now = try await store.rows(of: columns, in: current, by: windowing, limit: Self.rowsPerWindow)
        guard let reference = WindowRows(joining: parts) else { return nil }
        let learning = FeatureShiftLearning(
            columns: columns, classes: scored.map(\.name), reference: reference, windows: frame.aligned(now, key: \.key, \.self))
        return try await TreeRunner().run { try learning.shifts() }
    }

    /// Columns of scores, each with the class that it is the score of.
    private func scoredClasses(in baseline: Relation) -> [(name: String, score: String)]? {
        switch PerformancePlan(schema: schema).prediction(in: baseline, resolution: .exact) {
        case .binary(let score?, _, let positive, _, _, _)?: [(positive, score)]
        case .multiclass(_, let scores, let classes, _)? where scores.count == classes.count && !scores.isEmpty:
            zip(classes, scores).map { ($0, $1) }
        default: nil
        }
    }
}

/// The reference's labelled rows, weighted for each window.
private struct FeatureShiftLearning: Sendable {
    /// Features, then the scores of the classes.
    let columns: [CountedColumn]
    let classes: [String]
    /// With the actual class as the last column.
    let reference: WindowRows
    let windows: [WindowRows?]

    /// Weights that rest on fewer records, or a smaller part of all, say nothing.
    private static let least = (records: 200.0, share: 0.03)
    /// On a side, for trees to learn from.
    private static let leastRows = 100

    func shifts() throws -> [FeatureShifts.Shift?] {
        let places = columns.count - classes.count
        let scores = (0..<classes.count).map { reference.columns[places + $0].numbers }
        let actuals = reference.columns[columns.count].categories
        let known = actuals.indices.filter { row in actuals[row] != nil && !scores.contains { $0[row].isNaN } }
        guard known.count >= Self.leastRows else { return windows.map { _ in nil } }
        let coding = RowCoding(columns, reference: WindowRows(key: reference.key, columns: Array(reference.columns.dropLast())))
        let table = coding.table(WindowRows(key: reference.key, columns: Array(reference.columns.dropLast()))).rows(known)
        return try windows.map { window in
            guard let window, window.count >= Self.leastRows,
                let weights = try DensityRatio.weights(reference: table, window: coding.table(window))
            else { return nil }
            let calibrations = classes.indices.compactMap { place in
                WeightedCalibration(
                    scores: known.map { scores[place][$0] }, isPositive: known.map { actuals[$0].map(className) == classes[place] }, weights: weights)
            }
            guard calibrations.count == classes.count, let size = calibrations.first?.effectiveSize else { return nil }
            return FeatureShifts.Shift(
                calibrations: calibrations, isSupported: size >= Self.least.records && size >= Self.least.share * Double(known.count))
        }
    }
}

/// How much more often rows like each of a reference's come in a window than in the reference.
enum DensityRatio {
    private static let folds = 2
    /// No row counts for more; those of a window that the reference has hardly any like would otherwise hang on a single one.
    private static let most = 50.0
    /// Standard errors above one half that the area under the ROC curve must be for rows to differ at all.
    private static let leastDifference = 1.64

    /// The odds of being the window's that trees give, which have not learned from the row (Bickel, Brückner and Scheffer, "Discriminative Learning
    /// Under Covariate Shift", JMLR 10, 2009), divided by the odds of a row of which nothing is known. All are 1 where trees cannot tell the window's
    /// rows from the reference's.
    ///
    /// - Returns: for each row of the reference; `nil` for fewer than ten rows in a fold on either side.
    static func weights(reference: TreeTable, window: TreeTable, seed: UInt64 = 1) throws -> [Double]? {
        guard min(reference.rowCount, window.rowCount) >= 10 * folds else { return nil }
        var random = SplitMix64(seed: seed)
        let dealt = [reference, window].map { table in
            // Rows come in order of time: dealt out at random, no fold is a time of its own.
            (0..<table.rowCount).shuffled(using: &random)
        }
        func rows(_ part: Int, _ isIn: (Int) -> Bool) -> [Int] { dealt[part].enumerated().filter { isIn($0.offset % folds) }.map(\.element) }
        var weights = [Double](repeating: 0, count: reference.rowCount)
        var z = 0.0
        for fold in 0..<folds {
            var training = reference.rows(rows(0) { $0 != fold })
            let others = training.rowCount
            training.append(contentsOf: window.rows(rows(1) { $0 != fold }))
            let trees = try BoostedTrees(
                training: training, labels: (0..<training.rowCount).map { $0 < others ? 0 : 1 }, settings: DomainClassifier.settings)
            let odds = Double(others) / Double(training.rowCount - others)
            let places = rows(0) { $0 == fold }
            let before = try trees.predictions(for: reference.rows(places))
            for (place, share) in zip(places, before) { weights[place] = min(most, share / max(1 - share, .leastNormalMagnitude) * odds) }
            let now = try trees.predictions(for: window.rows(rows(1) { $0 == fold }))
            guard let area = TwoSamples(reference: before, current: now)?.ties.probabilityOfLargerCurrent else { return nil }
            let (n, m) = (Double(before.count), Double(now.count))
            z += (area - 0.5) / ((n + m + 1) / (12 * n * m)).squareRoot() / (DomainClassifier.dependence * Double(folds).squareRoot())
        }
        return z < leastDifference ? weights.map { _ in 1 } : weights
    }
}
