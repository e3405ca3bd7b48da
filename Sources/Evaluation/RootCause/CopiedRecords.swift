internal import Statistics
internal import Store

/// How much less records tell that are copies of one another: customers who come from a small pool come again and again, and a share among them varies as
/// that of fewer records does.
enum CopiedRecords {
    private static let most = 20_000
    /// Where more are alike by chance, as where columns have few values, those that are alike are no copies.
    private static let mostUsual = 1.2
    /// Where each comes more often than so there is no pool of customers: a source has collapsed, and that is what is to be seen.
    private static let mostEffect = 10.0

    /// Kish's design effect of the records after, `sum m² / sum m` with `m` how often each different record is there, less what is usual of as many before.
    ///
    /// - Returns: 1 where no more are alike than usual, or many are anyway, and where nearly all are.
    static func designEffect(before: EvidenceRows.Side, after: EvidenceRows.Side) -> Double {
        let count = min(most, before.count, after.count)
        guard count > 0 else { return 1 }
        func effect(_ side: EvidenceRows.Side) -> Double {
            let counts = side.taking((0..<side.count).thinned(to: count)).contents.reduce(into: [Int: Double]()) { $0[$1, default: 0] += 1 }
            return counts.values.reduce(0) { $0 + $1 * $1 } / Double(count)
        }
        let usual = effect(before)
        guard usual < mostUsual else { return 1 }
        // Of every other record only there are half as many copies.
        let found = 1 + (effect(after) - usual) * Double(after.count) / Double(count)
        return found > mostEffect ? 1 : max(1, found)
    }
}
