internal import Domain
internal import Statistics
internal import Store

/// How the predictions of some records turned out over time: how many had which outcome's code (`OutcomeQuery`) in each hour or day, and, where it is known when
/// ground truth arrived, how many of these were known at any time.
struct OutcomeHistory {
    /// The first unit's key.
    let first: Int64
    let length: Int
    let codes: Int
    /// For each unit what had come before it, code by code, and at the end all.
    private let sums: [Int]
    /// For each unit its outcomes, the one first that was known first; `nil` where all are known as soon as they are.
    private let arrivals: [[Arrival]]?
    /// How many units' worth of outcomes the last units tell, from one unit on; as many where all are known as soon as they are.
    private let worth: [Double]?

    /// More hours of labels than these are not kept.
    static let mostUnits = 5_000

    /// Outcomes of one unit that were known in the same one.
    private struct Arrival {
        var unit: Int
        var code: Int
        var count: Int
    }

    /// - Parameters:
    ///   - part: 0 for all records, else a slice's place and one more.
    ///   - units: keys from the first to the last.
    init(_ windows: [WindowOutcomes], part: Int, units: ClosedRange<Int64>, codes: Int) {
        var arrivals: [[Arrival]]?
        if windows.contains(where: { $0.arrival != nil }) { arrivals = [[Arrival]](repeating: [], count: units.count) }
        var sums = [Int](repeating: 0, count: (units.count + 1) * codes)
        for window in windows {
            guard let key = window.key, units.contains(key) else { continue }
            let unit = Int(key - units.lowerBound)
            for (code, counts) in window.counts where code < codes && counts[part] > 0 {
                sums[(unit + 1) * codes + code] += counts[part]
                if let arrival = window.arrival {
                    arrivals?[unit].append(Arrival(unit: max(unit, Int(arrival - units.lowerBound)), code: code, count: counts[part]))
                }
            }
        }
        self.init(first: units.lowerBound, codes: codes, counts: sums, arrivals: arrivals?.map { $0.sorted { $0.unit < $1.unit } })
    }

    /// - Parameter counts: of nothing, then of each unit, code by code.
    private init(first: Int64, codes: Int, counts: [Int], arrivals: [[Arrival]]? = nil) {
        (self.first, self.codes, self.arrivals) = (first, codes, arrivals)
        length = counts.count / max(codes, 1) - 1
        var sums = counts
        for place in stride(from: codes, to: sums.count, by: 1) { sums[place] += sums[place - codes] }
        self.sums = sums
        worth = arrivals.map(Self.worth)
    }

    private static func worth(_ arrivals: [[Arrival]]) -> [Double] {
        var delays = [Int](repeating: 0, count: arrivals.count)
        for (unit, own) in arrivals.enumerated() {
            for arrival in own where arrival.unit - unit < delays.count { delays[arrival.unit - unit] += arrival.count }
        }
        let all = Double(delays.reduce(0, +))
        guard all > 0 else { return [] }
        var (share, worth) = (0.0, 0.0)
        return delays.map { count in
            share += Double(count) / all
            worth += share
            return worth
        }
    }

    /// How many had each code in some units, counted from the first.
    subscript(_ units: Range<Int>) -> [Int] {
        let (low, high) = (units.lowerBound * codes, units.upperBound * codes)
        return (0..<codes).map { sums[high + $0] - sums[low + $0] }
    }

    var whole: [Int] { self[0..<length] }

    /// How many of these units' records had each code, of those that were known at their end, or before some other unit.
    func known(in units: Range<Int>, by end: Int? = nil) -> [Int] {
        guard let arrivals else { return self[units] }
        var counts = [Int](repeating: 0, count: codes)
        for unit in units {
            for arrival in arrivals[unit].prefix(while: { $0.unit < end ?? units.upperBound }) { counts[arrival.code] += arrival.count }
        }
        return counts
    }

    /// The history of these units as it was known at their end.
    func asKnown(atEndOf units: Range<Int>) -> Self {
        var counts = [Int](repeating: 0, count: codes)
        for unit in units { counts += known(in: unit..<(unit + 1), by: units.upperBound) }
        return Self(first: first + Int64(units.lowerBound), codes: codes, counts: counts)
    }

    // MARK: How late outcomes are known

    /// How many outcomes of each code were known within so many units of their records (`early`) and later (`late`), of records for which both can be known.
    func byDelay(_ units: Int, atMost most: Int) -> (early: [Int], late: [Int]) {
        var (early, late) = ([Int](repeating: 0, count: codes), [Int](repeating: 0, count: codes))
        for (unit, arrivals) in (arrivals ?? []).enumerated().prefix(max(0, length - most)) {
            for arrival in arrivals where arrival.unit - unit <= most {
                if arrival.unit - unit <= units { early[arrival.code] += arrival.count } else { late[arrival.code] += arrival.count }
            }
        }
        return (early, late)
    }

    /// Over how many units one has to look back to know as many outcomes as this number of units has in the end; `nil` where that is more than there are.
    func reach(toKnow units: Int) -> Int? {
        guard let worth else { return units }
        return worth.firstIndex { $0 >= Double(units) - 1e-9 }.map { $0 + 1 }
    }
}
