internal import Domain
internal import Foundation
internal import Statistics
internal import Store
internal import Trees

/// Whether to train again, on which records, and what that is expected to bring.
struct RetrainingPlan: Sendable {
    let windows: ExplanationWindows.Read
    let schema: ModelSchema
    let after: DecompositionWindow
    let guilty: ExplanationStory.Guilty
    let cohort: GuiltyCohort
    let mode: FailureMode?
    /// What training again costs, in the metric's unit.
    let cost: Double?
    let audience: Audience

    /// - Returns: `nil` where too little is known to tell. Blocks, while trees are grown.
    func retraining(_ metric: DecompositionMetric) throws -> ExplanationReport.Retraining? {
        guard let training = windows.training, !cohort.places.isEmpty, let metric = try RetrainingGain.metric(of: metric, [windows.before, windows.after])
        else { return nil }
        let gain = RetrainingGain(
            metric: metric, features: windows.columns.filter(\.isFeature).map { ($0.place, $0.column) }, classCount: max(2, schema.classes.count),
            threshold: threshold(metric), training: training, trainingRows: training.total, after: after)
        let own = Set(guilty.rows)
        let isAll = own.count == after.count
        var proposals = [(rows: own, weight: cohort.weight)]
        if !isAll { proposals.append((rows: Set(0..<after.count), weight: cohort.weight(of: after.count, share: 0.5))) }
        guard let gains = try gain.gains(proposals), let first = gains.first else { return nil }
        let repayment = cost.map { self.repayment(of: $0, by: first.estimate) }
        return .init(
            isAdvised: first.estimate.lower > 0 && !isFault, start: windows.parts.after.start, end: windows.parts.after.end,
            slice: guilty.slice, trainingRows: cohort.trainingRows, rows: cohort.count, weight: cohort.weight, metric: metric.metric.rawValue,
            gain: first.estimate, all: isAll ? nil : .init(rows: after.count, gain: gains[1].estimate), repayment: repayment)
    }

    /// Whether records are as a fault made them: who learns from them learns the fault.
    private var isFault: Bool { mode == .trainingServingSkew || mode == .dataQuality || guilty.isBroken }

    private func threshold(_ metric: DecompositionMetric) -> Double {
        if let own = schema.decisionThreshold { return own }
        guard let costs = metric.costs, costs.falsePositive + costs.falseNegative > 0 else { return 0.5 }
        return costs.falsePositive / (costs.falsePositive + costs.falseNegative)
    }

    private func repayment(of cost: Double, by gain: ExplanationReport.Estimate) -> ExplanationReport.Retraining.Repayment {
        let window = windows.parts.after
        let days = window.start.flatMap { start in window.end.map { Double($0.microseconds - start.microseconds) / 86_400_000_000 } } ?? 0
        func needed(_ gain: Double) -> Double? { days > 0 && gain > 0 ? cost / (gain * Double(window.records) / days) : nil }
        return .init(cost: cost, days: needed(gain.value), fewestDays: needed(gain.upper), mostDays: needed(gain.lower))
    }

    // MARK: Words

    func advice(_ plan: ExplanationReport.Retraining, _ higherIsBetter: Bool) -> [String] {
        let since = plan.start.map { " since \($0.minute)" } ?? ""
        let whom = plan.slice.map { " where \($0)" } ?? (guilty.isBroken ? " with broken cells" : "")
        let set = "the \(plan.trainingRows) training records and \(plan.rows) with known ground truth\(whom)\(since)"
            + (plan.weight > 1 ? ", each of which counts for \(plan.weight.short)" : "")
            + " (\(audience == .request ? "assay explain with " : "")--export-rows writes both)"
        let (gain, way) = (plan.gain, higherIsBetter ? "rise" : "fall")
        let interval = "95 % interval \(gain.lower.short) to \(gain.upper.short)"
        let expected = "\(plan.metric) is expected to \(way) by \(gain.value.short) a record (\(interval))"
        var sentences: [String] = []
        if isFault {
            sentences.append("Do not train on these records before the fault is mended: a model would learn it, however much \(plan.metric) seems to gain.")
        } else if gain.lower <= 0 {
            sentences.append("Training again on \(set) is not sure to help: \(plan.metric) is expected to \(way) by \(gain.value.short) a record (\(interval)).")
        } else {
            sentences.append("Train again on \(set): \(expected).")
        }
        if let all = plan.all, !isFault {
            sentences.append(
                "With all \(all.rows) records of known ground truth\(since) in their place the gain is \(all.gain.value.short) (\(all.gain.lower.short) to \(all.gain.upper.short)).")
        }
        if let repayment = plan.repayment, !isFault { sentences.append(Self.words(repayment)) }
        return sentences
    }

    private static func words(_ repayment: ExplanationReport.Retraining.Repayment) -> String {
        let cost = "Its cost of \(repayment.cost.short)"
        guard let days = repayment.days, let fewest = repayment.fewestDays else { return "\(cost) is not paid back." }
        return "\(cost) is paid back in \(days.short) days of such records (\(fewest.short) \(repayment.mostDays.map { "to \($0.short)" } ?? "or more, perhaps never"))."
    }
}
