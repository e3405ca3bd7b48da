internal import Domain
internal import Statistics
internal import Store

extension CheckEvaluation {
    /// What is known of the slices that are followed, in files.
    ///
    /// - Throws: `EvaluationError` for a slice that the current records have no columns for.
    func followedSlices(
        _ input: CheckInput, baseline: Relation, performance: PerformanceEvaluation.Outcome, windowing: Windowing, frame: WindowFrame,
        notes: inout [String]
    ) async throws -> [FollowedSliceFigures] {
        let slices = options.settings.slices
        let reader = FollowedSliceReader(
            store: store, reader: PerformanceReader(store: store, plan: performance.plan), replay: performance.replay, windowing: windowing,
            frame: frame, baseline: baseline)
        let result = slices.paired(try await reader.figures(of: try slices.withRests(), in: input))
        for figures in result where figures.own.current.rows == 0 {
            notes.append("No record of \(input.current.name) is in the slice \(figures.slice.title).")
        }
        for slice in slices {
            for (name, relation) in input.references(first: baseline) {
                guard let complaint = relation.complaint(about: slice.slice) else { continue }
                notes.append("The slice \(slice.title) is not compared with --\(name): \(complaint)")
            }
        }
        return result
    }

    /// Refuses slices that production's records have no columns for, before anything is counted.
    func refuseUnknownSlices(in current: Relation) throws {
        for slice in options.settings.slices {
            guard let complaint = current.complaint(about: slice.slice) else { continue }
            let name = slice.name == slice.slice.description ? "" : " \(slice.name)"
            throw EvaluationError("--slice\(name): \(complaint)")
        }
    }

    /// Judges them within the alert budget, where there is one and windows have a length.
    func judge(
        _ reports: inout [FollowedSliceReport], _ slices: [FollowedSliceFigures], windowing: Windowing, windows: [WindowReport], replay: Replay,
        in raised: inout BudgetedAlerts
    ) throws {
        guard let rules = options.rules as? BudgetRules, let bucket = windowing.granularity.bucket else { return }
        try SliceDetection(budget: rules.forSlices, unit: bucket.hours, windows: windows, replay: replay)
            .judge(&reports, slices, isJudged: { !replay.isIncomplete(windowEnding: windows[$0].end) }, in: &raised)
    }
}

/// Reads how the records of slices fare in files.
private struct FollowedSliceReader {
    let store: any Store
    let reader: PerformanceReader
    let replay: Replay
    let windowing: Windowing
    let frame: WindowFrame
    let baseline: Relation

    func figures(of slices: [Slice], in input: CheckInput) async throws -> [SliceFigures] {
        guard !slices.isEmpty else { return [] }
        var references = slices.map { _ in [SliceFigures.Part]() }
        for (name, relation) in input.references(first: baseline) {
            for (place, part) in try await reference(name, relation, slices).enumerated() { references[place].append(part) }
        }
        // Stretches of a slice's rows are not those of all.
        let hasWindows = if case .rows = windowing.granularity { false } else { true }
        let current = input.current
        let query = reader.plan.query(current, windowing: hasWindows ? windowing : .whole, actuals: input.actuals, rows: current.rowCount)
        var timely: [TimelyPerformance] = []
        if let query { timely = try await reader.current(query, actuals: input.actuals, within: replay.within, in: slices) }
        var result: [SliceFigures] = []
        for (place, slice) in slices.enumerated() {
            var part = SliceFigures.Part(name: "current", rows: try await store.filtered(current, by: slice).rowCount)
            var windows = [PerformanceSummary?](repeating: nil, count: hasWindows ? frame.keys.count : 0)
            if timely.indices.contains(place) {
                part.whole = try PerformanceSummary.merged(timely[place].all.map(\.summary))?.usable
                if hasWindows, part.whole != nil { windows = frame.aligned(timely[place].inTime, key: \.key, \.summary).map { $0?.usable } }
            }
            result.append(SliceFigures(references: references[place], current: part, windows: windows))
        }
        return result
    }

    /// Slices in a part of the data to compare with; without records those that it has no columns for.
    private func reference(_ name: String, _ relation: Relation, _ slices: [Slice]) async throws -> [SliceFigures.Part] {
        let isBaseline = relation == baseline
        let known = slices.filter { relation.complaint(about: $0) == nil }
        let windows = try await reader.baseline(
            relation, isBaseline ? windowing : .whole, within: isBaseline ? replay.within : nil, in: known)
        var parts: [SliceFigures.Part] = []
        for slice in slices {
            var part = SliceFigures.Part(name: name, rows: 0)
            if let place = known.firstIndex(of: slice) {
                part.rows = try await store.filtered(relation, by: slice).rowCount
                part.whole = windows[place]?.whole.usable
                if isBaseline { part.windows = windows[place]?.windows ?? [] }
            }
            parts.append(part)
        }
        return parts
    }
}

extension CheckInput {
    /// Everything that was given to compare with, with its name, the baseline first.
    fileprivate func references(first baseline: Relation) -> [(name: String, relation: Relation)] {
        let all = parts.filter { ["training", "validation", "reference"].contains($0.name) }
        return all.filter { $0.relation == baseline }.prefix(1) + all.filter { $0.relation != baseline }
    }
}
