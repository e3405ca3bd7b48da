internal import Domain
internal import Statistics

/// Whose values of a column drifted, where only those of some records did: a condition on another column, beside which the column is distributed as before.
struct DriftedSlice {
    /// The other column, and its codes.
    var column: Int
    var codes: ClosedRange<Int>
    /// Whether the records with these codes drifted, and not all others.
    var isInside: Bool

    /// As many records are needed on either side.
    private static let leastRecords = 50.0
    /// The share of the records that must be as before: where nearly all drifted those few that did not are what a drift leaves.
    private static let leastBeside = 0.2
    /// What the column's shares beside the slice may leave unexplained, of what those within it do.
    private static let mostBeside = 0.05
    /// Had the others drifted as well, this much would have been seen of it.
    private static let leastPower = 60.0

    /// The slice of one condition within which most of the drift is, of those beside which there is none.
    ///
    /// - Returns: `nil` where all records drifted, or too few are beside.
    static func found(_ drifted: Int, _ evidence: CodedEvidence, among columns: Range<Int>) -> DriftedSlice? {
        let own = evidence.columns[drifted]
        var best: (slice: DriftedSlice, within: Double)?
        for other in columns where other != drifted {
            let coding = evidence.columns[other].coding
            func table(_ codes: [Int], _ values: [Int]) -> [[Double]] {
                var table = [[Double]](repeating: [Double](repeating: 0, count: own.coding.size), count: coding.size)
                for (code, value) in zip(codes, values) { table[code][value] += 1 }
                return table
            }
            let (before, after) = (table(evidence.columns[other].before, own.before), table(evidence.columns[other].after, own.after))
            func sum(_ table: [[Double]], _ isWanted: (Int) -> Bool) -> [Double] {
                table.indices.filter(isWanted).reduce(into: [Double](repeating: 0, count: own.coding.size)) { sum, code in
                    for place in sum.indices { sum[place] += table[code][place] }
                }
            }
            /// What chance does not explain of the column among some records, and how many there are.
            func change(_ isWanted: (Int) -> Bool) -> (left: Double, count: Double, share: Double)? {
                let (was, now) = (sum(before, isWanted), sum(after, isWanted))
                let (n, m) = (was.reduce(0, +), now.reduce(0, +))
                guard min(n, m) >= leastRecords else { return nil }
                let change = ShareChange(expected: was.map { $0 / n }, size: n, observed: now)
                return (change.excess(overdispersion: own.overdispersion), 1 / (1 / n + 1 / m), n / Double(evidence.beforeCount))
            }
            for codes in candidates(coding) {
                guard let inside = change({ codes.contains($0) }), let outside = change({ !codes.contains($0) }) else { continue }
                for (isInside, within, beside) in [(true, inside, outside), (false, outside, inside)] where within.left > best?.within ?? 0 {
                    let power = within.left * beside.count / within.count
                    guard power >= leastPower, beside.share >= leastBeside, beside.left < mostBeside * power else { continue }
                    best = (DriftedSlice(column: other, codes: codes, isInside: isInside), within.left)
                }
            }
        }
        return best?.slice
    }

    /// Each text or whole number by itself, and numbers below a limit.
    private static func candidates(_ coding: EvidenceCoding) -> [ClosedRange<Int>] {
        guard coding.valueCount > 1 else { return [] }
        let single = (0..<coding.valueCount).map { $0...$0 }
        switch coding.values {
        case .texts: return single
        case .numbers: return single + (0..<(coding.valueCount - 1)).map { 0...$0 }
        case .edges: return (0..<(coding.valueCount - 1)).map { 0...$0 }
        }
    }
}
