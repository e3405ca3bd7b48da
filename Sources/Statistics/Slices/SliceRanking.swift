/// What slices are ranked by. All are of the records in the slice: `n` of them, that lose `e` together.
package enum SliceRanking: Sendable, Hashable {
    /// The loss of the average record against its size: `alpha (e / n / mean - 1) - (1 - alpha) (N / n - 1)` with all records' number `N`
    /// and mean loss.
    ///
    /// Source: Sagadeeva and Boehm, "SliceLine: Fast, Linear-Algebra-based Slice Finding for ML Model Debugging" (SIGMOD 2021), equation 5.
    case weighted(alpha: Double)
    /// What the slice loses beyond as many average records: `e - n mean`.
    case excess
    /// What the slice loses beyond what it would had its mean loss changed as that of all records has:
    /// `n (e / n - earlier e / earlier n - change of the mean)`.
    case change

    var needsEarlier: Bool { self == .change }
}

/// How many records there are, and what they lose together; of them, what the one that loses most loses.
package struct LossSum: Sendable, Hashable {
    package var count: Double
    package var sum: Double
    package var maximum: Double

    package init(count: Double = 0, sum: Double = 0, maximum: Double = 0) {
        self.count = count
        self.sum = sum
        self.maximum = maximum
    }

    /// No part of two slices can be larger than what is smaller of both.
    func bounded(by other: LossSum) -> LossSum {
        LossSum(count: min(count, other.count), sum: min(sum, other.sum), maximum: min(maximum, other.maximum))
    }
}

/// Scores of slices of one table, and what the score of any part of a slice cannot exceed.
struct SliceScorer: Sendable {
    let ranking: SliceRanking
    /// Fewer records make no slice; in the earlier window, too.
    let support: Double
    let earlierSupport: Double
    private let count: Double
    private let mean: Double
    /// How much more all records lose than earlier.
    private let shift: Double

    /// - Parameter earlier: needed for changes only.
    init(_ ranking: SliceRanking, current: LossTable, earlier: LossTable?, support: Int, earlierSupport: Int) {
        self.ranking = ranking
        self.support = Double(max(1, support))
        self.earlierSupport = ranking.needsEarlier ? Double(max(1, earlierSupport)) : 0
        count = Double(current.count)
        let now = current.losses.reduce(0, +) / max(1, count)
        mean = now
        shift = earlier.map { now - $0.losses.reduce(0, +) / max(1, Double($0.count)) } ?? 0
    }

    /// Whether there is anything to find.
    var isUseful: Bool { mean > 0 }

    func isLargeEnough(_ slice: LossSum, _ earlier: LossSum) -> Bool { slice.count >= support && earlier.count >= earlierSupport }

    /// - Precondition: the slice is large enough.
    func score(_ slice: LossSum, _ earlier: LossSum) -> Double {
        switch ranking {
        case .weighted(let alpha): alpha * (slice.sum / slice.count / mean - 1) - (1 - alpha) * (count / slice.count - 1)
        case .excess: slice.sum - slice.count * mean
        case .change: slice.sum - slice.count * (earlier.sum / earlier.count + shift)
        }
    }

    /// What the score of a slice is at most that has no more records than `limit`, which lose no more, together and each.
    ///
    /// Of `n` such records the loss is at most `min(e, n maximum)`. With that the score is, on both sides of `n = e / maximum`, monotone in
    /// `n` (SliceLine, section 3.2), so that one of three sizes has the largest. What the slice lost earlier is at least nothing.
    func bound(_ limit: LossSum) -> Double {
        guard limit.count >= support, limit.maximum > 0 else { return -.infinity }
        let turn = min(max(limit.sum / limit.maximum, support), limit.count)
        return max(value(support, limit), value(turn, limit), value(limit.count, limit))
    }

    private func value(_ size: Double, _ limit: LossSum) -> Double {
        let sum = min(limit.sum, size * limit.maximum)
        return switch ranking {
        case .weighted(let alpha): alpha * (sum / size / mean - 1) - (1 - alpha) * (count / size - 1)
        case .excess: sum - size * mean
        case .change: sum - size * shift
        }
    }
}
