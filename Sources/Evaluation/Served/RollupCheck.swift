package import Domain
internal import Statistics
package import Store

extension ServedModels {
    /// Counts a model's rows again and compares its roll-ups with that; empty when they agree.
    package func rollupProblems(of definition: ModelDefinition, _ tables: RecordTables) async throws -> [String] {
        guard let plan = try await refresh(definition, tables)?.rollups else { return [] }
        // Summaries outlive rows that were too old to keep.
        let first = try await store.firstKeptHour(of: tables) ?? .min / RolledDay.length
        var problems: [String] = []
        for environment in Environment.allCases {
            let rolled = try await store.rolledWindows(
                tables, where: RollupSelection(environments: [environment]), by: .hour, plan: plan)
            let records = try await store.records(of: tables, where: RecordSelection(environments: [environment]))
            let counted = try await store.using(records) { [store] in
                try await store.hours(of: $0, in: tables, mark: nil, by: plan)
            }
            for (hour, difference) in try differences(of: rolled, from: counted, plan) where hour.map({ $0 >= first }) ?? true {
                let time = hour.map { TimeBucket.hour.start(of: $0).minute } ?? "records without a time"
                problems.append("\(definition.name), \(environment.rawValue), \(time): \(difference)")
            }
            let days = try await store.rolledWindows(
                tables, where: RollupSelection(environments: [environment]), by: .day, plan: plan)
            let ofHours = try Dictionary(grouping: counted.filter { $0.key != nil }) { $0.key.map { RolledDay(of: $0).number } }
                .mapValues { try HourSummary(merging: $0.map(\.value), plan) }
            for case (let day?, let difference) in try differences(of: days, from: ofHours, plan)
            where RolledDay(number: day) >= .first(from: first) {
                let time = TimeBucket.hour.start(of: RolledDay(number: day).firstHour).day
                problems.append("\(definition.name), \(environment.rawValue), the whole of \(time): \(difference)")
            }
        }
        return problems.sorted()
    }
}

/// What each window has otherwise than the rows.
private func differences(
    of rolled: [RolledWindow], from counted: [Int64?: HourSummary], _ plan: RollupPlan
) throws -> [(key: Int64?, difference: String)] {
    let found = Dictionary(uniqueKeysWithValues: rolled.map { ($0.key, $0.summary) })
    let empty = HourSummary(plan)
    return Set(found.keys).union(counted.keys).compactMap { key in
        (counted[key] ?? empty).difference(to: found[key] ?? empty).map { (key, $0) }
    }
}

extension HourSummary {
    /// What a roll-up has otherwise than the rows; sums may differ by rounding.
    fileprivate func difference(to rollup: HourSummary) -> String? {
        if rows != rollup.rows { return "\(rollup.rows) rows are summed up, \(rows) are there" }
        if counts != rollup.counts { return "the rows' values are others than those that are summed up" }
        let isClose = zip(moments, rollup.moments).allSatisfy { mine, other in
            mine.count == other.count && abs(mine.mean - other.mean) <= 1e-6 * max(abs(mine.mean), abs(other.mean), 1e-300)
        }
        if !isClose { return "the values' means are others than those that are summed up" }
        let labels = (performance?.labelled ?? 0, rollup.performance?.labelled ?? 0)
        if labels.0 != labels.1 { return "\(labels.1) labels are summed up, \(labels.0) are there" }
        return nil
    }
}
