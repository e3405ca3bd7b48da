package import Domain
internal import Statistics
package import Store

extension ServedModels {
    /// Counts a model's rows again and compares its roll-ups with that; empty when they agree.
    package func rollupProblems(of definition: ModelDefinition, _ tables: RecordTables) async throws -> [String] {
        guard let plan = try await refresh(definition, tables)?.rollups else { return [] }
        var problems: [String] = []
        for environment in Environment.allCases {
            let rolled = try await store.rolledWindows(
                tables, where: RollupSelection(environments: [environment]), by: .hour, plan: plan)
            let records = try await store.records(of: tables, where: RecordSelection(environments: [environment]))
            let counted = try await store.using(records) { [store] in
                try await store.hours(of: $0, in: tables, mark: nil, by: plan)
            }
            let found = Dictionary(uniqueKeysWithValues: rolled.map { ($0.key, $0.summary) })
            // Summaries outlive rows that were too old to keep.
            let first = counted.keys.compactMap(\.self).min() ?? .max
            for hour in Set(found.keys).union(counted.keys) where hour.map({ $0 >= first }) ?? counted.keys.contains(nil) {
                let empty = HourSummary(plan)
                if let problem = (counted[hour] ?? empty).difference(to: found[hour] ?? empty) {
                    let time = hour.map { TimeBucket.hour.start(of: $0).minute } ?? "records without a time"
                    problems.append("\(definition.name), \(environment.rawValue), \(time): \(problem)")
                }
            }
        }
        return problems.sorted()
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
