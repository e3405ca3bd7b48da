internal import Statistics
internal import Trees

/// How columns go together with the others, against how they did: whether a column's values are of other records.
struct BrokenRelations: Sendable {
    /// By column, how surely more of its cells lie far from what all others let expect than did, as a chi-square beyond chance. Empty where columns are distributed
    /// otherwise, which breaks relations, too.
    private let broken: [(column: Int, left: Double)]
    /// The same by column where another one is not asked.
    private let withoutOther: [Int: [Int: Double]]
    /// Pairs that have each other's values, in a share of the records.
    let exchanged: [(one: Int, other: Int, share: Double)]
    /// By column, the part of its relation that is surely gone: `JudgedCells.parted`.
    let parted: [Int: Double]
    /// Columns whose relation to the others surely is as it was.
    let kept: Set<Int>
    /// Columns that are late, by their own records.
    let late: [(column: Int, records: Int, z: Double)]

    /// Columns whose relation to the others is surely lost, in a good part of the records at least.
    var lost: Set<Int> { Set(parted.filter { $0.value >= 1 }.keys) }

    /// Of all columns.
    var left: Double { broken.reduce(0) { $0 + $1.left } }

    /// Columns that may be what breaks others, and columns that are looked at without them: each pair is learned anew.
    private static let (mostSuspects, mostBroken) = (5, 8)
    private static let mostGuilty = 4
    private static let mostLag = 200

    /// Blocks.
    ///
    /// - Parameters:
    ///   - columns: those that are looked at, of `expectations`.
    ///   - repeating: of which values come again more often than they did. They may be of one source: whether each goes together with the others is asked without them.
    ///   - isStill: whether all columns are distributed about as before.
    ///   - isWhole: whether all records since the onset are there.
    init(_ expectations: ColumnExpectations, columns: [Int], repeating: Set<Int> = [], isStill: Bool, isWhole: Bool) throws {
        let times = expectations.before.times
        @Sendable func excess(_ cells: JudgedCells?) -> Double { cells.map { Self.excess($0.far(\.before), $0.far(\.after), times) } ?? 0 }
        let found = try atOnce(columns.count) { try expectations.judged(columns[$0]) }
        let cells = Dictionary(uniqueKeysWithValues: zip(columns, found)).compactMapValues(\.self)
        parted = cells.mapValues(\.parted)
        let apart = try atOnce(repeating.count > 1 ? columns.count : 0) { place in
            repeating.contains(columns[place]) ? try expectations.judged(columns[place], leavingOut: repeating.subtracting([columns[place]]))?.isKept ?? false : true
        }
        kept = Set(cells.filter { $0.value.isKept }.keys).subtracting(zip(columns, apart).filter { !$0.1 }.map(\.0))
        late = isWhole
            ? cells.filter { !$0.value.isKept }.compactMap { column, cells in cells.lag(upTo: Self.mostLag).map { (column, $0.records, $0.z) } }
                .sorted { ($0.z, $1.column) > ($1.z, $0.column) }
            : []
        // In an order of their own, as sums of other orders differ in their last digits.
        let broken = (isStill ? cells.map { (column: $0.key, left: excess($0.value)) } : []).filter { $0.left > 0 }
            .sorted { ($0.left, $1.column) > ($1.left, $0.column) }
        let (suspects, targets) = (broken.prefix(Self.mostSuspects).map(\.column), broken.prefix(Self.mostBroken).map(\.column))
        let pairs = targets.flatMap { target in suspects.filter { $0 != target }.map { (target: target, suspect: $0) } }
        let without = try atOnce(pairs.count) { excess(try expectations.judged(pairs[$0].target, leavingOut: [pairs[$0].suspect])) }
        self.broken = broken
        withoutOther = zip(pairs, without).reduce(into: [:]) { $0[$1.0.target, default: [:]][$1.0.suspect] = $1.1 }
        let couples = suspects.flatMap { one in
            suspects.filter { $0 > one && expectations.columns[$0].type == expectations.columns[one].type }.map { (one: one, other: $0) }
        }
        let shares = try atOnce(couples.count) { try Self.exchangedShare(couples[$0].one, couples[$0].other, expectations) }
        exchanged = zip(couples, shares).compactMap { couple, share in share.map { (couple.one, couple.other, $0) } }
    }

