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

    /// The baseline's performance, by labels that came as soon as production's are waited for, where it tells when they
    /// came: early labels are not like all labels. With it its windows, where it has times: they tell how far performance goes by itself.
    ///
    /// - Returns: `nil` without labels.
    func baseline(_ baseline: Relation, _ windowing: Windowing, within: Int64?) async throws -> Baseline? {
        let hasTimes = windowing.timeColumn.map { baseline.column($0) != nil } ?? false
        for within in [hasTimes ? within : nil, nil] {
            guard
                let query = plan.query(
                    baseline, windowing: hasTimes ? windowing : .whole, actuals: nil, within: within, rows: baseline.rowCount)
            else { return nil }
            let windows = try await store.performance(query)
            let summary = try PerformanceSummary.merged(windows.map(\.summary))
            guard let summary, summary.labelled > 0 else { continue }
            let isOfAllLabels = if case .column(_, known: .some) = query.labels { false } else { true }
            return Baseline(whole: summary, windows: hasTimes ? windows.filter { $0.key != nil } : [], isOfAllLabels: isOfAllLabels)
        }
        return nil
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
