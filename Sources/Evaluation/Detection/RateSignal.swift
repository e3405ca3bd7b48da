internal import Domain
internal import Statistics

/// One thing that is or is not so of each record, followed over time: a cell is missing, a number lies below some limit, a category
/// is this one. All that Assay watches about columns is made of such rates, so that one kind of statistics judges them all, and every
/// decision can be said in one sentence.
struct RateSignal {
    enum Kind: Hashable {
        case drift
        case quality(QualityCheck)
        /// Records arrive late.
        case freshness
        /// Predictions turn out badly; with the signal's name.
        case outcome(String)

        /// Smaller changes than these are real, perhaps, and matter to nobody.
        var leastChange: Double {
            switch self {
            case .drift, .freshness, .outcome: 0.05
            case .quality(.typeErrorRate), .quality(.unseenRate), .quality(.duplicateRate): 0.005
            case .quality: 0.01
            }
        }

        /// From here on a change is an error.
        var error: Double {
            switch self {
            case .drift, .outcome: 0.15
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
}

/// A rate over time, by hours or days that follow each other without a gap.
struct RateHistory {
    /// The first unit's key.
    let first: Int64
    /// What had come before each unit, and at the end all.
    private let sums: [RateCount]

    init(first: Int64, _ counts: [RateCount]) {
        self.first = first
        sums = counts.reduce(into: [RateCount()]) { sums, count in sums.append(sums[sums.count - 1] + count) }
    }

    var length: Int { sums.count - 1 }
    var whole: RateCount { sums[sums.count - 1] }

    /// Of some units, counted from the first.
    subscript(_ units: Range<Int>) -> RateCount { sums[units.upperBound] - sums[units.lowerBound] }
}

extension RateHistory {
    /// What the rate usually is at each phase of the week.
    func profile(_ phase: WeekPhase) -> RateProfile {
        RateProfile(
            (0..<length).map { (count: self[$0..<($0 + 1)], phase: phase(first + Int64($0))) }, phases: phase.count)
    }

    /// How many records of each phase some units have.
    func records(in units: Range<Int>, _ phase: WeekPhase) -> [(phase: Int, total: Int)] {
        units.map { (phase: phase(first + Int64($0)), total: self[$0..<($0 + 1)].total) }
    }

    /// What was to be expected of each unit.
    func expected(by profile: RateProfile, _ phase: WeekPhase) -> ExpectedHistory {
        ExpectedHistory((0..<length).map { unit in
            let total = self[unit..<(unit + 1)].total
            return (total: total, hits: Double(total) * profile.rate(phase(first + Int64(unit))))
        }, usual: profile.whole.rate)
    }
}

/// How often something was to be expected in units of time that follow each other.
struct ExpectedHistory {
    private let sums: [(total: Int, hits: Double)]
    private let usual: Double

    /// - Parameter usual: where there are no records.
    init(_ units: [(total: Int, hits: Double)], usual: Double) {
        self.usual = usual
        sums = units.reduce(into: [(total: 0, hits: 0)]) { sums, unit in
            let last = sums[sums.count - 1]
            sums.append((last.total + unit.total, last.hits + unit.hits))
        }
    }

    /// Of some units, counted from the first.
    func rate(in units: Range<Int>) -> Double {
        let (before, after) = (sums[units.lowerBound], sums[units.upperBound])
        guard after.total > before.total else { return usual }
        return min(1, max(0, (after.hits - before.hits) / Double(after.total - before.total)))
    }
}
