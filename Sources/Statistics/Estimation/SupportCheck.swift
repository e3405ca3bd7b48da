/// Whether the reference knows the scores that a window has.
///
/// A score is hardly supported when fewer than ten labelled records of the reference are within a twentieth of the range from the reference's first
/// to its ninety-ninth percentile on either side of it. What such a score means is extrapolated, and no error tells of that.
package struct SupportCheck: Sendable {
    private let scores: [Double]
    /// Records below each score, and all at the end.
    private let before: [Int]
    private let reach: Double
    /// The share of the reference's own records that are hardly supported.
    package private(set) var referenceShare = 0.0

    package static let leastRecords = 10
    private static let reachShare = 0.05

    /// - Returns: `nil` without records.
    package init?(reference: ScoreHistogram) {
        let points = reference.points
        guard !points.isEmpty else { return nil }
        scores = points.map(\.meanScore)
        var total = 0
        var sums = [0]
        for point in points {
            total += point.count
            sums.append(total)
        }
        before = sums
        func percentile(_ share: Double) -> Double {
            let rank = Int(share * Double(total - 1))
            return points[sums.dropFirst().firstIndex { $0 > rank }.map { $0 - 1 } ?? points.count - 1].meanScore
        }
        reach = Self.reachShare * (percentile(0.99) - percentile(0.01))
        let outside = points.reduce(0) { $0 + (isSupported($1.meanScore) ? 0 : $1.count) }
        referenceShare = Double(outside) / Double(total)
    }

    package func isSupported(_ score: Double) -> Bool {
        let low = place(of: score - reach, includingEqual: false)
        let high = place(of: score + reach, includingEqual: true)
        return before[high] - before[low] >= Self.leastRecords
    }

    /// The share of records with a hardly supported score; `nil` without records.
    package func unsupportedShare(of window: ScoreHistogram) -> Proportion? {
        let total = window.points.reduce(0) { $0 + $1.count }
        return Proportion(count: window.points.reduce(0) { $0 + (isSupported($1.meanScore) ? 0 : $1.count) }, total: total)
    }

    /// How many of the reference's scores are below `score`, or not above it.
    private func place(of score: Double, includingEqual: Bool) -> Int {
        var low = 0
        var high = scores.count
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score || includingEqual && scores[middle] == score { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
