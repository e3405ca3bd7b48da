internal import Domain
internal import Statistics
internal import Store

/// How cells of a column become a few codes: values by about equal mass or by themselves, then rare, unseen and missing ones.
struct EvidenceCoding: Sendable {
    /// Numbers below each edge, or each of a few numbers by itself.
    enum Values: Sendable {
        case edges([Double], lowest: Double, highest: Double)
        case numbers([Double: Int])
        case texts([String: Int], rare: Set<String>)
    }

    let values: Values
    /// Codes of values; of rare values, of values that were not there before, and of missing cells come next.
    let valueCount: Int
    var rare: Int { valueCount }
    var unseen: Int { valueCount + 1 }
    var missing: Int { valueCount + 2 }
    var size: Int { valueCount + 3 }
    /// The share of records that have a value never seen before, by chance: that of values that were seen once (Good's estimate).
    let unseenShare: Double
    /// Whether codes of values have an order.
    var isOrdered: Bool { if case .texts = values { false } else { true } }

    private static let most = 16
    private static let distinctMost = 24
    private static let categoryMost = 40

    /// - Parameters:
    ///   - cells: of records before, in the order of time.
    ///   - after: a text that began to come at the end of those before and comes much more often here is new, as nobody knows an onset to the record.
    init(_ cells: WindowRows.Cells, after: WindowRows.Cells? = nil) {
        switch cells {
        case .numbers(let all):
            let sorted = all.filter { !$0.isNaN }.sorted()
            unseenShare = 2 / Double(max(2, all.count))
            var distinct: [Double] = []
            for value in sorted where value != distinct.last {
                distinct.append(value)
                if distinct.count > Self.distinctMost { break }
            }
            if distinct.count <= Self.distinctMost {
                values = .numbers(Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) }))
                valueCount = distinct.count
            } else {
                let edges = Self.edges(sorted)
                values = .edges(edges, lowest: sorted[0], highest: sorted[sorted.count - 1])
                valueCount = edges.count + 1
            }
        case .categories(let all):
            var counts: [String: Int] = [:]
            for value in all { if let value { counts[value, default: 0] += 1 } }
            unseenShare = Double(1 + counts.values.count { $0 == 1 }) / Double(max(2, all.count))
            let least = max(3, all.count / 200)
            let frequent = counts.filter { $0.value >= least }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(Self.categoryMost).map(\.key)
            let places = Dictionary(uniqueKeysWithValues: frequent.enumerated().map { ($1, $0) })
            var rare = Set(counts.keys.filter { places[$0] == nil })
            if case .categories(let later)? = after { rare.subtract(Self.begun(rare, in: all, later)) }
            values = .texts(places, rare: rare)
            valueCount = frequent.count
        }
    }

    /// Those of some texts that came among the last tenth of the records before only, and come five times as often after.
    private static func begun(_ texts: Set<String>, in before: [String?], _ after: [String?]) -> Set<String> {
        func counts(_ cells: ArraySlice<String?>) -> [String: Int] {
            cells.reduce(into: [:]) { counts, text in if let text, texts.contains(text) { counts[text, default: 0] += 1 } }
        }
        let (early, late, now) = (counts(before.dropLast(before.count / 10)), counts(before.suffix(before.count / 10)), counts(after[...]))
        return texts.filter { text in
            guard early[text] == nil, let was = late[text], let new = now[text], new >= 5 else { return false }
            return Double(new) / Double(after.count) > 5 * Double(was) / Double(before.count)
        }
    }

    /// Stretches of about equal mass; a value with as much as two of them has a code of its own, so that its turning into others is seen, and the rest is parted
    /// as if it were not there.
    private static func edges(_ sorted: [Double]) -> [Double] {
        var (heavy, rest): ([Double], [Double]) = ([], [])
        var start = 0
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            if (end - start) * most >= 2 * sorted.count { heavy.append(sorted[start]) } else { rest += sorted[start..<end] }
            start = end
        }
        var edges = Set(heavy.flatMap { [$0, $0.nextUp] })
        let parts = max(2, most - 2 * heavy.count)
        for step in 1..<parts where !rest.isEmpty { edges.insert(rest[step * rest.count / parts]) }
        return edges.filter { $0 > sorted[0] }.sorted()
    }

    func codes(_ cells: WindowRows.Cells) -> [Int] {
        switch cells {
        case .numbers(let numbers): numbers.map(code)
        case .categories(let texts): texts.map(code)
        }
    }

    func code(_ number: Double) -> Int {
        guard !number.isNaN else { return missing }
        switch values {
        case .numbers(let places): return places[number] ?? unseen
        case .edges(let edges, let lowest, let highest):
            guard number >= lowest, number <= highest else { return unseen }
            return edges.partition { $0 > number }
        case .texts: return missing
        }
    }

    func code(_ text: String?) -> Int {
        guard let text else { return missing }
        guard case .texts(let places, let rares) = values else { return missing }
        return places[text] ?? (rares.contains(text) ? rare : unseen)
    }
}

