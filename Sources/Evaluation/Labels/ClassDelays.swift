internal import Store

/// How long after their records labels come, class by class. A payment is known when it comes, that it failed only when it is due: where one class is known
/// sooner, the labels that came early have more of it than all labels will have.
struct ClassDelays {
    /// Of each class, what is waited for where classes differ: what is missing then is too little to matter.
    static let waitedShare = 0.98

    /// Shares of labels that differ by less than this between classes are taken as alike.
    private static let leastDistance = 0.1
    /// The Kolmogorov-Smirnov statistic that equal distributions exceed in one of a hundred cases, times the root of the sizes' harmonic mean.
    private static let limit = 1.63

    private let delays: [DelayCounts]

    init(_ delays: [DelayCounts]) { self.delays = delays.filter { $0.total > 0 } }

    /// Whether the delays of two classes differ by more than chance and by enough to matter.
    var differ: Bool {
        delays.indices.contains { first in
            delays.indices[(first + 1)...].contains { second in
                let (left, right) = (Double(delays[first].total), Double(delays[second].total))
                let distance = Self.distance(delays[first], delays[second])
                return distance >= Self.leastDistance && distance * (left * right / (left + right)).squareRoot() >= Self.limit
            }
        }
    }

    /// The time in microseconds by which this share of each class has come; `nil` without labels.
    func slowest(untilShare share: Double) -> Int64? { delays.compactMap { $0.time(untilShare: share) }.max() }

    /// The largest difference of the shares that came within any time: the two-sample Kolmogorov-Smirnov distance.
    private static func distance(_ left: DelayCounts, _ right: DelayCounts) -> Double {
        let times = Set((left.entries + right.entries).map { $0.units })
        return times.map { abs(left.share(within: $0 * left.unit) - right.share(within: $0 * right.unit)) }.max() ?? 0
    }
}
