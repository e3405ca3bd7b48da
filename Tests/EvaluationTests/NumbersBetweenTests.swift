import Domain
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects columns of few values from numbers that lie between these: shares below limits hardly move by them.
@Suite struct NumbersBetweenTests {
    /// Four weeks and one more of 60 records an hour. Values are 0 to 7, each with a bin of its own and one behind it that reaches up to the next.
    ///
    /// - Parameters:
    ///   - late: the share of the baseline's second half that lies behind 0, 1, 2 or 3.
    ///   - now: the share of the current week's second half that lies behind values, and behind which.
    private static func changes(late: Double, now: Double, behind places: Range<Int>, seed: UInt64 = 1) throws -> [DetectedChange] {
        let edges = try #require(BinEdges((0...16).map { Double($0) / 2 }))
        var random = SplitMix64(seed: seed)
        func timeline(_ hours: Range<Int>, _ share: (Int) -> (Double, Range<Int>)) -> Timeline {
            let windows = hours.map { hour in
                let (part, behind) = share(hour)
                let shares = (0..<16).map { bin in
                    let own = behind.contains(bin / 2) ? part * 8 / Double(behind.count) : 0
                    return (bin.isMultiple(of: 2) ? 1 - own : own) / 8
                }
                let counts = random.nextMultinomial(trials: 60, shares: shares)
                return WindowCounts(
                    key: Int64(hour),
                    columns: [BinnedCounts(counts: ColumnCounts(rows: 60, nulls: 0), bins: .histogram(Histogram(edges: edges, counts: [0] + counts + [0])))])
            }
            let bucket = TimeBucket.hour
            return Timeline(windows, bucket, bucket.start(of: Int64(hours.lowerBound))...bucket.start(of: Int64(hours.upperBound - 1)))
        }
        let plan = ColumnBinning.Plan(
            column: .init(name: "speed", role: .feature, type: .numeric, origin: .set), binned: BinnedColumn("speed", .numeric(edges)), isDistinct: false,
            median: nil, distinct: nil)
        let timelines = Timelines(
            bucket: .hour, granularity: .hour, baseline: timeline(0..<672) { ($0 < 336 ? 0 : late, 0..<4) },
            current: timeline(672..<840) { $0 < 756 ? (late, 0..<4) : (now, places) })
        return try ColumnDetection(budget: AlertBudget(alerts: 1)).changes([plan], timelines)
    }

    private static func isOfNumbersBetween(_ change: DetectedChange) -> Bool {
        change.what == "'speed' lies between the reference's values" && change.kind == .quality(.unseenRate)
    }

    /// From the 756th hour on a tenth lies where nothing ever did.
    @Test(arguments: [0, 0.02]) func numbersBetweenTheReferencesAreSeen(usual: Double) throws {
        let found = try Self.changes(late: usual, now: 0.1, behind: 4..<8)
        #expect(try #require(found.first(where: Self.isOfNumbersBetween)).onset >= TimeBucket.hour.start(of: 750))
        // Without what is usual, which ends as these begin, nothing else shows it.
        if usual == 0 { #expect(found.allSatisfy(Self.isOfNumbersBetween)) }
    }

    /// Where the reference's second half has numbers that its first had not as many more are usual, where there are still gaps; and none are no failure.
    @Test(arguments: [0, 0.02]) func asManyAsTheReferenceHadAreUsual(share: Double) throws {
        for seed in 1...20 {
            #expect(try !Self.changes(late: share, now: share, behind: 0..<4, seed: UInt64(seed)).contains(where: Self.isOfNumbersBetween))
            #expect(try !Self.changes(late: share, now: 0, behind: 0..<4, seed: UInt64(seed)).contains(where: Self.isOfNumbersBetween))
        }
    }
}
