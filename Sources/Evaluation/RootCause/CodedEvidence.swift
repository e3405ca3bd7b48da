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

    init(_ cells: WindowRows.Cells) {
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
                var edges: [Double] = []
                for step in 1..<Self.most {
                    let value = sorted[step * sorted.count / Self.most]
                    if value > edges.last ?? sorted[0] { edges.append(value) }
                }
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
            values = .texts(places, rare: Set(counts.keys.filter { places[$0] == nil }))
            valueCount = frequent.count
        }
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
    var names: [String]
    var codings: [EvidenceCoding]
    /// By column, the code of each record.
    var before: [[Int]]
    var after: [[Int]]
    /// By column, how many times the variance of chance its shares have from day to day.
    var overdispersion: [Double]

    var beforeCount: Int { before.first?.count ?? 0 }
    var afterCount: Int { after.first?.count ?? 0 }

    /// - Parameter days: of each record before, the day it is of; `nil` where no time is known.
    init(names: [String], before: [WindowRows.Cells], after: [WindowRows.Cells], days: [Int]?) {
        self.names = names
        codings = before.map(EvidenceCoding.init)
        self.before = zip(codings, before).map { $0.codes($1) }
        self.after = zip(codings, after).map { $0.codes($1) }
        overdispersion = zip(codings, self.before).map { coding, codes in days.map { Self.overdispersion(codes, $0, size: coding.size) } ?? 1 }
    }

    func counts(_ column: Int, _ codes: [[Int]]) -> [Double] {
        codes[column].reduce(into: [Double](repeating: 0, count: codings[column].size)) { $0[$1] += 1 }
    }

    func shares(_ column: Int, _ codes: [[Int]]) -> [Double] {
        let total = Double(max(1, codes[column].count))
        return counts(column, codes).map { $0 / total }
    }

    /// How a column's shares differ after the onset.
    func change(_ column: Int) -> ShareChange {
        ShareChange(expected: allowing(column, shares(column, before)), size: Double(beforeCount), observed: counts(column, after))
    }

    /// These shares, with as many values that are new as come by chance.
    func allowing(_ column: Int, _ shares: [Double]) -> [Double] {
        let (coding, missing) = (codings[column], max(0, codings[column].unseenShare - shares[codings[column].unseen]))
        return shares.enumerated().map { code, share in code == coding.unseen ? share + missing : share * (1 - missing) }
    }

    /// What remains of a column's change when these shares were to be expected.
    func left(_ column: Int, expecting shares: [Double], size: Double) -> Double {
        ShareChange(expected: allowing(column, shares), size: size, observed: counts(column, after)).excess(overdispersion: overdispersion[column])
    }

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
