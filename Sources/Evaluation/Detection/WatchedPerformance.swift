internal import Statistics
internal import Store

/// What is watched over time of how some records fare: their metrics as they are, or less what those of other records have moved by.
///
/// The second tells whether some records fare worse than they did where all do: of a slice of the records and the rest of them, with `m` for a metric,
/// `m(slice, now) - (m(rest, now) - m(rest, reference))`, which is compared with `m(slice, reference)`: the difference of two differences.
struct WatchedPerformance {
    var own: PerformanceSummary
    /// The other records, at the same time, and in the reference.
    var others: Others?

    struct Others {
        var now: PerformanceSummary
        var reference: PerformanceSummary
    }

    struct Estimate {
        var value: Double
        /// Of the own records.
        var standardError: Double?
        /// What other records are uncertain by, as a variance.
        var ofOthers = 0.0
        /// The part of it that is another one in every window.
        var ofOthersNow = 0.0
        /// Labelled records of its own.
        var count: Int

        /// What windows differ by because each has but so many records.
        var chance: Double? { standardError.map { ($0 * $0 + ofOthersNow).squareRoot() } }
    }

    init(_ own: PerformanceSummary, others: Others? = nil) {
        self.own = own
        self.others = others
    }

    /// - Parameter metric: its registered name.
    /// - Returns: `nil` where the metric is undefined, and where other records are too few to tell what theirs is.
    func estimate(_ metric: String) -> Estimate? {
        guard let own = own.estimate(metric) else { return nil }
        var estimate = Estimate(value: own.value, standardError: own.standardError, count: own.sampleSize)
        guard let others else { return estimate }
        guard let now = others.now.estimate(metric), let before = others.reference.estimate(metric),
            min(now.sampleSize, before.sampleSize) >= PerformanceEvidence.leastCount, let error = now.standardError, let past = before.standardError
        else { return nil }
        estimate.value -= now.value - before.value
        estimate.ofOthersNow = error * error
        estimate.ofOthers = error * error + past * past
        return estimate
    }

    /// Both together: of the same kind, and held against the same reference.
    func merging(_ other: Self) throws -> Self {
        var result = self
        result.own = try own.merging(other.own)
        if let others, let more = other.others { result.others?.now = try others.now.merging(more.now) }
        return result
    }
}
