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
        let stretches = Windowing.stretches(Self.stretches, of: baseline, inOrderOf: windowing.timeColumn)
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
        let unlabelled = WindowRows(key: reference.key, columns: Array(reference.columns.dropLast()))
        let coding = RowCoding(columns, reference: unlabelled)
        let table = coding.table(unlabelled).rows(known)
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
