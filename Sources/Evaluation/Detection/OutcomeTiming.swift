internal import Domain
internal import Statistics
internal import Store

/// When it counts how predictions turned out.
enum OutcomeTiming {
    /// As labels come, of each record by itself: what is known at some time of the last records.
    case asKnown
    /// As labels come, by the time of that, whatever record they are of.
    case byArrival
    /// When the labels of a time are due, for all of its records at once.
    case whenDue

    /// How long after their records labels usually come, where windows are of their arrival; none where alerts are raised as soon as labels tell.
    func labelLag(_ replay: Replay) -> Int64? {
        switch self {
        case .asKnown: 0
        case .byArrival: replay.usual ?? 0
        case .whenDue: nil
        }
    }

    /// The units in which labels can be judged: as long as records came, as labels of the last ones are those that take long, and not those
    /// at a time that cannot be. When due: until when records are old enough for their labels to be there.
    func units(_ timelines: Timelines, _ replay: Replay) -> ClosedRange<Int64>? {
        let first = timelines.current.first
        var last = first + Int64(timelines.current.length) - 1
        if case .whenDue = self, let within = replay.within, let end = replay.dataEnd {
            last = min(last, timelines.bucket.key(of: end.advanced(byMicroseconds: -within)) - 1)
        }
        return first <= last && last - first < OutcomeHistory.mostUnits ? first...last : nil
    }

    /// The first unit that is looked at: labels that come early are not like all, and of the first records none else have come.
    func firstUnit(_ timelines: Timelines, _ replay: Replay) -> Int {
        guard case .byArrival = self, let most = replay.most ?? replay.within else { return 0 }
        let due = timelines.bucket.start(of: timelines.current.first).advanced(byMicroseconds: most)
        return max(0, Int(timelines.bucket.key(of: due) + 1 - timelines.current.first))
    }

    /// Whether predictions whose outcome is known sooner than half of all turn out otherwise than the rest, so that early labels would be taken for a change, at 1
    /// in 1,000: of two classes by the score test of whether their positive ones come as often as those of the rest with such scores (`OutcomeForecast`), else by the
    /// two-proportion z-test of each rate.
    ///
    /// - Parameters:
    ///   - history: of all records, with what was known when.
    ///   - rates: that are followed; `nil` of two classes.
    static func earlyOnesDiffer(_ history: OutcomeHistory, _ rates: [OutcomeRates.Rate]?, _ replay: Replay, _ bucket: TimeBucket) -> Bool {
        guard let usual = replay.usual, let most = replay.most else { return true }
        let (early, late) = history.byDelay(Int(usual / bucket.length), atMost: Int(most / bucket.length))
        guard let rates else {
            let test = OutcomeSum(OutcomeChances(part: late, whole: late).level(early))
            let variance = test.variance + test.error
            return variance > 0 && StandardNormal.twoSided(test.sum / variance.squareRoot()) < level
        }
        func proportion(_ counts: [Int], _ rate: OutcomeRates.Rate) -> Proportion? {
            Proportion(count: counts.indices.reduce(0) { rate.holds($1) ? $0 + counts[$1] : $0 }, total: counts.reduce(0, +))
        }
        return rates.contains { rate in
            guard let early = proportion(early, rate), let late = proportion(late, rate) else { return false }
            return ProportionTest.z(reference: late, current: early).pValue < level
        }
    }

    private static let level = 0.001
}
