internal import Domain
internal import Statistics
internal import Store

/// Reads what changes are looked for in: counts by hour.
struct TimelineReader {
    let store: any Store

    /// Without as many days a baseline says little of how days differ.
    private static let leastDays: Int64 = 7
    /// More hours than these are looked at by days.
    private static let mostHours: Int64 = 100 * 24
    private static let day = TimeBucket(length: 24 * TimeBucket.hour.length)

    /// Counts of both by hour, or by day where there are very many of them.
    ///
    /// - Parameter time: the column of both relations with the time of the event.
    /// - Returns: `nil` where the baseline has too few days, so that nothing is known of how these differ.
    func timelines(
        of columns: [BinnedColumn], baseline: Relation, current: Relation, time: String?
    ) async throws -> Timelines? {
        guard let time, baseline.column(time) != nil, current.column(time) != nil else { return nil }
        guard let before = try await RecordExtent(store, of: baseline, time: time)?.dense,
            let now = try await RecordExtent(store, of: current, time: time)?.dense
        else { return nil }
        func hours(_ span: ClosedRange<Timestamp>) -> Int64 {
            TimeBucket.hour.key(of: span.upperBound) - TimeBucket.hour.key(of: span.lowerBound)
        }
        guard hours(before) >= Self.leastDays * 24 - 1 else { return nil }
        let isLong = max(hours(before), hours(now)) > Self.mostHours
        let bucket = isLong ? Self.day : .hour
        let windowing = Windowing(isLong ? .day : .hour, timeColumn: time)
        return Timelines(
            bucket: bucket, granularity: windowing.granularity,
            baseline: Timeline(try await store.counts(of: columns, in: baseline, by: windowing), bucket, before),
            current: Timeline(try await store.counts(of: columns, in: current, by: windowing), bucket, now))
    }
}
