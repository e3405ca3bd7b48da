internal import Foundation
internal import Statistics

/// Records a day after the onset against before, on the same days of the week.
struct VolumeRatios: Sendable {
    var all: Double
    /// By column and code.
    var codes: [[Double]]
    /// How far single days lie from what is usual on their day of the week.
    var spread: Double
    var days: Double

    /// - Parameters:
    ///   - weights: of each record before, how many it stands for where one after stands for one: of samples not as many may have been kept.
    ///   - evidence: of the same records; without it nothing is told of codes.
    init?(before: EvidenceRows.Side, weights: [Double], after: EvidenceRows.Side, _ evidence: CodedEvidence?) {
        guard let start = after.times.first, let end = after.times.last, let begin = before.times.first, end > start else { return nil }
        guard begin.isFinite, end - start >= 86_400 else { return nil }
        func phase(_ time: Double) -> Int { Int((time / 3_600).rounded(.down)) % 168 }
        // Hours of the week that are seen on each side.
        func hours(_ times: [Double]) -> [Int: Double] {
            var seen: [Int: Set<Int>] = [:]
            for time in times { seen[phase(time), default: []].insert(Int(time / 3_600)) }
            return seen.mapValues { Double($0.count) }
        }
        func all(_ from: Double, _ to: Double) -> [Int: Double] {
            var result: [Int: Double] = [:]
            for hour in Int(from / 3_600)...Int(to / 3_600) { result[hour % 168, default: 0] += 1 }
            return result
        }
        let (was, now) = (all(begin, before.times.last ?? begin), all(start, end))
        // What the hours after would have held at the rate before.
        let expectations = zip(before.times, weights).map { time, weight in weight * (now[phase(time)] ?? 0) / max(1, was[phase(time)] ?? 1) }
        let expected = expectations.reduce(0, +)
        guard expected > 0 else { return nil }
        self.all = Double(after.count) / expected
        codes = (evidence?.columns ?? []).map { column in
            var sums = [Double](repeating: 0, count: column.coding.size)
            for (code, expectation) in zip(column.before, expectations) { sums[code] += expectation }
            return zip(column.countsAfter, sums).map { $1 > 0 ? $0 / $1 : .nan }
        }
        var daily: [Int: Double] = [:]
        for (time, weight) in zip(before.times, weights) { daily[Int(time / 86_400), default: 0] += weight }
        let byWeekday = Dictionary(grouping: daily, by: { $0.key % 7 }).values.map { days in Moments(days.map { log($0.value) }) }
        let variance = byWeekday.compactMap { $0.count > 1 ? $0.variance() : nil }
        spread = variance.isEmpty ? 0.1 : (variance.reduce(0, +) / Double(variance.count)).squareRoot()
        days = (end - start) / 86_400
    }

    /// How surely a rate differs from the usual one: squared standard errors beyond one, 15 at most. Days differ by themselves, and what is usual is not
    /// known better than by some hundredths.
    func surprise(_ rate: Double) -> Double {
        let z = max(0, distance(rate) - 1)
        return min(15, z * z)
    }

    /// Which of two rates is nearer to the usual one, where neither surprises: half the squared standard errors, 1 at most.
    func leaning(_ rate: Double) -> Double { min(1, distance(rate) * distance(rate) / 2) }

    /// In standard errors.
    private func distance(_ rate: Double) -> Double { abs(log(max(rate, 1e-3))) / (spread / max(1, days).squareRoot() + 0.03) }

    /// Expected and seen records of some codes: the rate of a slice and of all others.
    func rates(_ column: Int, _ codes: ClosedRange<Int>, _ evidence: CodedEvidence) -> (inside: Double, outside: Double)? {
        let counts = evidence.countsAfter(column)
        var (inside, outside) = ((0.0, 0.0), (0.0, 0.0))
        for (code, count) in counts.enumerated() {
            let ratio = self.codes[column][code]
            guard ratio.isFinite, ratio > 0 || count == 0 else { continue }
            let expected = ratio > 0 ? count / ratio : evidence.sharesBefore(column)[code] * Double(evidence.afterCount) / all
            if codes.contains(code) { inside = (inside.0 + count, inside.1 + expected) } else { outside = (outside.0 + count, outside.1 + expected) }
        }
        guard inside.1 > 0, outside.1 > 0 else { return nil }
        return (inside.0 / inside.1, outside.0 / outside.1)
    }
}
