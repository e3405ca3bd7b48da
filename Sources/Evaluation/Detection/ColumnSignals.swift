internal import Domain
internal import Statistics
internal import Store

/// The rates that are watched of one column.
struct ColumnSignals {
    let plan: ColumnBinning.Plan
    /// The column's counts over all of the baseline.
    let reference: BinnedCounts
    /// Over the first half of it.
    let early: BinnedCounts?
    /// Whether the time of the event decides what is in the column, so that its shares say nothing.
    let isTimeBound: Bool

    /// Rarer categories are watched together.
    private static let leastShare = 0.01
    private static let categoryLimit = 20

    /// One rate: of which kind, what is so, and how it is counted.
    struct Rate {
        var kind: RateSignal.Kind
        var what: String
        var count: (BinnedCounts) -> RateCount
        /// In the baseline's second half, where it is counted otherwise there; `nil` where the whole is counted as the current records are.
        var late: ((BinnedCounts) -> RateCount)?
        /// How it is moved, where columns can be compared in that.
        var movement: Movement?
    }

    /// What one unit of movement does to a rate, as far as columns can be compared in how far they move.
    enum Movement: Hashable {
        /// Of a share below a limit: all values move by so many of their standard deviations.
        case shift
        /// Of a share of categories: its logit moves by so much.
        case logit

        /// The correlation of two records of a window that one unit of variance of the movement makes, at this rate: the square of the rate's
        /// slope, `phi(z)` or `p (1 - p)`, in parts of `p (1 - p)`.
        func reach(at rate: Double) -> Double {
            guard rate > 0, rate < 1 else { return 0 }
            let chance = rate * (1 - rate)
            guard self == .shift else { return chance }
            let slope = StandardNormal.density(StandardNormal.quantile(rate))
            return slope * slope / chance
        }
    }

    var rates: [Rate] {
        let name = plan.column.name
        var rates = [Rate(kind: .quality(.missingRate), what: "'\(name)' is missing") { RateCount(hits: $0.counts.nulls, total: $0.counts.rows) }]
        rates.append(
            Rate(kind: .quality(.typeErrorRate), what: "'\(name)' is of another type") {
                RateCount(hits: $0.counts.typeErrors, total: $0.counts.rows)
            })
        if isTimeBound { return rates }
        switch plan.binned.bins {
        case .numeric(let edges):
            rates.append(
                Rate(kind: .quality(.nonFiniteRate), what: "'\(name)' is no finite number") {
                    RateCount(hits: $0.counts.nans + $0.counts.infinities, total: $0.counts.rows)
                })
            rates.append(
                Rate(kind: .quality(.outOfRangeRate), what: "'\(name)' lies outside of the reference's range") { counts in
                    guard case .histogram(let histogram) = counts.bins else { return RateCount() }
                    return RateCount(hits: histogram.below + histogram.above, total: histogram.total)
                })
            rates += limits(edges)
            if let between { rates.append(between) }
        case .categorical(let dictionary):
            if dictionary.isComplete, !dictionary.values.isEmpty {
                rates.append(unseen)
            }
            rates += categories(dictionary)
        case .presence, .time: break
        }
        return rates
    }

    /// Values go on appearing in some columns: names, codes, sellers. How often is told by those of the baseline's second half that its first half had not.
    private var unseen: Rate {
        var rate = Rate(kind: .quality(.unseenRate), what: "'\(plan.column.name)' has a value that the reference never had") { $0.share { $0.unseen } }
        guard let early, case .categories(let known) = early.bins else { return rate }
        let new = known.counts.indices.filter { known.counts[$0] == 0 }
        rate.late = { counts in counts.share { counts in counts.unseen + new.reduce(0) { $0 + counts.counts[$1] } } }
        return rate
    }

    /// Where a column has few values, numbers between these: another unit, a logarithm or another column's values are, though shares below limits hardly move.
    /// `nil` where the reference has numbers everywhere.
    private var between: Rate? {
        func gaps(_ counts: BinnedCounts?) -> [Int] {
            guard case .histogram(let histogram)? = counts?.bins, histogram.total > 0 else { return [] }
            return histogram.counts.indices.dropFirst().dropLast().filter { histogram.counts[$0] == 0 }
        }
        func count(_ slots: [Int]) -> (BinnedCounts) -> RateCount {
            { counts in
                guard case .histogram(let histogram) = counts.bins else { return RateCount() }
                return RateCount(hits: slots.reduce(0) { $0 + histogram.counts[$1] }, total: histogram.total)
            }
        }
        let slots = gaps(reference)
        guard !slots.isEmpty else { return nil }
        var rate = Rate(kind: .quality(.unseenRate), what: "'\(plan.column.name)' lies between the reference's values", count: count(slots))
        // What its first half had not and its second half has, the current records may bring as often.
        if early != nil { rate.late = count(gaps(early)) }
        return rate
    }

    /// The shares below about nine limits that divide the reference evenly.
    private func limits(_ edges: BinEdges) -> [Rate] {
        guard case .histogram(let histogram) = reference.bins, histogram.total > 0 else { return [] }
        var (below, next) = (0, 0.1)
        var chosen: [Int] = []
        for slot in 0..<(edges.binCount + 1) {
            below += histogram.counts[slot]
            let share = Double(below) / Double(histogram.total)
            guard share >= next - 1e-9, share < 0.995 else { continue }
            chosen.append(slot)
            while next <= share + 1e-9 { next += 0.1 }
        }
        return chosen.map { slot in
            Rate(kind: .drift, what: "'\(plan.column.name)' is below \(edges.values[slot].short)") { counts in
                guard case .histogram(let histogram) = counts.bins else { return RateCount() }
                return RateCount(hits: histogram.counts[...slot].reduce(0, +), total: histogram.total)
            }.moved(by: .shift)
        }
    }

    private func categories(_ dictionary: BinnedColumn.Dictionary) -> [Rate] {
        guard case .categories(let categories) = reference.bins, categories.total > 0 else { return [] }
        let least = Self.leastShare * Double(categories.total)
        let common = categories.counts.indices.filter { Double(categories.counts[$0]) >= least }
            .sorted { categories.counts[$0] > categories.counts[$1] }.prefix(Self.categoryLimit)
        let name = plan.column.name
        var rates = common.map { index in
            Rate(kind: .drift, what: "'\(name)' is '\(dictionary.values[index].prefix(60))'") { $0.share { $0.counts[index] } }
                .moved(by: .logit)
        }
        if common.count < categories.counts.count || categories.other > 0 {
            let known = Set(common)
            rates.append(
                Rate(kind: .drift, what: "'\(name)' is a rare category") { counts in
                    counts.share { counts in counts.other + counts.counts.indices.reduce(0) { known.contains($1) ? $0 : $0 + counts.counts[$1] } }
                }.moved(by: .logit))
        }
        return rates
    }
}

extension ColumnSignals.Rate {
    fileprivate func moved(by movement: ColumnSignals.Movement) -> Self {
        var moved = self
        moved.movement = movement
        return moved
    }
}

extension BinnedCounts {
    fileprivate func share(_ hits: (CategoryCounts) -> Int) -> RateCount {
        guard case .categories(let categories) = bins else { return RateCount() }
        return RateCount(hits: hits(categories), total: categories.total)
    }
}
