internal import Domain
internal import Statistics

/// The rates by which outcomes of several classes, and of numbers, are followed: wrong predictions, or errors that few of the baseline's exceed.
struct OutcomeRates {
    struct Rate {
        /// The signal's stable name.
        var signal: String
        var what: String
        /// Whether an outcome of this code counts.
        var holds: (Int) -> Bool

        /// - Parameter start: the first unit that counts.
        func history(_ outcomes: OutcomeHistory, from start: Int) -> RateHistory {
            RateHistory(
                first: outcomes.first,
                (0..<outcomes.length).map { unit in
                    guard unit >= start else { return RateCount() }
                    let counts = outcomes[unit..<(unit + 1)]
                    return RateCount(hits: counts.indices.reduce(0) { holds($1) ? $0 + counts[$1] : $0 }, total: counts.reduce(0, +))
                })
        }
    }

    /// Errors that a tenth of the baseline's exceed are large ones.
    private static let tail = 0.1

    let rates: [Rate]

    /// - Parameter whole: how many of the baseline's outcomes had each code.
    init(task: ModelTask, whole: [Int]) {
        let total = whole.reduce(0, +)
        guard task == .regression, total > 0 else {
            rates = task == .multiclass ? [Rate(signal: "error_rate", what: "the predicted class is not the actual one") { $0 == 0 }] : []
            return
        }
        let most = Self.tail * Double(total)
        var (low, below) = (0, whole[0])
        while Double(below + whole[low + 1]) <= most, low + 2 < whole.count {
            low += 1
            below += whole[low]
        }
        var (high, above) = (whole.count - 1, whole[whole.count - 1])
        while Double(above + whole[high - 1]) <= most, high - 1 > low + 1 {
            high -= 1
            above += whole[high]
        }
        rates = [
            Rate(signal: "underestimated_rate", what: "far above what was predicted") { [high] in $0 >= high },
            Rate(signal: "overestimated_rate", what: "far below what was predicted") { [low] in $0 <= low },
        ]
    }
}
