internal import Domain
internal import Foundation
internal import Statistics

/// What would explain how all columns' distributions changed: another mix by one column, by one slice or by the truth, within which all else is as it was.
///
/// If only the mix of a column's values changed, records with a value are as they were: `P(o) after = sum over v of P(v) after P(o | v) before`. What
/// remains between this and what was seen is not explained. Whether a column changed by itself (others as before) or others followed is how
/// a broken input is told from other customers.
struct ShiftExplanations {
    let evidence: CodedEvidence
    /// By column and column, how many records before have both codes.
    private let tables: [[[Double]]]
    /// How far each column moved.
    let moved: [Double]

    struct Found: Sendable {
        /// Beyond chance, of all columns together.
        var left: Double
        /// The same of features only, where each either follows or stays as it was, and of the score what no features' change brings about.
        var followingOrNot: Double
    }

    /// A column whose values became more frequent the larger, or the smaller, they are.
    struct Drift: Sendable {
        /// Of the other columns and the score, where records with each value are as before.
        var others: Double
        /// Of the other features, where each either follows so or stays as it was: the column moved by itself, and what comes of it with it; and of the score
        /// what no features' change brings about (`scoreBeyondFeatures`).
        var othersFollowingOrNot: Double
        /// Of the column itself, where its shares rise or fall steadily, in whatever way.
        var steadily: Double
        /// The same where their logarithms do so in a straight line.
        var tilted: Double
    }

    init(_ evidence: CodedEvidence) {
        self.evidence = evidence
        let columns = evidence.names.indices
        moved = columns.map(evidence.moved)
        var tables = columns.map { one in
            columns.map { other in [Double](repeating: 0, count: evidence.columns[one].coding.size * evidence.columns[other].coding.size) }
        }
        for one in columns {
            for other in columns where other > one {
                let width = evidence.columns[other].coding.size
                var table = tables[one][other]
                let (first, second) = (evidence.columns[one].before, evidence.columns[other].before)
                for row in first.indices { table[first[row] * width + second[row]] += 1 }
                tables[one][other] = table
                // And the other way round.
                let height = evidence.columns[one].coding.size
                var turned = tables[other][one]
                for a in 0..<height { for b in 0..<width { turned[b * height + a] = table[a * width + b] } }
                tables[other][one] = turned
            }
        }
        self.tables = tables
    }

    /// What no change of these columns explains, when all others are as before.
    func leftOfOthers(than columns: Set<Int>) -> Double {
        evidence.names.indices.reduce(0) { columns.contains($1) ? $0 : $0 + moved[$1] }
    }

    /// How far the score moved beyond all features together: it is made from them, and what is made from them tells no more than they do (data processing
    /// inequality), but for what goes with several of them only.
    func scoreBeyondFeatures(_ score: Int?) -> Double {
        guard let score else { return 0 }
        return max(0, moved[score] - evidence.names.indices.reduce(0) { $1 == score ? $0 : $0 + moved[$1] })
    }

    /// What remains when records with each value of a column are as before.
    ///
    /// - Parameter score: the score's place, which is no feature.
    func drifted(by column: Int, score: Int?) -> Drift {
        let shares = evidence.sharesAfter(column)
        var (all, either) = (0.0, scoreBeyondFeatures(score))
        for other in evidence.names.indices where other != column {
            let expected = mix(column, shares, other)
            let left = evidence.left(other, expecting: expected.shares, size: expected.size)
            all += left
            if other != score { either += min(left, moved[other]) }
        }
        return Drift(others: all, othersFollowingOrNot: either, steadily: monotoneMisfit(column), tilted: tiltedMisfit(column))
    }

    /// The shares of `other` when those of `column` are these, and of how many records that is known.
    func mix(_ column: Int, _ shares: [Double], _ other: Int) -> (shares: [Double], size: Double) {
        let width = evidence.columns[other].coding.size
        let table = tables[column][other]
        let whole = evidence.sharesBefore(other)
        var result = [Double](repeating: 0, count: width)
        var variance = 0.0
        for (code, share) in shares.enumerated() where share > 0 {
            let row = table[(code * width)..<((code + 1) * width)]
            let count = row.reduce(0, +)
            if count >= 5 {
                for (place, cell) in row.enumerated() { result[place] += share * cell / count }
                variance += share * share / count
            } else {
                // Of values that were not there before nothing is known.
                for place in 0..<width { result[place] += share * whole[place] }
                variance += share * share / max(1, Double(evidence.beforeCount))
            }
        }
        return (result, variance > 0 ? 1 / variance : 1)
    }

