internal import Statistics
internal import Store

/// Two columns that have each other's values in a share of the records: `(1 - s) P + s Q` and the reverse.
struct SwappedColumns {
    var share: Double
    var changes: [ShareChange]

    private static let bins = 24

    /// - Returns: `nil` where the columns hold different types, were alike before, or no share fits.
    init?(_ one: WindowRows.Cells, _ other: WindowRows.Cells, _ oneNow: WindowRows.Cells, _ otherNow: WindowRows.Cells) {
        guard let sides = Self.coded([one, other, oneNow, otherNow]) else { return nil }
        let size = (sides.flatMap(\.self).max() ?? 0) + 1
        let shares = sides.map { codes in
            codes.reduce(into: [Double](repeating: 0, count: size)) { $0[$1] += 1 / Double(max(1, codes.count)) }
        }
        let (p, q, pNow, qNow) = (shares[0], shares[1], shares[2], shares[3])
        var (top, bottom) = (0.0, 0.0)
        for place in 0..<size {
            let weight = 1 / max(1e-4, (p[place] + q[place]) / 2)
            let step = q[place] - p[place]
            top += weight * step * ((pNow[place] - p[place]) - (qNow[place] - q[place])) / 2
            bottom += weight * step * step
        }
        guard bottom > 0.01 else { return nil }
        share = min(1, top / bottom)
        guard share > 0.05 else { return nil }
        let s = share
        changes = [(p, q, sides[2].count), (q, p, sides[3].count)].enumerated().map { place, side in
            let expected = zip(side.0, side.1).map { (1 - s) * $0 + s * $1 }
            let now = place == 0 ? pNow : qNow
            return ShareChange(expected: expected, size: Double(min(sides[0].count, sides[1].count)), observed: now.map { $0 * Double(side.2) })
        }
    }

    /// All in the same codes: pooled quantiles of numbers, or each text; missing cells are one.
    private static func coded(_ cells: [WindowRows.Cells]) -> [[Int]]? {
        var numbers: [[Double]] = []
        var texts: [[String?]] = []
        for cells in cells {
            switch cells {
            case .numbers(let values): numbers.append(values)
            case .categories(let values): texts.append(values)
            }
        }
        if numbers.count == cells.count {
            let pooled = numbers.flatMap { values in values.filter { !$0.isNaN } }.sorted()
            guard !pooled.isEmpty else { return nil }
            var edges: [Double] = []
            for step in 1..<bins {
                let value = pooled[step * pooled.count / bins]
                if value > edges.last ?? pooled[0] { edges.append(value) }
            }
            return numbers.map { values in values.map { value in value.isNaN ? edges.count + 1 : edges.count { $0 <= value } } }
        }
        guard texts.count == cells.count else { return nil }
        var known: [String: Int] = [:]
        for values in texts { for value in values { if let value, known[value] == nil { known[value] = known.count + 1 } } }
        return texts.map { values in values.map { $0.flatMap { known[$0] } ?? 0 } }
    }
}
