internal import Domain
package import Statistics

/// One thing that is or is not so of each record, followed over time: a cell is missing, a number lies below some limit, a category
/// is this one. All that Assay watches about columns is made of such rates, so that one kind of statistics judges them all, and every
/// decision can be said in one sentence.
package struct RateSignal {
    package enum Kind: Hashable {
        case drift
        case quality(QualityCheck)
        /// Records arrive late.
        case freshness
        /// Predictions turn out badly; with the signal's name.
        case outcome(String)
        /// Predictions differ from those of a candidate.
        case disagreement
        /// A column's cells lie far from what the other columns let expect.
        case relation

        /// Smaller changes than these are real, perhaps, and matter to nobody.
        var leastChange: Double {
            switch self {
            case .drift, .freshness, .outcome, .disagreement, .relation: 0.05
            case .quality(.typeErrorRate), .quality(.unseenRate), .quality(.duplicateRate): 0.005
            case .quality: 0.01
            }
        }

        /// From here on a change is an error.
        var error: Double {
            switch self {
            case .drift, .outcome, .disagreement, .relation: 0.15
            case .freshness: 0.25
            case .quality(.missingRate), .quality(.nonFiniteRate): 0.1
            default: 0.05
            }
        }

        /// As in reports.
        var signal: String {
            switch self {
            case .drift: "share_shift"
            case .freshness: QualityCheck.lateRate.rawValue
            case .quality(let check): check.rawValue
            case .outcome(let name): name
            case .disagreement: "candidate_disagreement"
            case .relation: "relation_shift"
            }
        }
    }

    /// The column it is about; `nil` for the records as a whole.
    let column: String?
    let kind: Kind
    /// What is so, such as "hours_per_week < 40".
    let what: String
    let baseline: RateHistory
    let current: RateHistory

    package init(column: String?, kind: Kind, what: String, baseline: RateHistory, current: RateHistory) {
        self.column = column
        self.kind = kind
        self.what = what
        self.baseline = baseline
        self.current = current
    }
}

/// A rate over time, by hours or days that follow each other without a gap.
package struct RateHistory {
    /// The first unit's key.
    let first: Int64
    /// What had come before each unit, and at the end all.
    private let sums: [RateCount]

    package init(first: Int64, _ counts: [RateCount]) {
        self.first = first
        sums = counts.reduce(into: [RateCount()]) { sums, count in sums.append(sums[sums.count - 1] + count) }
    }

    var length: Int { sums.count - 1 }
    var units: [RateCount] { zip(sums, sums.dropFirst()).map { $1 - $0 } }
    var whole: RateCount { sums[sums.count - 1] }

    /// Of some units, counted from the first.
    subscript(_ units: Range<Int>) -> RateCount { sums[units.upperBound] - sums[units.lowerBound] }
}
