internal import Statistics
internal import Store

/// Columns of one source that gives the answers to a few earlier requests again and again: their values come in few combinations, and in no new ones however
/// many records come, where records before had ever more, or nearly all that the values allow.
struct ValuePool: Sendable {
    /// By their place in the evidence.
    var columns: [Int]
    /// Different combinations of their values, and how many as many records had before.
    var combinations: Int
    var expected: Int

    private static let most = 20_000
    private static let leastExpected = 40
    /// Of what was expected at most.
    private static let fewest = 0.5
    /// By how much twice the records may have more, in a pool; and had more before at least.
    private static let (growthOfPool, usualGrowth) = (0.1, 0.15)

    private struct Combinations {
        /// In all records, in every other one, and where each column's values are those of another record.
        var all: Int
        var inHalf: Int
        var ofOthers: Int

        var growth: Double { Double(all - inHalf) / Double(max(1, all)) }
        /// Of those that the columns' values allow.
        var ofPossible: Double { Double(all) / Double(max(1, ofOthers)) }
    }

    /// - Parameters:
    ///   - moved: columns that are distributed otherwise, those by most first: two of them at least must show it.
    ///   - before: records in the order of time, as those after.
    static func found(among moved: [Int], before: EvidenceRows.Side, after: EvidenceRows.Side) -> ValuePool? {
        guard moved.count >= 2 else { return nil }
        // Not the first ones after: the onset is not known to the record.
        let last = (after.count / 5)..<after.count
        let count = min(most, before.count, last.count)
        let rows = (before: (0..<before.count).thinned(to: count), after: last.thinned(to: count))
        var known: [Int: (before: [Int], after: [Int])] = [:]
        func values(_ column: Int) -> (before: [Int], after: [Int]) {
            if let found = known[column] { return found }
            let found = RepeatedValues.numbered(before.cells[column].picking(rows.before), after.cells[column].picking(rows.after))
            known[column] = found
            return found
        }
        /// Different combinations in all of these records, and in every other one.
        func combinations(_ columns: [[Int]]) -> Combinations {
            /// One number for each combination of a record; `nil` where a value is missing, which is no answer.
            func combination(_ row: Int, _ apart: Int) -> Int? {
                var number = 0
                for (place, column) in columns.enumerated() {
                    let code = column[(row + place * apart) % count]
                    guard code >= 0 else { return nil }
                    number = number &* 1_000_003 &+ code
                }
                return number
            }
            func distinct(by step: Int, apart: Int = 0) -> Int {
                Set(stride(from: 0, to: count, by: step).lazy.compactMap { combination($0, apart) }).count
            }
            return Combinations(all: distinct(by: 1), inHalf: distinct(by: 2), ofOthers: distinct(by: 1, apart: max(1, count / (columns.count + 1))))
        }
        func pool(_ columns: [Int]) -> ValuePool? {
            // A column that is mostly missing fails in another way.
            guard columns.allSatisfy({ values($0).after.count { $0 < 0 } < count / 2 }) else { return nil }
            let (was, now) = (combinations(columns.map { values($0).before }), combinations(columns.map { values($0).after }))
            guard was.all >= leastExpected, now.all > 1, Double(now.all) < fewest * Double(was.all) else { return nil }
            guard now.growth <= growthOfPool, was.growth >= usualGrowth || now.ofPossible < fewest * was.ofPossible else { return nil }
            return ValuePool(columns: columns, combinations: now.all, expected: was.all)
        }
        let first = moved.prefix(6)
        let sets = first.indices.flatMap { one in
            first.indices.filter { $0 > one }.flatMap { two in [[one, two]] + first.indices.filter { $0 > two }.map { [one, two, $0] } }
        }
        let pools = sets.compactMap { pool($0.map { first[$0] }) }
        func fewness(_ pool: ValuePool) -> Double { Double(pool.combinations) / Double(pool.expected) }
        guard var best = pools.min(by: { fewness($0) < fewness($1) }) else { return nil }
        // Others of the same source: with them there are hardly more combinations, where there were before.
        for column in before.cells.indices where !best.columns.contains(column) {
            guard let larger = pool(best.columns + [column]), Double(larger.combinations) <= 1.15 * Double(best.combinations),
                Double(larger.expected) > 1.1 * Double(best.expected)
            else { continue }
            best = larger
        }
        return best
    }
}
