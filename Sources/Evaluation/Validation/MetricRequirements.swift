internal import Domain
internal import Statistics
internal import Store

/// Judges the metrics of one version.
struct MetricRequirements {
    let records: JudgedRecords

    func results(of requirement: Requirement, _ metric: String, _ slices: [NamedSlice]) -> [RequirementResult] {
        slices.map { slice in
            let chosen = records.rows(in: slice.slice)
            let estimate = chosen.isEmpty ? nil
                : records.rows.summary(of: records.judged, chosen, classes: records.schema.classes)
                    .estimate(metric, MetricOptions(confidence: requirement.normalConfidence))
            return requirement.judged(
                .metric, metric,
                JudgedEstimate(
                    value: estimate?.value, lower: estimate?.interval?.lower, upper: estimate?.interval?.upper,
                    rows: estimate?.sampleSize ?? chosen.count),
                subject: slice.slice == nil ? nil : slice.name, slice: slice.slice, detail: byChance(metric, chosen), advice: advice(slice))
        }
    }

    /// Calibration errors are not nothing even of right scores.
    private func byChance(_ metric: String, _ chosen: [Int]) -> String? {
        guard metric == BinaryMetric.expectedCalibrationError.rawValue,
            case .binary(let summary) = records.rows.summary(of: records.judged, chosen, classes: records.schema.classes),
            let chance = summary.scores?.expectedCalibrationErrorByChance(MetricOptions().calibration)
        else { return nil }
        return "Chance alone would make about \(Requirement.significant(chance, 2)) of it."
    }

    private func advice(_ slice: NamedSlice) -> String {
        guard slice.slice != nil else {
            return "Do not launch \(records.names[records.judged]) yet; assay slices on the same records shows where it loses most."
        }
        return "Train with more records of these slices, or keep another rule for them; assay slices --where looks within a slice."
    }
}

extension Requirement {
    /// - Throws: `EvaluationError` where the metric is none of the task, or no limit of it.
    func requireMetric(of task: ModelTask) throws {
        guard case .metric(let metric, _) = subject, let kind = MetricTask(rawValue: task.rawValue) else { return }
        let known = MetricDescriptor.all.filter { $0.task == kind && $0.input != .valueMatrix }
        guard let descriptor = known.first(where: { $0.name == metric }) else {
            let nearest = NearestName.nearest(to: metric, among: known.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            throw EvaluationError(
                "\(place): \(metric) is no metric of the task \(task.rawValue); there are: \(known.map(\.name).joined(separator: ", "))\(nearest)")
        }
        let (lowest, highest) = (descriptor.lowest ?? -.infinity, descriptor.highest ?? .infinity)
        for end in [limit.lowest, limit.highest].compactMap(\.self) where end < lowest || end > highest {
            throw EvaluationError(
                "\(place): \(metric) is \(Limit(lowest: descriptor.lowest, highest: descriptor.highest).text), so that \(Self.significant(end, 7)) is no limit of it"
                    + (end > 1 && end <= 100 && highest == 1 ? "; write \(Self.significant(end / 100, 7))" : ""))
        }
    }
}
