internal import Domain
internal import Statistics
internal import Store

/// Reads how records of files fare, window by window, by the labels that a check waits for.
struct PerformanceReader {
    let store: any Store
    let plan: PerformancePlan

    /// What is known of a baseline.
    struct Baseline {
        var whole: PerformanceSummary
        /// In the order of their keys; empty where it has no times.
        var windows: [WindowPerformance]
        /// Whether no label was left out because it came late.
        var isOfAllLabels: Bool
    }

    /// Performance of production by all labels, and by those that are waited for, by which windows are judged.
    ///
    /// - Parameter query: for all labels.
    func current(
        _ query: PerformanceQuery, actuals: Relation?, within: Int64?
    ) async throws -> (all: [WindowPerformance], judged: [WindowPerformance]) {
        guard let within,
            let timely = plan.query(
                query.records, windowing: query.windowing, actuals: actuals, within: within, rows: query.records.rowCount)
        else {
            let all = try await store.performance(query)
            return (all, all)
        }
        if case .joined(let join) = timely.labels, join.knownWithin == within {
            let both = try await store.performance(query, within: within)
            return (both.all, both.inTime)
        }
        return (try await store.performance(query), try await store.performance(timely))
    }

    /// The same for each of some slices of the query's records.
    func current(_ query: PerformanceQuery, actuals: Relation?, within: Int64?, in slices: [Slice]) async throws -> [TimelyPerformance] {
        guard let within,
            let timely = plan.query(
                query.records, windowing: query.windowing, actuals: actuals, within: within, rows: query.records.rowCount)
        else { return try await store.performance(query, within: nil, in: slices) }
        if case .joined(let join) = timely.labels, join.knownWithin == within { return try await store.performance(query, within: within, in: slices) }
        let all = try await store.performance(query, within: nil, in: slices)
        return zip(try await store.performance(timely, within: nil, in: slices), all).map { TimelyPerformance(inTime: $0.all, all: $1.all) }
    }

    /// The baseline's performance, by labels that came as soon as production's are waited for, where it tells when they
    /// came: early labels are not like all labels. With it its windows, where it has times: they tell how far performance goes by itself.
    ///
    /// - Returns: `nil` without labels.
    func baseline(_ baseline: Relation, _ windowing: Windowing, within: Int64?) async throws -> Baseline? {
        for query in queries(baseline, windowing, within: within) {
            if let known = try known(try await store.performance(query), of: query) { return known }
        }
        return nil
    }

    /// The same for each of some slices of the baseline's records.
    func baseline(_ baseline: Relation, _ windowing: Windowing, within: Int64?, in slices: [Slice]) async throws -> [Baseline?] {
        var result = [Baseline?](repeating: nil, count: slices.count)
        for query in queries(baseline, windowing, within: within) where result.contains(where: { $0 == nil }) {
            for (place, windows) in try await store.performance(query, within: nil, in: slices).enumerated() where result[place] == nil {
                result[place] = try known(windows.all, of: query)
            }
        }
        return result
    }

    /// By the labels in time where records tell that, then by all.
    private func queries(_ baseline: Relation, _ windowing: Windowing, within: Int64?) -> [PerformanceQuery] {
        let hasTimes = windowing.timeColumn.map { baseline.column($0) != nil } ?? false
        let deadlines = hasTimes && within != nil ? [within, nil] : [nil]
        return deadlines.compactMap {
            plan.query(baseline, windowing: hasTimes ? windowing : .whole, actuals: nil, within: $0, rows: baseline.rowCount)
        }
    }

    /// - Returns: `nil` without labels.
    private func known(_ windows: [WindowPerformance], of query: PerformanceQuery) throws -> Baseline? {
        guard let summary = try PerformanceSummary.merged(windows.map(\.summary)), summary.labelled > 0 else { return nil }
        let isOfAllLabels = if case .column(_, known: .some) = query.labels { false } else { true }
        let hasTimes = query.windowing.timeColumn != nil
        return Baseline(whole: summary, windows: hasTimes ? windows.filter { $0.key != nil } : [], isOfAllLabels: isOfAllLabels)
    }
}

extension PerformanceSummary {
    /// The summary, unless there are no labels, or hardly any of them is of a known class.
    var usable: PerformanceSummary? { labelled > 0 && UnseenLabels.areEnough(self) ? self : nil }

    /// All of them together; `nil` for none.
    static func merged(_ summaries: [PerformanceSummary]) throws -> PerformanceSummary? {
        guard var result = summaries.first else { return nil }
        for summary in summaries.dropFirst() { result = try result.merging(summary) }
        return result
    }
}
