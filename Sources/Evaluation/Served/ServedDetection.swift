internal import Domain
internal import Statistics
internal import Store

/// What is alerted of a served model's windows, within the model's alert budget: the windows of the report are the units.
struct ServedDetection {
    let rules: BudgetRules
    let plan: EvaluationPlan
    let served: ServedWindows
    let windowing: Windowing
    let frame: WindowFrame

    /// Without as many days a baseline says little of how days differ.
    private static let leastDays: Int64 = 7

    /// What windows and the baseline had; `nil` where the baseline has too few days or windows have baselines of their own.
    var timelines: Timelines? {
        guard served.references == nil, let bucket = windowing.granularity.bucket else { return nil }
        guard let before = timeline(served.baseline, bucket), let now = timeline(served.windows, bucket) else { return nil }
        guard Int64(before.length) * bucket.length >= Self.leastDays * 24 * TimeBucket.hour.length else { return nil }
        return Timelines(bucket: bucket, granularity: windowing.granularity, baseline: before, current: now)
    }

    private func timeline(_ windows: [RolledWindow], _ bucket: TimeBucket) -> Timeline? {
        let keys = windows.compactMap(\.key)
        guard let first = keys.min(), let last = keys.max() else { return nil }
        let counts = windows.map { WindowCounts(key: $0.key, columns: $0.summary.counts) }
        return Timeline(counts, bucket, bucket.start(of: first)...bucket.start(of: last))
    }

    /// - Parameter column: only this one; `nil` for all.
    func changes(_ timelines: Timelines, column: String?) throws -> [Alert] {
        let found = try ColumnDetection(budget: rules.forColumns).changes(plan.columns, timelines, only: column)
        return ChangeAlerts(windows: frame.windows, recordLag: 0).alerts(of: found)
    }

    /// - Returns: `nil` where the baseline does not tell what is usual.
    func volumes(_ timelines: Timelines) -> [Alert]? {
        // Training data are often a selection; their volume says nothing about production's.
        guard plan.source != .training, !plan.columns.isEmpty else { return nil }
        return VolumeScan(budget: rules.forVolume, bucket: timelines.bucket)
            .findings(baseline: timelines.baseline.volume(), current: timelines.current.volume())
            .map(VolumeAlerts(windows: frame.windows, recordLag: 0).alerts)
    }

    /// Losses of performance in windows that have as many labels as windows usually have: early labels are not like all.
    ///
    /// - Parameter baseline: the windows that the reference is made of.
    func losses(
        _ reference: PerformanceSummary?, baseline: [PerformanceSummary], _ windows: [PerformanceSummary?]
    ) throws -> [Alert]? {
        guard let reference, let unit else { return nil }
        let scan = PerformanceScan(budget: rules.forPerformance, unit: unit)
        let whole = zip(windows, areLabelled(windows)).map { $1 ? $0 : nil }
        return scan.alerts(of: try scan.findings(reference: reference, baseline: baseline, windows: whole), windows: frame.windows, replay: Replay())
    }

    /// Judges slices that are followed, in the same windows.
    ///
    /// - Parameter windows: of all records.
    func judge(
        _ reports: inout [FollowedSliceReport], _ slices: [FollowedSliceFigures], _ windows: [PerformanceSummary?], in raised: inout BudgetedAlerts
    ) throws {
        guard let unit else { return }
        let areLabelled = areLabelled(windows)
        try SliceDetection(budget: rules.forSlices, unit: unit, windows: frame.windows, replay: Replay())
            .judge(&reports, slices, isJudged: { areLabelled[$0] }, in: &raised)
    }

    /// Hours of a window.
    private var unit: Double? { windowing.granularity.bucket?.hours }

    /// Which windows have as many labels as windows usually have.
    private func areLabelled(_ windows: [PerformanceSummary?]) -> [Bool] {
        let shares = zip(windows, served.windows).map { labels, window in
            window.summary.rows == 0 ? 0 : Double(labels?.labelled ?? 0) / Double(window.summary.rows)
        }
        let labelled = shares.filter { $0 > 0 }.sorted()
        let usual = labelled.isEmpty ? 0 : labelled[labelled.count / 2]
        return shares.map { $0 >= 0.9 * usual }
    }
}
