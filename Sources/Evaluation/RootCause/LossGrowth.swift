internal import Statistics

/// How much more than before some records lose, beyond what such predictions lost: a slice in which predictions always turned out worse than elsewhere has
/// not become worse.
struct LossGrowth: Sendable {
    private var before = Moments()
    private var after = Moments()

    mutating func addBefore(_ excess: Double) { before.add(excess) }
    mutating func addAfter(_ excess: Double) { after.add(excess) }

    mutating func merge(_ other: LossGrowth) {
        before.merge(other.before)
        after.merge(other.after)
    }

    /// Records after.
    var count: Int { after.count }
    /// Of a record, on average; against none where there were no such records before.
    var mean: Double { after.mean - before.mean }
    /// Of losses of such records after; `nil` for fewer than two.
    var spread: Double? { after.standardDeviation() }
    /// As many records as would tell it as surely if what they lost before were known.
    var size: Double {
        let (known, new) = (Double(before.count), Double(after.count))
        return known > 0 ? known * new / (known + new) : new
    }

    /// That of all records but some of them.
    func without(_ part: LossGrowth) -> LossGrowth {
        LossGrowth(before: Self.rest(before, part.before), after: Self.rest(after, part.after))
    }

    private static func rest(_ all: Moments, _ part: Moments) -> Moments {
        let count = max(0, all.count - part.count)
        return Moments(count: count, mean: count > 0 ? (all.sum - part.sum) / Double(count) : 0)
    }
}

extension LossGrowth {
    /// Of each code of a column.
    static func byCode(_ column: CodedEvidence.Column, before: [Double], after: [Double]) -> [LossGrowth] {
        var result = [LossGrowth](repeating: LossGrowth(), count: column.coding.size)
        for (code, value) in zip(column.before, before) where value.isFinite { result[code].addBefore(value) }
        for (code, value) in zip(column.after, after) where value.isFinite { result[code].addAfter(value) }
        return result
    }
}