    /// How far the ratio of a column's shares after and before is from rising or falling steadily with its values: customers that drift prefer one end.
    private func monotoneMisfit(_ column: Int) -> Double {
        let coding = evidence.columns[column].coding
        let (before, after) = (evidence.sharesBefore(column), evidence.countsAfter(column))
        guard coding.isOrdered, coding.valueCount > 2 else { return .infinity }
        let places = orderedCodes(column)
        let total = max(1, after.reduce(0, +))
        var best = Double.infinity
        for order in [places, places.reversed()] {
            // Pools neighbours until the ratios rise.
            var blocks: [(p: Double, q: Double, codes: [Int])] = []
            for code in order {
                blocks.append((before[code], after[code] / total, [code]))
                while blocks.count > 1, blocks[blocks.count - 2].q * blocks[blocks.count - 1].p > blocks[blocks.count - 1].q * blocks[blocks.count - 2].p {
                    let last = blocks.removeLast()
                    let place = blocks.count - 1
                    blocks[place] = (blocks[place].p + last.p, blocks[place].q + last.q, blocks[place].codes + last.codes)
                }
            }
            var expected = before
            let known = 1 - [coding.rare, coding.unseen, coding.missing].reduce(0) { $0 + after[$1] / total }
            for block in blocks { for code in block.codes { expected[code] = block.p > 0 ? before[code] * block.q / block.p : 0 } }
            let sum = expected[..<coding.valueCount].reduce(0, +)
            for code in 0..<coding.valueCount where sum > 0 { expected[code] *= known / sum }
            for code in [coding.rare, coding.unseen, coding.missing] { expected[code] = before[code] }
            best = min(best, evidence.left(column, expecting: expected, size: Double(evidence.beforeCount)))
        }
        return best
    }

    /// How far a column's shares are from those before times `exp(b r)`, `r` being the rank of a value and `b` the one with which mean ranks agree
    /// (exponential tilting: of all distributions with that mean the one nearest to what was before, by Kullback and Leibler).
    private func tiltedMisfit(_ column: Int) -> Double {
        let coding = evidence.columns[column].coding
        guard coding.isOrdered, coding.valueCount > 2 else { return .infinity }
        let (before, after) = (evidence.sharesBefore(column), evidence.sharesAfter(column))
        let places = 0..<coding.valueCount
        let (was, now) = (before[places].reduce(0, +), after[places].reduce(0, +))
        guard was > 0, now > 0 else { return .infinity }
        var (below, ranks) = (0.0, [Double]())
        for code in places {
            ranks.append((below + before[code] / 2) / was)
            below += before[code]
        }
        let wanted = places.reduce(0) { $0 + after[$1] * ranks[$1] } / now
        func tilted(_ slope: Double) -> (shares: [Double], mean: Double) {
            let weights = places.map { before[$0] * exp(slope * (ranks[$0] - 0.5)) }
            let sum = weights.reduce(0, +)
            return (weights.map { $0 / sum }, places.reduce(0) { $0 + weights[$1] * ranks[$1] } / sum)
        }
        // The mean rises with the slope.
        var (low, high) = (-60.0, 60.0)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if tilted(middle).mean < wanted { low = middle } else { high = middle }
        }
        var expected = before
        let others = 1 - before[coding.valueCount...].reduce(0, +)
        for (code, share) in tilted((low + high) / 2).shares.enumerated() { expected[code] = share * others }
        return evidence.left(column, expecting: expected, size: Double(evidence.beforeCount))
    }

    private func orderedCodes(_ column: Int) -> [Int] { Array(0..<evidence.columns[column].coding.valueCount) }

    // MARK: The truth

    /// What remains when records of each class are as before.
    ///
    /// - Parameters:
    ///   - classes: of each record before, its class; `nil` where it is not known.
    ///   - shares: of the classes after.
    /// - Returns: what chance does not explain, of all columns together; infinite for too few records of a class.
    func byTruth(_ classes: [Int?], shares: [Double]) -> Double {
        var left = 0.0
        let sizes = shares.indices.map { known in Double(classes.count { $0 == known }) }
        guard sizes.allSatisfy({ $0 >= 30 }) else { return .infinity }
        for column in evidence.names.indices {
            var tables = shares.map { _ in [Double](repeating: 0, count: evidence.columns[column].coding.size) }
            for (row, known) in classes.enumerated() { if let known { tables[known][evidence.columns[column].before[row]] += 1 } }
            var expected = [Double](repeating: 0, count: evidence.columns[column].coding.size)
            for known in shares.indices { for code in expected.indices { expected[code] += shares[known] * tables[known][code] / sizes[known] } }
            let size = 1 / zip(shares, sizes).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
            left += evidence.left(column, expecting: expected, size: size)
        }
        return left
    }
}
