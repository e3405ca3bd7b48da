internal import Domain
internal import Statistics
internal import Store

/// How long after their events the records of one window arrived.
package struct FreshnessPoint: Sendable, Hashable {
    /// Place in `CheckReport.windows`.
    package var window: Int
    /// Records with both times.
    package var count: Int
    /// Hours until half of them had arrived, and until 95 % had; rounded up to whole minutes.
    package var median: Double
    package var late: Double
}

/// Takes delays from the rows, by one aggregation in the engine: roll-ups do not hold them.
struct Freshness {
    let reader: ServedReader

    /// What delays are counted in: fine enough for hours, coarse enough that a day has few different ones.
    private static let minute: Int64 = TimeBucket.hour.length / 60

    func points(_ query: ReportQuery, in windows: [RolledWindow]) async throws -> [FreshnessPoint] {
        let places = Dictionary(uniqueKeysWithValues: windows.enumerated().map { ($1.key, $0) })
        let selection = query.selection(of: reader.definition, from: query.from, to: query.to, in: query.environment)
        let store = reader.store
        let delays = try await store.usingRecords(of: reader.tables, where: selection, in: query.slice) { records in
            try await store.delays(
                DelayQuery(records: records, time: "timestamp", arrival: .column("received_at"), unit: Self.minute),
                by: Windowing(query.granularity, timeColumn: "timestamp"))
        }
        return delays.compactMap { window in
            // A window whose first records came just now is not in the roll-ups' answer.
            guard let place = places[window.key], let median = window.delays.time(untilShare: 0.5),
                let late = window.delays.time(untilShare: 0.95)
            else { return nil }
            return FreshnessPoint(
                window: place, count: window.delays.total, median: Self.hours(median), late: Self.hours(late))
        }
    }

    private static func hours(_ time: Int64) -> Double { Double(time) / Double(TimeBucket.hour.length) }
}
