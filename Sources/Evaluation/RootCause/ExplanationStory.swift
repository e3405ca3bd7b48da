internal import Domain
internal import Statistics
internal import Store

/// Puts what was found into the words and numbers of a report.
struct ExplanationStory {
    let metric: DecompositionMetric
    let decomposition: ChangeDecomposition
    let learned: DecompositionLearning.Learned
    let broken: DecompositionBrokenRows
    let windows: ExplanationWindows.Read
    let schema: ModelSchema

    struct Guilty: Sendable {
        /// `nil` where no slice says which they are.
        var slice: String?
        /// What they are.
        var name: String
        var rows: [Int]
        var isBroken = false
    }

    /// Effects smaller than this share of the change are nobody's fault.
    private static let leastShare = 0.2

    private func estimate(_ estimate: ChangeDecomposition.Estimate) -> ExplanationReport.Estimate {
        let interval = decomposition.interval(of: estimate)
        return .init(value: estimate.value, lower: interval.lowerBound, upper: interval.upperBound)
    }

    var change: ExplanationReport.Change {
        .init(before: estimate(decomposition.before), after: estimate(decomposition.after), difference: estimate(decomposition.change))
    }

    // MARK: Parts

    /// The largest first.
    var parts: [ExplanationReport.Part] {
        ChangeDecomposition.Part.allCases.compactMap { part in
            guard let effect = decomposition.parts[part], let meaning = meaning(part) else { return nil }
            return ExplanationReport.Part(part: part.rawValue, effect: estimate(effect), meaning: meaning)
        }.sorted { abs($0.effect.value) > abs($1.effect.value) }
    }

    /// - Returns: `nil` for what was not looked at.
    private func meaning(_ part: ChangeDecomposition.Part) -> String? {
        switch part {
        case .brokenData:
            guard let worst = broken.faults.max(by: { $0.after - $0.before < $1.after - $1.before }) else { return nil }
            let name = windows.columns.first { $0.place == worst.column }?.column.name ?? ""
            return "cells of '\(name)' that are \(worst.kind == .missing ? "missing or unreadable" : "of categories never seen before"): "
                + "\(worst.after.percent) of the records, before \(worst.before.percent)"
                + (broken.faults.count > 1 ? ", and \(broken.faults.count - 1) more of the kind" : "")
        case .version:
            let known = Set(windows.before.versions.compactMap(\.self))
            let new = Set(windows.after.versions.compactMap(\.self)).subtracting(known)
            guard !new.isEmpty || known.count > 1, !known.isEmpty else { return nil }
            return new.isEmpty ? "versions make other shares of the predictions than before" : "predictions of \(new.sorted().joined(separator: ", "))"
        case .inputs: return "other records than before"
        case .labels:
            guard learned.steps.labels else { return nil }
            return "other shares of outcomes"
        case .concept:
            guard learned.steps.concept else { return nil }
            return "same records, other outcomes"
        }
    }

    // MARK: Columns and slices

    /// Those that push the metric where it went come first.
    var features: [ExplanationReport.Feature] {
        guard let contributions = learned.contributions else { return [] }
        let sign = decomposition.change.value < 0 ? -1.0 : 1
        return zip(windows.columns.filter(\.isFeature), contributions.effects.indices).map { column, place in
            let effect = contributions.effects[place]
            let half = 1.96 * effect.standardError
            return ExplanationReport.Feature(
                name: column.column.name, effect: .init(value: effect.value, lower: effect.value - half, upper: effect.value + half),
                inputs: effect.inputs.value, relation: effect.relation.value, use: learned.use[place])
        }.sorted { (sign * $0.effect.value, $0.use, $1.name) > (sign * $1.effect.value, $1.use, $0.name) }
    }

    func slices(_ found: ContributionSlices) -> [ExplanationReport.Slice] {
        found.slices.map { item in
            let part = item.contribution
            let half = 1.96 * part.standardError
            func metric(_ mean: Double) -> Double? { mean.isFinite ? mean : nil }
            return .init(
                slice: item.slice, shareBefore: part.shareBefore, shareAfter: part.shareAfter, metricBefore: metric(part.meanBefore),
                metricAfter: metric(part.meanAfter), mix: part.mix, rate: part.rate,
                effect: .init(value: part.total, lower: part.total - half, upper: part.total + half))
        }
    }

    /// The records behind the change: broken ones where these explain most of it, else the slice that does most, else all.
    func guilty(_ found: ContributionSlices, broken: [Bool], _ after: DecompositionWindow) -> Guilty {
        let all = Guilty(slice: nil, name: "all records after", rows: Array(0..<after.count))
        let change = decomposition.change.value
        let brokenRows = broken.indices.filter { broken[$0] }
        if let effect = decomposition.parts[.brokenData]?.value, abs(effect) > abs(change) / 2, effect * change > 0, !brokenRows.isEmpty {
            return Guilty(slice: nil, name: "records with broken cells", rows: brokenRows, isBroken: true)
        }
        guard metric.kernel == .mean, found.slices.count > 1 else { return all }
        let sign = change < 0 ? -1.0 : 1
        guard let worst = found.slices.max(by: { sign * $0.contribution.total < sign * $1.contribution.total }), !worst.after.isEmpty,
            let slice = worst.slice, sign * worst.contribution.total > Self.leastShare * abs(change)
        else { return all }
        return Guilty(slice: slice, name: slice, rows: worst.after)
    }

    // MARK: Cost

    /// What all records of the later window lose more than they would have.
    var cost: ExplanationReport.Cost? {
        guard metric.kernel == .mean else { return nil }
        let records = Double(windows.parts.after.records)
        let sign = metric.metric.higherIsBetter ? -records : records
        let effect = estimate(decomposition.change)
        let unit =
            switch metric.metric {
            case .accuracy: "wrong decisions"
            case .cost: "cost"
            case .mae: "units of error"
            default: metric.metric.rawValue
            }
        return .init(
            total: .init(value: sign * effect.value, lower: min(sign * effect.lower, sign * effect.upper), upper: max(sign * effect.lower, sign * effect.upper)),
            unit: unit)
    }

    var notes: [String] {
        var notes: [String] = []
        if decomposition.isWhollyBroken {
            notes.append("Hardly any record after is whole: all of the change is counted as broken data, and what else changed cannot be told.")
        }
        if decomposition.sharedMass < 0.5 {
            notes.append(
                "Windows have \(decomposition.sharedMass.percent) of their records in common: how the same records fare is seen in these only, and what "
                    + "records of a kind lose that was not there before is counted as P(X).")
        }
        if decomposition.isReplaced, !learned.steps.concept {
            notes.append("All records after are of versions that were not there before: what is to be expected of them goes by what the earlier ones' scores meant.")
        }
        if decomposition.isReplaced, learned.steps.concept, learned.before.outcomeSurprise == nil {
            notes.append("All records after are of versions that were not there before: a changed relation P(Y|X) cannot be told from the version.")
        }
        return notes
    }
}
