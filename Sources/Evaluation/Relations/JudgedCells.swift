internal import Foundation
internal import Statistics

/// The cells of a column, as ranks, beside the ranks that the other columns let expect.
struct JudgedCells: Sendable {
    struct Side: Sendable {
        /// Among the cells before, from 0 to 1; NaN for what is missing.
        var ranks: [Double]
        var expected: [Double]
        /// Ranks among the cells of this side, which stay where all of them move.
        var ranksAmongThem: [Double]
    }

    var before: Side
    var after: Side
    /// What lies further from what is to be expected lies far.
    var limit: Double

    /// Which cells lie far; `nil` for missing ones.
    func far(_ side: KeyPath<JudgedCells, Side>) -> [Bool?] {
        zip(self[keyPath: side].ranks, self[keyPath: side].expected).map { $0.isNaN ? nil : abs($0 - $1) > limit }
    }

    /// The part of the relation to other columns that is left: the slope of ranks after over expected ones, in parts of that before; with its standard error.
    /// 1 where cells follow the others as they did, 0 where they are of other records; where they are so in a share of the records what remains is the rest. By ranks of each side
    /// among themselves it stays near 1 where customers are others, and where all of a column is told in another unit.
    var kept: (value: Double, error: Double)? {
        guard let was = Self.slope(before), let now = Self.slope(after), was.value > 0 else { return nil }
        let value = now.value / was.value
        return (value, (now.error * now.error + value * value * was.error * was.error).squareRoot() / was.value)
    }

    /// Surely most cells, or a good part of them, are of other records; or surely hardly any are.
    var isLost: Bool { parted >= 1 }
    var isKept: Bool { kept.map { $0.value - Self.sure * $0.error > Self.leastKept } ?? false }

    /// The part of the relation that is surely gone: from 0, where it may be as it was, to 1, where it is lost.
    var parted: Double {
        guard let kept else { return 0 }
        return min(1, max(0, (Self.leastKept - kept.value - Self.sure * kept.error) / (Self.leastKept - Self.mostLost)))
    }

    private static let (sure, mostLost, leastKept) = (2.5, 0.7, 0.85)
    private static let leastCells = 50

    /// Least squares, with White's standard error (Econometrica 48, 1980).
    private static func slope(_ side: Side) -> (value: Double, error: Double)? {
        let known = side.ranksAmongThem.indices.filter { !side.ranksAmongThem[$0].isNaN }
        guard known.count >= leastCells else { return nil }
        let means = (known.reduce(0) { $0 + side.ranksAmongThem[$1] } / Double(known.count), known.reduce(0) { $0 + side.expected[$1] } / Double(known.count))
        var (products, squares) = (0.0, 0.0)
        for row in known {
            products += (side.ranksAmongThem[row] - means.0) * (side.expected[row] - means.1)
            squares += (side.expected[row] - means.1) * (side.expected[row] - means.1)
        }
        guard squares > 0 else { return nil }
        let value = products / squares
        var variance = 0.0
        for row in known {
            let x = side.expected[row] - means.1
            let left = side.ranksAmongThem[row] - means.0 - value * x
            variance += x * x * left * left
        }
        return (value, variance.squareRoot() / squares)
    }

    /// By how many records the cells after are late, if they are: what stands in record `i + k` is what the other columns of record `i` let expect, and no other lag
    /// does so nearly as well, least of all the same towards the other side: records that have an order of their own go together both ways. A column that others
    /// follow, which is late, makes these early; only what is late is told.
    ///
    /// - Returns: with the correlation at that lag, in units of the usual difference of one lag from those near it; `nil` where none stands out.
    func lag(upTo most: Int) -> (records: Int, z: Double)? {
        let known = after.ranksAmongThem.indices.filter { !after.ranksAmongThem[$0].isNaN }
        guard known.count > 4 * most else { return nil }
        func centred(_ values: [Double]) -> [Double] {
            let mean = known.reduce(0) { $0 + values[$1] } / Double(known.count)
            return values.map { $0.isNaN ? 0 : $0 - mean }
        }
        let (ranks, expected) = (centred(after.ranksAmongThem), centred(after.expected))
        func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
        let norm = (squares(ranks) * squares(expected)).squareRoot()
        guard norm > 0 else { return nil }
        // From late by `most` to early by as much.
        let correlations = (-most...most).map { lag -> Double in
            var sum = 0.0
            for row in max(0, lag)..<min(ranks.count, ranks.count + lag) { sum += ranks[row] * expected[row - lag] }
            return sum / norm
        }
        // What changes slowly goes with itself at all lags that are near.
        let sharp = correlations.indices.map { place -> Double in
            let near = (max(0, place - Self.near)...min(correlations.count - 1, place + Self.near)).filter { $0 != place }.map { correlations[$0] }.sorted()
            return correlations[place] - near[near.count / 2]
        }
        let usual = max(1 / Double(known.count).squareRoot(), sharp.map(abs).sorted()[sharp.count / 2] / 0.6745)
        let oneSided = (1...most).map { sharp[most + $0] - max(0, sharp[most - $0]) }
        guard let best = oneSided.indices.max(by: { oneSided[$0] < oneSided[$1] }), oneSided[best] / usual >= Self.leastSharp else { return nil }
        return (best + 1, oneSided[best] / usual)
    }

    private static let (near, leastSharp) = (10, 6.0)
}
