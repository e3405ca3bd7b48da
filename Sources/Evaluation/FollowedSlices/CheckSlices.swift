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
        var result: [FollowedSliceFigures] = []
        for slice in options.settings.slices {
            let rest: Slice
            do {
                rest = try Slice(.not(slice.slice.expression))
            } catch {
                throw EvaluationError("slice \(slice.name): it cannot be followed, as the rest of the records cannot be written: \(error)")
            }
            let figures = FollowedSliceReader(
                store: store, reader: PerformanceReader(store: store, plan: performance.plan), replay: performance.replay, windowing: windowing,
                frame: frame, baseline: baseline)
            let own = try await figures.figures(of: slice.slice, in: input)
            result.append(FollowedSliceFigures(slice: slice, own: own, rest: try await figures.figures(of: rest, in: input)))
            if own.current.rows == 0 {
                notes.append("No record of \(input.current.name) is in the slice \(slice.title).")
            }
            for (name, relation) in input.references(first: baseline) where !isIn(relation, slice.slice) {
                notes.append("The slice \(slice.title) is not compared with --\(name): \(problem(of: slice.slice, in: relation))")
            }
        }
        return result
    }

    /// Refuses slices that production's records have no columns for, before anything is counted.
    func refuseUnknownSlices(in current: Relation) throws {
        for slice in options.settings.slices where !isIn(current, slice.slice) {
            let name = slice.name == slice.slice.description ? "" : " \(slice.name)"
            throw EvaluationError("--slice\(name): \(problem(of: slice.slice, in: current))")
        }
    }

    /// Judges them within the alert budget, where there is one and windows have a length.
    func judge(
        _ reports: inout [FollowedSliceReport], _ slices: [FollowedSliceFigures], windowing: Windowing, windows: [WindowReport], replay: Replay,
        in raised: inout BudgetedAlerts
    ) throws {
        guard let rules = options.rules as? BudgetRules, let bucket = windowing.granularity.bucket, !slices.isEmpty else { return }
        let detection = SliceDetection(
            budget: rules.forSlices, unit: Double(bucket.length) / Double(TimeBucket.hour.length), windows: windows, replay: replay)
        let findings = try detection.findings(slices) { !replay.isIncomplete(windowEnding: windows[$0].end) }
        detection.tell(findings, of: slices.map(\.slice), in: &raised)
        detection.mark(&reports, by: findings, alerts: (raised.outcomes ?? []) + (raised.performance ?? []) + (raised.slices ?? []))
    }

    /// Whether a slice can be asked of a relation.
    func isIn(_ relation: Relation, _ slice: Slice) -> Bool {
        do {
            _ = try relation.checked(slice)
            return true
        } catch {
            return false
        }
    }

    private func problem(of slice: Slice, in relation: Relation) -> String {
        do {
            _ = try relation.checked(slice)
            return ""
        } catch {
            return error.description
        }
    }
}

/// Reads how the records of a slice fare in files.
private struct FollowedSliceReader {
    let store: any Store
    let reader: PerformanceReader
    let replay: Replay
    let windowing: Windowing
    let frame: WindowFrame
    let baseline: Relation

    func figures(of slice: Slice, in input: CheckInput) async throws -> SliceFigures {
        var references: [SliceFigures.Part] = []
        for (name, relation) in input.references(first: baseline) {
            var part = SliceFigures.Part(name: name, rows: 0)
            if let records = try await filtered(relation, slice) {
                part.rows = records.rowCount
                let isBaseline = relation == baseline
                let known = records.rowCount == 0
                    ? nil : try await reader.baseline(records, isBaseline ? windowing : .whole, within: isBaseline ? replay.within : nil)
                part.whole = known?.whole.usable
                if isBaseline { part.windows = known?.windows ?? [] }
            }
            references.append(part)
        }
        let records = try await store.filtered(input.current, by: slice)
        var current = SliceFigures.Part(name: "current", rows: records.rowCount)
        var windows = [PerformanceSummary?](repeating: nil, count: frame.keys.count)
        // Stretches of a slice's rows are not those of all.
        let hasWindows = if case .rows = windowing.granularity { false } else { true }
        if records.rowCount > 0,
            let query = reader.plan.query(
                records, windowing: hasWindows ? windowing : .whole, actuals: input.actuals, rows: records.rowCount)
        {
            let (all, judged) = try await reader.current(query, actuals: input.actuals, within: replay.within)
            current.whole = try PerformanceSummary.merged(all.map(\.summary))?.usable
            if hasWindows, current.whole != nil { windows = frame.aligned(judged, key: \.key, \.summary).map { $0?.usable } }
        }
        return SliceFigures(references: references, current: current, windows: hasWindows ? windows : [])
    }

    /// - Returns: `nil` where the relation has no columns for the slice.
    private func filtered(_ relation: Relation, _ slice: Slice) async throws -> Relation? {
        do {
            _ = try relation.checked(slice)
        } catch {
            // It is told in the report's notes.
            return nil
        }
        return try await store.filtered(relation, by: slice)
    }
}

extension CheckInput {
    /// Everything that was given to compare with, with its name, the baseline first.
    fileprivate func references(first baseline: Relation) -> [(name: String, relation: Relation)] {
        let all = parts.filter { ["training", "validation", "reference"].contains($0.name) }
        return all.filter { $0.relation == baseline }.prefix(1) + all.filter { $0.relation != baseline }
    }
}
