internal import Domain
internal import Foundation
internal import Statistics

/// Where a new version answers otherwise than the one before. Scores follow from inputs alone: no labels are needed to see for which values of which
/// columns they are distributed otherwise, and a version that learned something wrongly of some records answers otherwise there.
struct ChangedScores {
    private let known: DiagnosisCase
    private let score: Int
    /// The new version's records after the onset, and how many codes scores have.
    private let rows: [Int]
    private let size: Int
    /// By column and code, how many records have each code of the score.
    private let before: [[[Double]]]
    private let after: [[[Double]]]

    /// Records that are looked at on either side of a slice at least.
    private static let least = 30.0
    /// Of how much each record of a slice changed, what those beside it may: less is as if they had not.
    private static let unchanged = 0.2
    /// A chi-square beyond chance that no choice of slices brings about.
    private static let sure = 20.0

    /// - Returns: `nil` without a new version and scores of both.
    init?(_ known: DiagnosisCase) {
        guard let versions = known.versions, let score = known.score else { return nil }
        let size = known.evidence.columns[score].coding.size
        let rows = known.after.versions.indices.filter { known.after.versions[$0] == versions.new }
        (self.known, self.score, self.rows, self.size) = (known, score, rows, size)
        func tables(_ codes: [[Int]], _ rows: some Sequence<Int>) -> [[[Double]]] {
            known.features.map { column in
                var table = [[Double]](repeating: [Double](repeating: 0, count: size), count: known.evidence.columns[column].coding.size)
                for row in rows { table[codes[column][row]][codes[score][row]] += 1 }
                return table
            }
        }
        before = tables(known.evidence.before, known.before.versions.indices.filter { known.before.versions[$0] != versions.new })
        after = tables(known.evidence.after, rows)
    }

    /// Columns by how much more scores changed among records of one value than chance lets them, the first by most.
    var columns: [Int] {
        let changes = known.features.map { column in before[column].indices.reduce(0.0) { $0 + change(column, [$1]).excess } }
        return known.features.filter { changes[$0] > 0 }.sorted { (changes[$0], $1) > (changes[$1], $0) }
    }

    /// The slice of one condition that parts records whose scores changed from those whose scores did not: that for which both together changed most, which
    /// by the likelihood is where they are least mixed. `nil` where scores changed beside every slice, too.
    func slice(names: SliceNames) -> GuiltySlice? {
        var (rivals, tried): ([RivalSlice], Double) = ([], 1)
        var whole = 0.0
        for column in known.features { whole = max(whole, change(column, Set(0..<known.evidence.columns[column].coding.size)).excess) }
        for column in known.features {
            let coding = known.evidence.columns[column].coding
            guard coding.valueCount > 1 else { continue }
            var candidates: [ClosedRange<Int>] = coding.isOrdered ? (0..<(coding.valueCount - 1)).map { 0...$0 } : []
            if case .edges = coding.values {} else { candidates += (0..<coding.valueCount).map { $0...$0 } }
            var best: RivalSlice?
            for codes in candidates {
                let inside = change(column, Set(codes)), outside = change(column, Set(0..<coding.size).subtracting(codes))
                guard inside.size >= Self.least, outside.size >= Self.least else { continue }
                tried += 1
                let gain = inside.excess + outside.excess
                let (more, less) = inside.each > outside.each ? (inside, outside) : (outside, inside)
                guard gain > best?.gain ?? 0, less.each < Self.unchanged * more.each else { continue }
                best = RivalSlice(column: column, codes: codes, isInside: inside.each > outside.each, gain: gain)
            }
            if let best { rivals.append(best) }
        }
        rivals.removeAll { $0.gain <= whole + 10 + 2 * log(tried) }
        let guilty = RivalSlice.guilty(
            rivals,
            each: { one, other in
                let rest = change(one, without: other)
                return rest.size >= Self.least ? rest.each : nil
            },
            restChanged: { larger, part in
                let rest = change(larger, without: part)
                return rest.excess > Self.sure && rest.each >= Self.unchanged * change(part).each
            })
        guard let best = guilty else { return nil }
        guard let text = names.text(best.column, best.codes, isInside: best.isInside, known, excess: likeness(best.column, best.codes, best.isInside)) else { return nil }
        let growth = growth(best.column, best.codes, best.isInside)
        return GuiltySlice(text: text, columns: [best.column], growth: growth, isAll: true, rival: best)
    }

    private struct Change {
        var excess: Double
        /// Of how many records, as a comparison of two samples counts them.
        var size: Double
        var each: Double { excess / max(1, size) }
    }

    private func change(_ column: Int, _ codes: Set<Int>) -> Change { change(joined(before[column], codes), joined(after[column], codes)) }

    /// How far scores of a slice's records changed; of those that another one has not.
    private func change(_ one: RivalSlice, without other: RivalSlice? = nil) -> Change {
        let (columns, new) = (known.evidence.columns, known.versions?.new)
        func counts(_ rows: [Int], _ codes: [Int]) -> [Double] {
            rows.reduce(into: [Double](repeating: 0, count: size)) { $0[codes[$1]] += 1 }
        }
        let was = one.rows(of: columns, without: other, \.before).filter { known.before.versions[$0] != new }
        let now = one.rows(of: columns, without: other, \.after).filter { known.after.versions[$0] == new }
        return change(counts(was, columns[score].before), counts(now, columns[score].after))
    }

    private func change(_ was: [Double], _ now: [Double]) -> Change {
        let (n, m) = (was.reduce(0, +), now.reduce(0, +))
        guard n > 0, m > 0 else { return Change(excess: 0, size: 0) }
        let change = ShareChange(expected: was.map { $0 / n }, size: n, observed: now)
        return Change(excess: change.excess(overdispersion: known.evidence.columns[score].overdispersion), size: n * m / (n + m))
    }

    private func joined(_ table: [[Double]], _ codes: Set<Int>) -> [Double] {
        codes.sorted().reduce(into: [Double](repeating: 0, count: size)) { sum, code in for place in 0..<size { sum[place] += table[code][place] } }
    }

    /// Of each record after, how much likelier its score is with the new version than with the one before, as a logarithm, by what is seen in the slice.
    private func likeness(_ column: Int, _ codes: ClosedRange<Int>, _ isInside: Bool) -> [Double] {
        let all = Set(0..<known.evidence.columns[column].coding.size)
        let own = isInside ? Set(codes) : all.subtracting(codes)
        let (was, now) = (joined(before[column], own), joined(after[column], own))
        let (n, m) = (was.reduce(0, +) + Double(size) / 2, now.reduce(0, +) + Double(size) / 2)
        var result = [Double](repeating: .nan, count: known.after.count)
        for row in rows {
            let place = known.evidence.columns[score].after[row]
            result[row] = log((now[place] + 0.5) / m) - log((was[place] + 0.5) / n)
        }
        return result
    }

    /// How much more the slice's records lose with the new version than such records did before; 0 without labels.
    private func growth(_ column: Int, _ codes: ClosedRange<Int>, _ isInside: Bool) -> Double {
        func losses(_ side: EvidenceRows.Side, _ own: [[Int]], _ rows: some Sequence<Int>) -> Moments {
            Moments(rows.filter { codes.contains(own[column][$0]) == isInside && side.losses[$0].isFinite }.map { side.losses[$0] })
        }
        let (was, now) = (losses(known.before, known.evidence.before, known.before.losses.indices), losses(known.after, known.evidence.after, rows))
        return was.count > 0 && now.count > 0 ? now.mean - was.mean : 0
    }
}
