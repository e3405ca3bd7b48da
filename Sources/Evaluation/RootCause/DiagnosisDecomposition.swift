internal import Domain
internal import Foundation
internal import Statistics
internal import Store
internal import Trees

/// The change of a metric since an onset, taken apart by cause from the records that a diagnosis has read anyway.
struct DiagnosisDecomposition: Sendable {
    let known: DiagnosisCase
    let task: ModelTask

    /// Records of each side that are looked at, and labels below which nothing is told.
    private static let rows = 8_000
    private static let leastLabels = 200

    /// - Returns: `nil` where too few labels are known, and for several classes, whose single scores a diagnosis does not read. Blocks.
    func parts() throws -> DecomposedChange? {
        guard task != .multiclass, min(known.before.labelled.count, known.after.labelled.count) >= Self.leastLabels else { return nil }
        let (before, after) = (Self.rows(known.before, task), Self.rows(known.after, task))
        let columns = known.rows.columns.map { CountedColumn($0.name, $0.type) }
        let all = columns.enumerated().map { (place: $0.offset, column: $0.element) }
        let metric = try DecompositionMetric(nil, task: task, costs: nil, windows: [before, after], hasLabels: true)
        let timely = try DecompositionCalendar.places(in: DecompositionTables(all, before: before, after: after).before, times: before.times)
        let features = all.filter { !timely.contains($0.place) }
        guard !features.isEmpty,
            let rows = try RowDecomposition(
                metric, DecompositionWindow(labelled: before, metric), DecompositionWindow(labelled: after, metric), features: features,
                broken: DecompositionBrokenRows(before: before, after: after, columns: features.map(\.place)), classCount: 2, hasLabels: true, sliced: [],
                attributes: false)
        else { return nil }
        return DecomposedChange(rows.decomposition, of: metric.metric)
    }

    private static func rows(_ side: EvidenceRows.Side, _ task: ModelTask) -> LabelledRows {
        let places = side.inOrder.thinned(to: rows)
        let some = side.taking(places)
        var result = LabelledRows(
            total: side.count, predictions: task == .regression ? .init(decisions: some.scores, scores: []) : .init(decisions: [], scores: [some.scores]),
            cells: WindowRows(key: nil, columns: some.cells))
        result.places = places.map(Int64.init)
        result.times = some.times.map { $0.isFinite ? Int64($0 * 1e6) : nil }
        result.versions = some.versions
        result.actuals = some.truths
        return result
    }
}

/// A change of a metric and the parts that add up to it, with 95 % intervals.
struct DecomposedChange: Sendable {
    typealias Estimate = ExplanationReport.Estimate

    let metric: ComparedMetric
    let change: Estimate
    let parts: [ChangeDecomposition.Part: Estimate]

    init(_ decomposition: ChangeDecomposition, of metric: ComparedMetric) {
        func estimate(_ value: ChangeDecomposition.Estimate) -> Estimate {
            let interval = decomposition.interval(of: value)
            return Estimate(value: value.value, lower: interval.lowerBound, upper: interval.upperBound)
        }
        self.metric = metric
        change = estimate(decomposition.change)
        parts = decomposition.parts.mapValues(estimate)
    }

    var isWorse: Bool { change.isSure && (change.value > 0) != metric.higherIsBetter }

    /// The part that surely has more than half of a change that is sure.
    var carrier: (part: ChangeDecomposition.Part, effect: Estimate)? {
        guard change.isSure else { return nil }
        let most = parts.max { abs($0.value.value) < abs($1.value.value) }
        guard let most, most.value.isSure, most.value.value * change.value > 0, abs(most.value.value) > abs(change.value) / 2 else { return nil }
        return (most.key, most.value)
    }

    /// The diagnosis with these parts, its advice brought into agreement with the one that carries the change.
    func told(in diagnosis: Diagnosis) -> Diagnosis {
        var result = diagnosis
        result.decomposedMetric = metric.rawValue
        result.decomposition = Dictionary(uniqueKeysWithValues: parts.filter { $0.value.value != 0 }.map { ($0.key.rawValue, $0.value.value) })
        // Without evidence nothing was diagnosed, and nothing is to be set right.
        guard !diagnosis.evidence.isEmpty, isWorse, let carrier, let mode = diagnosis.failureMode.flatMap(FailureMode.init) else { return result }
        func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + value.short }
        let share = "\(signed(carrier.effect.value)) of the \(signed(change.value)) in \(metric.rawValue)"
        let since = diagnosis.since.map { " from \($0.day) on" } ?? ""
        switch (carrier.part, mode) {
        case (.concept, .covariateDrift), (.concept, .none):
            result.evidence.append(.init("another relation of inputs and outcomes, P(Y|X), carries \(share)", supports: false))
            result.advice = [
                "Train again on labels\(since): other outcomes of the same inputs carry \(share), and to weigh records anew is not enough.",
                "Until then decide by other means, or with a margin: the model's scores say less than they did.",
            ]
        case (.concept, .populationShift), (.concept, .labelShift):
            result.evidence.append(.init("another relation of inputs and outcomes, P(Y|X), carries \(share)", supports: false))
            result.advice.append("Take labels\(since) for it: other outcomes of the same inputs carry \(share), and to weigh old records anew is not enough.")
        case (.concept, .trainingServingSkew), (.concept, .dataQuality):
            result.advice.append("Look again when it is mended: other outcomes of the same inputs carry \(share).")
        case (.inputs, .conceptDrift), (.inputs, .none):
            result.evidence.append(.init("other records than before, P(X), carry \(share)", supports: false))
            if mode == .none { result.advice = [] }
            result.advice.append("Weigh records in training as production has them: that other records come carries \(share).")
        case (.brokenData, .populationShift) where diagnosis.submode == "new_segment":
            // Their values were never seen; here they are no breakage.
            result.evidence.append(.init("the new records carry \(share)"))
        case (.brokenData, .conceptDrift), (.brokenData, .covariateDrift), (.brokenData, .populationShift), (.brokenData, .none):
            result.evidence.append(.init("records with broken cells carry \(share)", supports: false))
            if mode == .none { result.advice = [] }
            result.advice.insert("Mend broken cells first: records with them carry \(share).", at: 0)
        default: break
        }
        return result
    }
}
