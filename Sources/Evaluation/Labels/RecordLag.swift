internal import Domain
internal import Store

/// How long after their events records usually arrive: what is to be waited for before a window is judged.
struct RecordLag {
    let store: any Store
    let schema: ModelSchema

    /// The share of records that is waited for.
    private static let waitedShare = 0.99
    private static let minute: Int64 = 60_000_000

    /// In microseconds; 0 where records have no time of arrival.
    func usual(_ input: CheckInput, baseline: Relation, notes: inout [String]) async throws -> Int64 {
        guard let now = try await delays(of: input.current), now.total > 0 else { return 0 }
        let before = try await delays(of: baseline)?.time(untilShare: Self.waitedShare)
        let current = now.time(untilShare: Self.waitedShare) ?? 0
        // A baseline that was loaded long after its events says nothing of production.
        let usual = min(before ?? current, current)
        let late = 1 - now.share(within: usual)
        if late > 1 - Self.waitedShare {
            notes.append(
                "\((1_000 * late).rounded() / 10) % of the records arrived more than \(usual.asDuration) after their "
                    + "event, later than is usual; they are counted all the same, though an alert of their window "
                    + "could not have known of them.")
        }
        return usual
    }

    private func delays(of records: Relation) async throws -> DelayCounts? {
        guard let time = schema.column(.timestamp)?.name, let arrival = schema.column(.receivedAt)?.name,
            records.column(time) != nil, records.column(arrival) != nil
        else { return nil }
        return try await store.delays(
            DelayQuery(records: records, time: time, arrival: .column(arrival), unit: Self.minute))
    }
}
