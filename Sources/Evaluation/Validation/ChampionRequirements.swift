internal import Domain
internal import Statistics
internal import Store

/// Holds a version against the champion on the same records, by differences that are paired.
struct ChampionRequirements {
    let records: JudgedRecords
    let champion: Int
    let search: SliceSearching
    let store: any Store

    func results(
        of requirement: Requirement, _ metric: ComparedMetric, _ slices: [NamedSlice], _ settings: SliceSearchSettings?,
        progress: @Sendable (String) -> Void
    ) async throws -> [RequirementResult] {
        let metrics = records.rows.metrics()
        guard metrics.contains(metric) else {
            throw EvaluationError(
                "\(requirement.place): \(metric.rawValue) cannot be had of these predictions; use "
                    + metrics.map(\.rawValue).joined(separator: ", "))
        }
        let differences = MetricDifferences(rows: records.rows, metrics: [metric], alpha: 1 - requirement.confidence)
        var results = slices.map { slice in
            let place = slice.slice.flatMap { one in records.place(of: one).map { (one.description, $0) } }
            return result(
                of: requirement, metric, differences.differences(of: records.judged, less: champion, slice: place).first,
                rows: records.rows(in: slice.slice).count, name: slice.slice == nil ? nil : slice.name, slice: slice.slice, detail: nil)
        }
        guard let settings else { return results }
        let report = try await search.worseThanChampion(requirement, settings, metric, records: records, champion: champion, progress: progress)
        let found = try report.slices.map { try Slice(parsing: $0.slice) }
        guard !found.isEmpty else {
            results.append(requirement.nothingFound(.champion, report, "in which it loses more against \(records.names[champion]) than elsewhere"))
            return results
        }
        let heldOut = try await records.heldOut(with: found, store: store)
        // What is found is significant; how many records that takes is the search's to know.
        var requirement = requirement
        requirement.leastRows = 1
        let others = MetricDifferences(rows: heldOut, metrics: [metric], alpha: 1 - requirement.confidence)
        let judged = found.enumerated().map { [requirement] place, slice in
            result(
                of: requirement, metric, others.differences(of: records.judged, less: champion, slice: (slice.description, place)).first,
                rows: heldOut.rows(inSlice: place).count, name: slice.description, slice: slice,
                detail: "Found by the search, and measured on records that it has not seen\(place > 0 ? ", of those that the slices before it leave" : "").")
        }
        // Slices that are worse off than others may still gain.
        let losers = judged.filter { $0.outcome != .met || ($0.value ?? 0) < 0 }
        let among = "that loses against \(records.names[champion])"
        return results + (losers.isEmpty ? [requirement.nothingFound(.champion, report, among)] : losers)
    }

    private func result(
        of requirement: Requirement, _ metric: ComparedMetric, _ difference: ComparisonReport.Difference?, rows: Int, name: String?, slice: Slice?,
        detail: String?
    ) -> RequirementResult {
        // Positive where the version is better, whichever way the metric is good.
        let sign = metric.higherIsBetter ? 1.0 : -1.0
        let ends = [difference?.lower, difference?.upper].compactMap { $0.map { sign * $0 } }.sorted()
        let levels = difference.map { "\(records.names[champion]) has \(Requirement.significant($0.baseline, 4)), \(records.names[records.judged]) \(Requirement.significant($0.candidate, 4))." }
        let remedy = slice == nil
            ? "Keep \(records.names[champion])." : "Keep \(records.names[champion]) in these slices, or train with more of their records first."
        return requirement.judged(
            .champion, "The improvement of \(metric.rawValue)",
            JudgedEstimate(value: difference.map { sign * $0.difference }, lower: ends.first, upper: ends.last, rows: rows),
            subject: name, slice: slice, isFound: detail != nil, detail: [levels, detail].compactMap(\.self).joined(separator: " "), advice: remedy)
    }
}
