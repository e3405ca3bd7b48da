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
        /// The same of features only, where each either follows or stays as it was.
        var followingOrNot: Double
    }

    /// A column whose values became more frequent the larger, or the smaller, they are.
    struct Drift: Sendable {
        /// Of the other columns and the score, where records with each value are as before.
        var others: Double
        /// Of the other features, where each either follows so or stays as it was: the column moved by itself, and what comes of it with it.
        var othersFollowingOrNot: Double
        /// Of the column itself, where its shares rise or fall steadily, in whatever way.
        var steadily: Double
        /// The same where their logarithms do so in a straight line.
        var tilted: Double
    }

    /// A slice that grew or shrank.
    struct SliceMix: Sendable {
        var column: Int
        /// The codes of its values.
        var codes: ClosedRange<Int>
        var isComplement: Bool
        var before: Double
        var after: Double
        var found: Found
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

    /// What remains when records with each value of a column are as before.
    ///
    /// - Parameter score: the score's place, which is no feature.
    func drifted(by column: Int, score: Int?) -> Drift {
        let shares = evidence.sharesAfter(column)
        var (all, either) = (0.0, 0.0)
        for other in evidence.names.indices where other != column {
            let expected = mix(column, shares, other)
            let left = evidence.left(other, expecting: expected.shares, size: expected.size)
            all += left
            if other != score { either += min(left, moved[other]) }
        }
        return Drift(others: all, othersFollowingOrNot: either, steadily: monotoneMisfit(column), tilted: tiltedMisfit(column))
    }

    /// The shares of `other` when those of `column` are these, and of how many records that is known.
    private func mix(_ column: Int, _ shares: [Double], _ other: Int) -> (shares: [Double], size: Double) {
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

    // MARK: Slices

    /// The slices of one condition that explain most, one of each column, the best first.
    func slices(score: Int?) -> [SliceMix] {
        evidence.names.indices.compactMap { column in
            candidates(column).compactMap { mix(column, $0, score: score) }.min { $0.found.left < $1.found.left }
        }.sorted { $0.found.left < $1.found.left }
    }

    private func candidates(_ column: Int) -> [ClosedRange<Int>] {
        let coding = evidence.columns[column].coding
        guard coding.valueCount > 1 else { return [] }
        let single = (0..<coding.valueCount).map { $0...$0 }
        if case .texts = coding.values { return single }
        // Halves of numbers; in order also of a few whole numbers, each by itself too.
        let below = (0..<(coding.valueCount - 1)).map { 0...$0 }
        if case .numbers = coding.values { return below + single }
        return below
    }

    private func mix(_ column: Int, _ codes: ClosedRange<Int>, score: Int?) -> SliceMix? {
        let (before, after) = (evidence.sharesBefore(column), evidence.sharesAfter(column))
        let (was, now) = (before[codes].reduce(0, +), after[codes].reduce(0, +))
        let count = was * Double(evidence.beforeCount)
        // Missing cells are no other kind of records: where they alone are beside it the slice is not what grew.
        let missing = evidence.columns[column].countsBefore[evidence.columns[column].coding.missing]
        guard count >= 30, Double(evidence.beforeCount) - count - missing >= 30, was != now else { return nil }
        // Where codes are stretches of numbers the slice ends somewhere within one, which is taken as it is.
        var border: Int?
        if case .edges = evidence.columns[column].coding.values { border = codes.upperBound + 1 }
        let between = border.map { (was: before[$0], now: after[$0]) } ?? (was: 0, now: 0)
        guard 1 - was - between.was > 1e-9 else { return nil }
        let shares = before.enumerated().map { code, share in
            code == border ? between.now : codes.contains(code) ? share * now / was : share * (1 - now - between.now) / (1 - was - between.was)
        }
        let size = 1 / (now * now / count + (1 - now) * (1 - now) / (Double(evidence.beforeCount) - count))
        let own = evidence.left(column, expecting: shares, size: size)
        var (left, either) = (own, own)
        for other in evidence.names.indices where other != column {
            let expected = mix(column, shares, other)
            let ofOther = evidence.left(other, expecting: expected.shares, size: min(size, expected.size))
            left += ofOther
            if other != score { either += min(ofOther, moved[other]) }
        }
        return SliceMix(column: column, codes: codes, isComplement: now < was, before: was, after: now, found: Found(left: left, followingOrNot: either))
    }

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