    /// What remains when these columns are known to be of other records: they are not looked at, and others not held against them.
    func left(without columns: Set<Int>) -> Double {
        broken.reduce(0) { sum, column in
            guard !columns.contains(column.column) else { return sum }
            return sum + columns.reduce(column.left) { min($0, withoutOther[column.column]?[$1] ?? column.left) }
        }
    }

    /// The columns, as few as possible, without which nearly nothing is broken.
    ///
    /// - Parameter preferred: of two that explain about as much those that show something by themselves.
    func guilty(preferred: Set<Int>) -> [Int] {
        var chosen: [Int] = []
        while chosen.count < Self.mostGuilty {
            let rest = left(without: Set(chosen))
            guard rest > 0.1 * left else { break }
            func remaining(_ column: Int) -> Double { left(without: Set(chosen + [column])) - (preferred.contains(column) ? 0.1 * left : 0) }
            guard let best = Set(broken.map(\.column)).subtracting(chosen).min(by: { (remaining($0), $0) < (remaining($1), $1) }) else { break }
            guard left(without: Set(chosen + [best])) < 0.85 * rest else { break }
            chosen.append(best)
        }
        return chosen
    }

    /// A chi-square of one degree of freedom for a share that rose, beyond that and two standard deviations; 0 for one that did not.
    private static func excess(_ before: [Bool?], _ after: [Bool?], _ times: [Double]) -> Double {
        let (was, now) = (count(before), count(after))
        guard was.total > 0, now.total > 0, now.rate > was.rate else { return 0 }
        let rate = (Double(was.hits + now.hits) + 0.5) / Double(was.total + now.total + 1)
        let variance = rate * (1 - rate) * overdispersion(before, times) * (1 / Double(was.total) + 1 / Double(now.total))
        let difference = now.rate - was.rate
        return variance > 0 ? max(0, difference * difference / variance - 1 - 2 * 2.squareRoot()) : 0
    }

    private static func count(_ flags: [Bool?]) -> RateCount {
        flags.reduce(into: RateCount()) { count, flag in if let flag { count = count + RateCount(hits: flag ? 1 : 0, total: 1) } }
    }

    /// By how much more than chance the share varies from day to day; between 1 and 5.
    private static func overdispersion(_ flags: [Bool?], _ times: [Double]) -> Double {
        min(5, DayToDay.overdispersion(flags.map { $0.map { $0 ? 1 : 0 } ?? .nan }, times))
    }

    /// In which share of the records two columns have each other's values: where either lies far from what all other columns let expect, and neither does with
    /// the other's value. `nil` where that explains less than half of the cells that lie far now and did not.
    private static func exchangedShare(_ one: Int, _ other: Int, _ expectations: ColumnExpectations) throws -> Double? {
        func judged(_ column: Int, reading: Int) throws -> JudgedCells? { try expectations.judged(column, leavingOut: [one, other], reading: reading) }
        guard let ownOne = try judged(one, reading: one), let ownOther = try judged(other, reading: other), let asOne = try judged(one, reading: other),
            let asOther = try judged(other, reading: one)
        else { return nil }
        func flags(_ side: KeyPath<JudgedCells, JudgedCells.Side>) -> (far: [Bool?], mended: [Bool?]) {
            let far = zip(ownOne.far(side), ownOther.far(side)).map { one, other -> Bool? in one.flatMap { one in other.map { one || $0 } } }
            let exchanged = zip(asOne.far(side), asOther.far(side)).map { one, other -> Bool? in one.flatMap { one in other.map { one || $0 } } }
            return (far, zip(far, exchanged).map { isFar, staysFar in isFar.flatMap { isFar in staysFar.map { isFar && !$0 } } })
        }
        let (was, now) = (flags(\.before), flags(\.after))
        let (risen, mended) = (count(now.far).rate - count(was.far).rate, count(now.mended).rate - count(was.mended).rate)
        guard risen > 0, mended > risen / 2, excess(was.mended, now.mended, expectations.before.times) > 0 else { return nil }
        return min(1, mended / max(1e-6, 1 - count(was.far).rate))
    }
}
