/// Parts the rows of two windows into few groups, so that those in which a mean has changed more than elsewhere, or which have become more or fewer at
/// other means, stand apart.
///
/// A tree of questions about one column each. A group's effect is `c = mean_later(1_g (v - m)) - mean_earlier(1_g (v - m))`, which over groups adds up
/// to the change; what is asked next is what departs most from sharing the parent's effect by size, `c_g - q̄ c`, in standard errors. It ends where
/// nothing departs by more than `leastDeparture` of them: with hundreds of questions looked at, chance alone reaches some three and a half.
package struct ContributionPartition: Sendable {
    /// Codes of rows in one window.
    package struct Window: Sendable {
        /// By column, the code of each row.
        package var codes: [[UInt8]]
        package var values: [Double]
        package var weights: [Double]

        package init(codes: [[UInt8]], values: [Double], weights: [Double]) {
            self.codes = codes
            self.values = values
            self.weights = weights
        }
    }

    /// How the codes of a column may be asked for.
    package struct Column: Sendable, Hashable {
        /// Codes below this rise with the values, and are parted at one of them; the others stand for themselves.
        package var ordered: Int
        package var count: Int

        package init(ordered: Int, count: Int) {
            self.ordered = ordered
            self.count = count
        }
    }

    /// Whether a row's code in a column is one of some.
    package struct Question: Sendable, Hashable {
        package var column: Int
        package var codes: ClosedRange<UInt8>

        package init(column: Int, codes: ClosedRange<UInt8>) {
            self.column = column
            self.codes = codes
        }
    }

    /// A group: the questions on the way to it with their answers, and its rows in both windows.
    package struct Group: Sendable {
        package var path: [(question: Question, answer: Bool)]
        package var before: [Int]
        package var after: [Int]
        package var contribution: GroupContribution
    }

    /// Those with the largest effects first.
    package let groups: [Group]

    package static let leastDeparture = 4.5

    /// - Parameters:
    ///   - depth: questions one after the other, at most.
    ///   - support: the smallest share of rows, in the mean of both windows, of a group.
    ///   - most: groups at most.
    package init(_ columns: [Column], before: Window, after: Window, depth: Int = 3, support: Double = 0.01, most: Int = 6) {
        let totals = (before: before.weights.reduce(0, +), after: after.weights.reduce(0, +))
        func sums(_ window: Window, _ rows: [Int]) -> GroupContribution.Sums {
            var sums = GroupContribution.Sums()
            for row in rows { sums.add(window.values[row], weight: window.weights[row]) }
            return sums
        }
        let all = (sums(before, Array(before.values.indices)), sums(after, Array(after.values.indices)))
        let centre = ((all.0.weight > 0 ? all.0.mean : 0) + (all.1.weight > 0 ? all.1.mean : 0)) / 2
        let search = QuestionSearch(columns: columns, before: before, after: after, totals: totals, centre: centre, support: support)
        func group(_ path: [(question: Question, answer: Bool)], _ early: [Int], _ late: [Int]) -> Group {
            Group(
                path: path, before: early, after: late,
                contribution: GroupContribution(before: sums(before, early), after: sums(after, late), totals: totals, centre: centre))
        }
        var open = [group([], Array(before.values.indices), Array(after.values.indices))]
        var closed: [Group] = []
        while !open.isEmpty, open.count + closed.count < most {
            // The group with the clearest question is parted first.
            let best = open.map { $0.path.count < depth ? search.best(in: $0.before, $0.after) : nil }
            let choice = best.indices.max { (best[$0]?.departure ?? 0) < (best[$1]?.departure ?? 0) }
            guard let choice, let found = best[choice], found.departure > Self.leastDeparture else { break }
            let parent = open.remove(at: choice)
            for answer in [true, false] {
                func take(_ window: Window, _ rows: [Int]) -> [Int] {
                    rows.filter { found.question.codes.contains(window.codes[found.question.column][$0]) == answer }
                }
                open.append(group(parent.path + [(found.question, answer)], take(before, parent.before), take(after, parent.after)))
            }
            closed += open.filter { $0.path.count >= depth }
            open.removeAll { $0.path.count >= depth }
        }
        groups = (open + closed).sorted { abs($0.contribution.total) > abs($1.contribution.total) }
    }
}

/// Looks for the question that parts a group best.
private struct QuestionSearch {
    let columns: [ContributionPartition.Column]
    let before: ContributionPartition.Window
    let after: ContributionPartition.Window
    let totals: (before: Double, after: Double)
    let centre: Double
    let support: Double

    typealias Pair = (before: GroupContribution.Sums, after: GroupContribution.Sums)

    func best(in early: [Int], _ late: [Int]) -> (question: ContributionPartition.Question, departure: Double)? {
        var best: (question: ContributionPartition.Question, departure: Double)?
        for (place, column) in columns.enumerated() {
            var cells = [Pair](repeating: (.init(), .init()), count: column.count)
            for row in early { cells[Int(before.codes[place][row])].before.add(before.values[row], weight: before.weights[row]) }
            for row in late { cells[Int(after.codes[place][row])].after.add(after.values[row], weight: after.weights[row]) }
            let whole = cells.reduce((.init(), .init())) { ($0.0 + $1.before, $0.1 + $1.after) } as Pair
            var below: Pair = (.init(), .init())
            for code in cells.indices {
                let isOrdered = code < column.ordered
                below = isOrdered ? (below.before + cells[code].before, below.after + cells[code].after) : below
                let part = isOrdered ? below : cells[code]
                guard let departure = departure(part, of: whole), departure > best?.departure ?? 0 else { continue }
                best = (.init(column: place, codes: isOrdered ? 0...UInt8(code) : UInt8(code)...UInt8(code)), departure)
            }
        }
        return best
    }

    /// In standard errors; `nil` for parts that are too small.
    private func departure(_ part: Pair, of whole: Pair) -> Double? {
        func size(_ pair: Pair) -> Double { (pair.before.weight / totals.before + pair.after.weight / totals.after) / 2 }
        let rest: Pair = (whole.before - part.before, whole.after - part.after)
        guard min(size(part), size(rest)) >= support else { return nil }
        func effect(_ pair: Pair) -> Double { pair.after.share(totals.after, centre) - pair.before.share(totals.before, centre) }
        func variance(_ pair: Pair) -> Double {
            pair.before.varianceOfShare(totals.before, centre) + pair.after.varianceOfShare(totals.after, centre)
        }
        let share = size(part) / size(whole)
        let spread = variance(part) * (1 - share) * (1 - share) + variance(rest) * share * share
        guard spread > 0 else { return nil }
        return abs(effect(part) - share * effect(whole)) / spread.squareRoot()
    }
}
