internal import Domain
internal import Statistics
internal import Store

/// How the predictions of some records turned out over time: how many had which outcome's code (`OutcomeQuery`) in each hour or day.
struct OutcomeHistory {
    /// The first unit's key.
    let first: Int64
    let length: Int
    let codes: Int
    /// For each unit what had come before it, code by code, and at the end all.
    private let sums: [Int]

    /// - Parameters:
    ///   - part: 0 for all records, else a slice's place and one more.
    ///   - units: keys from the first to the last.
    init(_ windows: [WindowOutcomes], part: Int, units: ClosedRange<Int64>, codes: Int) {
        first = units.lowerBound
        length = units.count
        self.codes = codes
        var sums = [Int](repeating: 0, count: (units.count + 1) * codes)
        for window in windows {
            guard let key = window.key, units.contains(key) else { continue }
            let place = (Int(key - units.lowerBound) + 1) * codes
            for (code, counts) in window.counts where code < codes { sums[place + code] += counts[part] }
        }
        for place in codes..<sums.count { sums[place] += sums[place - codes] }
        self.sums = sums
    }

    /// How many had each code in some units, counted from the first.
    subscript(_ units: Range<Int>) -> [Int] {
        let (low, high) = (units.lowerBound * codes, units.upperBound * codes)
        return (0..<codes).map { sums[high + $0] - sums[low + $0] }
    }

    var whole: [Int] { self[0..<length] }
}
