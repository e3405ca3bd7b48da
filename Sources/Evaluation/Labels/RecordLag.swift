internal import Domain
internal import Store

/// How long after their events records usually arrive: what is to be waited for before a window is judged.
struct RecordLag {
    /// The share of records that is waited for.
    private static let waitedShare = 0.99

    /// In microseconds; 0 where records have no time of arrival.
    static func usual(_ arrivals: Arrivals, notes: inout [String]) -> Int64 {
        guard let now = arrivals.current.map(DelayCounts.init(merging:)), now.total > 0 else { return 0 }
        let before = arrivals.baseline.map(DelayCounts.init(merging:))?.time(untilShare: waitedShare)
        let current = now.time(untilShare: waitedShare) ?? 0
        // A baseline that was loaded long after its events says nothing of production.
        let usual = min(before ?? current, current)
        let late = 1 - now.share(within: usual)
        if late > 1 - waitedShare {
            notes.append(
                "\((1_000 * late).rounded() / 10) % of the records arrived more than \(usual.asDuration) after their "
                    + "event, later than is usual; they are counted all the same, though an alert of their window "
                    + "could not have known of them.")
        }
        return usual
    }
}
