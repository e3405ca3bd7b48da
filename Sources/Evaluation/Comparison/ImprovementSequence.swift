package import Domain
package import Statistics

/// How much better a candidate is than the baseline by one metric, as labels come: with bounds that hold at all looks at once.
package struct ImprovementSequence {
    /// Fewer labels than this, and no bounds: the spread of so few means nothing.
    static let leastRows = 100
    /// Nor with fewer labels on which the two differ.
    static let leastDifferent = 20
    /// As many looks back are kept.
    package static let lookCount = 50

    /// Of lower bounds; and of upper ones, which may be wrong with another chance.
    let sequence: ConfidenceSequence
    private let upper: ConfidenceSequence
    /// The least improvement that matters, for which bounds are made; 0 for none.
    private let smallest: Double
    private let estimates: (_ counts: [Int]) -> [Estimate?]
    private let times: [Timestamp?]

    /// The improvement by the first so many labels.
    struct Estimate {
        var value: Double
        /// Of one label: the standard error times the root of their number.
        var deviation: Double
        /// Whether bounds may be told.
        var isEnough: Bool
    }

    /// Of a mean over records.
    ///
    /// - Parameters:
    ///   - improvements: of each record in the order of its label, positive where the candidate is better.
    ///   - upper: of upper bounds; `nil` for the same as of lower ones.
    ///   - smallest: the least improvement that matters, for which bounds are made; 0 for none.
    package init(
        improvements: [Double], times: [Timestamp?], sequence: ConfidenceSequence, upper: ConfidenceSequence? = nil, smallest: Double = 0
    ) {
        self.sequence = sequence
        self.upper = upper ?? sequence
        self.smallest = smallest
        self.times = times
        estimates = { counts in
            var moments = Moments()
            var different = 0
            return counts.map { count in
                for row in moments.count..<count {
                    moments.add(improvements[row])
                    if improvements[row] != 0 { different += 1 }
                }
                guard let deviation = moments.standardDeviation() else { return nil }
                return Estimate(
                    value: moments.mean, deviation: deviation, isEnough: count >= Self.leastRows && different >= Self.leastDifferent)
            }
        }
    }

    /// Of ROC AUC, which for many labels is a mean of what each adds: its standard error by DeLong takes the place of the mean's.
    init(
        candidate: [Double], baseline: [Double], actual: [Bool], times: [Timestamp?], sequence: ConfidenceSequence, upper: ConfidenceSequence? = nil,
        smallest: Double = 0
    ) {
        self.sequence = sequence
        self.upper = upper ?? sequence
        self.smallest = smallest
        self.times = times
        estimates = { counts in
            counts.map { count in
                guard let areas = PairedROCAUC(
                    scores: [Array(candidate.prefix(count)), Array(baseline.prefix(count))], actual: Array(actual.prefix(count)))
                else { return nil }
                let (value, error) = areas.difference(0, less: 1)
                return Estimate(
                    value: value, deviation: error * Double(count).squareRoot(),
                    isEnough: count >= Self.leastRows && min(areas.positives, areas.negatives) >= Self.leastDifferent && error > 0)
            }
        }
    }

    var count: Int { times.count }

    /// So many evenly spaced looks, fewer where there are fewer labels; the last is at all labels. Empty without labels.
    package func looks(_ most: Int = lookCount) -> [ComparisonReport.Look] {
        guard count > 0, most > 0 else { return [] }
        let counts = (1...most).map { max(1, count * $0 / most) }
        let distinct = counts.reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
        return zip(distinct, estimates(distinct)).compactMap { count, estimate in estimate.map { look(at: count, $0) } }
    }

    /// At all labels; `nil` where nothing can be told.
    func current() -> (look: ComparisonReport.Look, estimate: Estimate)? {
        guard count > 0, let estimate = estimates([count])[0] else { return nil }
        return (look(at: count, estimate), estimate)
    }

    private func look(at count: Int, _ estimate: Estimate) -> ComparisonReport.Look {
        let expected = smallest / estimate.deviation
        let below = estimate.deviation * sequence.oneSidedWidth(at: count, expecting: expected)
        let above = upper == sequence ? below : estimate.deviation * upper.oneSidedWidth(at: count, expecting: expected)
        return ComparisonReport.Look(
            count: count, time: times[count - 1], improvement: estimate.value, lower: estimate.isEnough ? estimate.value - below : nil,
            upper: estimate.isEnough ? estimate.value + above : nil)
    }
}