/// Columns of records before and after an onset, as codes, with how much each varies by itself.
struct CodedEvidence: Sendable {
    /// One column.
    struct Column: Sendable {
        let coding: EvidenceCoding
        /// The code of each record.
        let before: [Int]
        let after: [Int]
        /// Of each code.
        let countsBefore: [Double]
        let countsAfter: [Double]
        /// How many times the variance of chance its shares have from day to day.
        let overdispersion: Double

        /// - Parameters:
        ///   - days: of each record before, the day it is of; `nil` where no time is known.
        ///   - copies: see `CopiedRecords`.
        init(before: WindowRows.Cells, after: WindowRows.Cells, days: [Int]?, copies: Double = 1) {
            let coding = EvidenceCoding(before, after: after)
            self.coding = coding
            self.before = coding.codes(before)
            self.after = coding.codes(after)
            func counts(_ codes: [Int]) -> [Double] {
                codes.reduce(into: [Double](repeating: 0, count: coding.size)) { $0[$1] += 1 }
            }
            (countsBefore, countsAfter) = (counts(self.before), counts(self.after))
            overdispersion = copies * (days.map { [codes = self.before] in CodedEvidence.overdispersion(codes, $0, size: coding.size) } ?? 1)
        }
    }

    let names: [String]
    let columns: [Column]

    /// All cells are coded, several columns at a time.
    static func coded(
        names: [String], before: [WindowRows.Cells], after: [WindowRows.Cells], days: [Int]?, copies: Double = 1
    ) async -> CodedEvidence {
        await withTaskGroup(of: (Int, Column).self) { group in
            for place in before.indices {
                group.addTask { (place, Column(before: before[place], after: after[place], days: days, copies: copies)) }
            }
            var columns = [Column?](repeating: nil, count: before.count)
            for await (place, column) in group { columns[place] = column }
            return CodedEvidence(names: names, columns: columns.compactMap(\.self))
        }
    }

    /// By column, the code of each record.
    var before: [[Int]] { columns.map(\.before) }
    var after: [[Int]] { columns.map(\.after) }

    var beforeCount: Int { columns.first?.before.count ?? 0 }
    var afterCount: Int { columns.first?.after.count ?? 0 }

    func countsAfter(_ column: Int) -> [Double] { columns[column].countsAfter }

    func sharesBefore(_ column: Int) -> [Double] { Self.shares(columns[column].countsBefore, of: beforeCount) }
    func sharesAfter(_ column: Int) -> [Double] { Self.shares(columns[column].countsAfter, of: afterCount) }

    private static func shares(_ counts: [Double], of records: Int) -> [Double] { counts.map { $0 / Double(max(1, records)) } }

    /// How far a column's shares differ after the onset, beyond chance.
    func moved(_ column: Int) -> Double { left(column, expecting: sharesBefore(column), size: Double(beforeCount)) }

    /// These shares, with as many values that are new as come by chance.
    func allowing(_ column: Int, _ shares: [Double]) -> [Double] {
        let coding = columns[column].coding
        let missing = max(0, coding.unseenShare - shares[coding.unseen])
        return shares.enumerated().map { code, share in code == coding.unseen ? share + missing : share * (1 - missing) }
    }

    /// What remains of a column's change when these shares were to be expected.
    func left(_ column: Int, expecting shares: [Double], size: Double) -> Double {
        let (expected, observed) = (allowing(column, shares), countsAfter(column))
        let (coding, overdispersion) = (columns[column].coding, columns[column].overdispersion)
        let all = ShareChange(expected: expected, size: size, observed: observed).excess(overdispersion: overdispersion)
        guard !coding.isOrdered else { return all }
        // How far shares of known texts move from day to day says little of a text that was never there.
        func apart(_ counts: [Double]) -> [Double] { [counts[coding.unseen], counts.reduce(0, +) - counts[coding.unseen]] }
        let new = ShareChange(expected: apart(expected), size: size, observed: apart(observed))
        return max(all, new.excess(overdispersion: min(overdispersion, Self.ofUnseen)))
    }

    /// Texts that were never there come in clumps, too, though not in such as known ones.
    static let ofUnseen = 2.0

    /// The mean over days of the chi-square against all days, by its degrees of freedom; between 1 and 5.
    private static func overdispersion(_ codes: [Int], _ days: [Int], size: Int) -> Double {
        var byDay: [Int: [Double]] = [:]
        var all = [Double](repeating: 0, count: size)
        for (code, day) in zip(codes, days) {
            byDay[day, default: [Double](repeating: 0, count: size)][code] += 1
            all[code] += 1
        }
        let total = all.reduce(0, +)
        guard total > 0, byDay.count >= 5 else { return 1 }
        var (sum, freedom) = (0.0, 0.0)
        for counts in byDay.values {
            let n = counts.reduce(0, +)
            guard n >= 20 else { continue }
            // The day against all others.
            let rest = total - n
            guard rest > 0 else { continue }
            let change = ShareChange(expected: zip(all, counts).map { ($0 - $1) / rest }, size: rest, observed: counts)
            sum += change.chiSquare
            freedom += change.degreesOfFreedom
        }
        return freedom > 0 ? min(5, max(1, sum / freedom)) : 1
    }
}
