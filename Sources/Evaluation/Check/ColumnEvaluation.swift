internal import Domain
internal import Statistics
internal import Store

/// Drift and quality of all watched columns.
struct ColumnEvaluation {
    let store: any Store
    let rules: any Rules

    struct Outcome {
        var frame: WindowFrame
        var plans: [ColumnBinning.Plan]
        /// Where changes can be looked for within an alert budget.
        var timelines: Timelines?
        var features: [FeatureReport]
        var quality: [QualityReport]

        /// Columns that the time decides.
        var timeBound: Set<String> {
            guard let timelines else { return [] }
            return Set(plans.enumerated().filter { TimeBoundColumn.decides($0.offset, value: $0.element.onlyValue, in: timelines) }.map(\.element.column.name))
        }
    }

    /// Misfits that are listed for a finding.
    private static let exampleCount = 5

    func evaluate(
        _ columns: [ModelSchema.Column], baseline: Relation, sample: Relation, current: Relation, windowing: Windowing, time: String?
    ) async throws -> Outcome {
        let numeric = columns.filter { $0.type == .numeric }
        let counted = numeric.map { CountedColumn($0.name, .numeric) }
        let referenceMoments = moments(
            try await store.moments(of: counted, in: baseline, by: .whole).first, of: numeric)
        let plans = try await ColumnBinning(store: store)
            .plans(for: columns, reference: baseline, sample: sample, moments: referenceMoments)
        let binned = plans.map(\.binned)
        let season = Season(windowing, baseline: baseline)
        var timelines: Timelines?
        if rules is BudgetRules {
            // One look at the rows is for these and for the report's windows.
            timelines = try await TimelineReader(store: store)
                .timelines(of: binned, baseline: baseline, current: current, time: time)
        }
        let before: [WindowCounts]
        if let folded = try timelines.flatMap({ try $0.folded($0.baseline, to: season?.windowing.granularity ?? .whole) }) {
            before = folded
        } else {
            before = try await store.counts(of: binned, in: baseline, by: season?.windowing ?? .whole)
        }
        let windows = try await store.moments(of: counted, in: current, by: windowing)
        let counts: [WindowCounts]
        if let folded = try timelines.flatMap({ try $0.folded($0.current, to: windowing.granularity) }) {
            counts = folded
        } else {
            counts = try await store.counts(of: binned, in: current, by: windowing)
        }
        let frame = WindowFrame(windows, windowing: windowing)

        let numericPlaces = Dictionary(uniqueKeysWithValues: numeric.indices.map { (numeric[$0].name, $0) })
        var features: [FeatureReport] = []
        var quality: [[QualityReport]] = []
        for (index, plan) in plans.enumerated() {
            let place = numericPlaces[plan.column.name]
            guard let reference = try merged(before.map { $0.columns[index] }) else {
                throw EvaluationError("\(baseline.name) has no rows")
            }
            let phases = try season?.references(before, column: index) ?? [:]
            let column = MeasuredColumn(
                plan: plan, reference: reference,
                seasonal: frame.keys.map { key in season.flatMap { phases[$0.phase(of: key)] } },
                windows: frame.aligned(counts, key: \.key) { $0.columns[index] },
                overall: try merged(counts.map { $0.columns[index] }) ?? reference,
                referenceMoments: referenceMoments[plan.column.name],
                moments: place.map { place in frame.aligned(windows, key: \.key) { $0.columns[place].moments } } ?? [],
                overallMoments: place.map { place in
                    windows.reduce(into: Moments()) { $0.merge($1.columns[place].moments) }
                })
            let (feature, checks) = column.judged(by: rules, comparisons: plans.count)
            features.append(feature)
            quality.append(checks)
        }
        try await addExamples(to: &quality, columns: binned, in: current)
        return Outcome(frame: frame, plans: plans, timelines: timelines, features: features, quality: quality.flatMap(\.self))
    }

    /// Adds the values that do not fit to the findings about them: `reports` of each of `columns`.
    private func addExamples(
        to reports: inout [[QualityReport]], columns: [BinnedColumn], in current: Relation
    ) async throws {
        let places = reports.indices.filter { reports[$0].contains(where: \.needsExamples) }
        let misfits = try await store.misfits(of: places.map { columns[$0] }, in: current, limit: Self.exampleCount)
        for (place, misfits) in zip(places, misfits) where !misfits.isEmpty {
            for index in reports[place].indices where reports[place][index].needsExamples {
                reports[place][index].detail = misfits.listed
            }
        }
    }

    private func moments(_ window: WindowMoments?, of columns: [ModelSchema.Column]) -> [String: Moments] {
        guard let window else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: zip(columns, window.columns).map { ($0.name, $1.moments) })
    }

    private func merged(_ windows: [BinnedCounts]) throws -> BinnedCounts? {
        guard var result = windows.first else { return nil }
        for window in windows.dropFirst() { try result.merge(window) }
        return result
    }
}

extension QualityReport {
    /// Whether it is about values that do not fit.
    fileprivate var needsExamples: Bool {
        (current ?? 0) > 0 && (check == QualityCheck.unseenRate.rawValue || check == QualityCheck.typeErrorRate.rawValue)
    }
}
