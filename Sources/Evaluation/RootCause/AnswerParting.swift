internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// A condition on one column that parts records whose answers changed from those whose answers did not.
struct AnswerParting: Sendable {
    /// Which records a condition holds for.
    enum Condition: Sendable {
        case code(Int)
        /// Of numbers.
        case below(Double)

        /// `nil` where there is no number to say it of.
        func holds(_ column: Int, _ side: EvidenceRows.Side, _ codes: [Int], _ row: Int) -> Bool? {
            switch self {
            case .code(let code): return codes[row] == code
            case .below(let limit):
                guard case .numbers(let values) = side.cells[column], !values[row].isNaN else { return nil }
                return values[row] < limit
            }
        }

        func text(_ column: Int, isWithin: Bool, _ known: DiagnosisCase, _ names: SliceNames) -> String? {
            switch self {
            case .code(let code) where code == known.evidence.columns[column].coding.missing: isWithin ? names.missing(column, known) : nil
            case .code(let code): names.text(column, code...code, isInside: isWithin, known, excess: nil, isSharpened: false)
            case .below(let limit): names.text(column, below: limit, isInside: isWithin, known)
            }
        }
    }

    /// How many records have answers of each class.
    struct Tally: Sendable {
        var before = [Double](repeating: 0, count: NewAnswers.classCount)
        var after = [Double](repeating: 0, count: NewAnswers.classCount)

        func without(_ part: Tally) -> Tally { Tally(before: zip(before, part.before).map(-), after: zip(after, part.after).map(-)) }

        /// The share of answers that are other ones, beyond what it was.
        var growth: Double {
            func share(_ counts: [Double]) -> Double { counts[NewAnswers.another...].reduce(0, +) / max(1, counts.reduce(0, +)) }
            return share(after) - share(before)
        }

        fileprivate var isEnough: Bool { min(before.reduce(0, +), after.reduce(0, +)) >= AnswerParting.leastRecords }
        fileprivate var pair: (before: [Double], after: [Double]) { (before, after) }
    }

    let column: Int
    let condition: Condition
    /// What it tells of the classes of answers, in nats of all records together.
    let gain: Double
    private let within: Tally
    private let beside: Tally
    /// Whether answers surely changed otherwise within than beside.
    private var isSure = false

    /// Whether the answers that changed are those of records that the condition holds for; `nil` where they changed on both sides, or on neither for sure.
    var isWithin: Bool? {
        let (within, beside) = (within.growth, beside.growth)
        let (more, less) = (max(within, beside), min(within, beside))
        return isSure && more >= Self.leastChanged && less < Self.mostBeside * more ? within > beside : nil
    }

    /// Of the answers on the side that changed, the share that have become other ones at least; and beside it at most so many for each of these. Of versions that
    /// were trained otherwise altogether no slice parts answers so well.
    private static let (leastChanged, mostBeside) = (0.1, 1.0 / 3)

    /// Records that are looked at on either side of a condition at least, before and after.
    private static let leastRecords = 30.0
    /// What a condition has to tell for its column to be worth a look.
    private static let leastGain = 15.0
    /// That answers changed alike within and beside has to be less likely than this, of all conditions that were tried.
    private static let level = 0.01
    private static let mostLimits = 200

    /// The condition on a column that tells most; `nil` where none tells much.
    static func best(_ column: Int, _ known: DiagnosisCase, _ answers: NewAnswers) -> AnswerParting? {
        var (best, tried): (AnswerParting?, Double) = (nil, 0)
        func offer(_ condition: Condition, _ within: Tally, of all: Tally) {
            let beside = all.without(within)
            guard within.isEnough, beside.isEnough else { return }
            tried += 1
            let gain = gain(within, beside)
            if gain > best?.gain ?? 0 { best = AnswerParting(column: column, condition: condition, gain: gain, within: within, beside: beside) }
        }
        if case .numbers(let was) = known.before.cells[column], case .numbers(let now) = known.after.cells[column] {
            let earlier = ordered(answers.before.map { was[$0] }, answers.classesBefore), later = ordered(answers.after.map { now[$0] }, answers.classesAfter)
            var all = Tally()
            for row in earlier { all.before[row.place] += 1 }
            for row in later { all.after[row.place] += 1 }
            var (within, i, j) = (Tally(), 0, 0)
            for limit in limits(later.map(\.value)) {
                while i < earlier.count, earlier[i].value < limit {
                    within.before[earlier[i].place] += 1
                    i += 1
                }
                while j < later.count, later[j].value < limit {
                    within.after[later[j].place] += 1
                    j += 1
                }
                offer(.below(limit), within, of: all)
            }
        }
        let coding = known.evidence.columns[column].coding
        var (tallies, all) = ([Tally](repeating: Tally(), count: coding.size), Tally())
        for (row, place) in zip(answers.before, answers.classesBefore) {
            tallies[known.evidence.columns[column].before[row]].before[place] += 1
            all.before[place] += 1
        }
        for (row, place) in zip(answers.after, answers.classesAfter) {
            tallies[known.evidence.columns[column].after[row]].after[place] += 1
            all.after[place] += 1
        }
        for code in single(coding) { offer(.code(code), tallies[code], of: all) }
        guard var found = best, found.gain > leastGain + log(tried) else { return nil }
        found.isSure = ThreeFactorInteraction(within: found.within.pair, beside: found.beside.pair).pValue * tried < level
        return found
    }

    /// Codes of a value each; the lowest number lies below a limit, too. And that of missing cells.
    private static func single(_ coding: EvidenceCoding) -> [Int] {
        switch coding.values {
        case .texts: Array(0..<coding.valueCount) + [coding.missing]
        case .numbers: Array(0..<coding.valueCount).dropFirst() + [coding.missing]
        case .edges: [coding.missing]
        }
    }

    private static func ordered(_ values: [Double], _ classes: [Int]) -> [(value: Double, place: Int)] {
        zip(values, classes).filter { !$0.0.isNaN }.sorted { $0.0 < $1.0 }.map { (value: $0.0, place: $0.1) }
    }

    /// Values that others lie below.
    private static func limits(_ sorted: [Double]) -> [Double] {
        var distinct: [Double] = []
        for value in sorted where value.isFinite && value != distinct.last { distinct.append(value) }
        return distinct.dropFirst().thinned(to: mostLimits)
    }

    /// The likelihood of classes that are distributed otherwise where the condition holds against those that are not (half of the G statistic; Sokal and Rohlf,
    /// "Biometry", 17.2), beyond what it was for as many records before. It tells which condition parts answers best, and not whether any does.
    private static func gain(_ within: Tally, _ beside: Tally) -> Double {
        func information(_ one: [Double], _ other: [Double]) -> Double {
            let (n, m) = (one.reduce(0, +), other.reduce(0, +))
            return zip(one, other).reduce(0) { sum, counts in
                let share = (counts.0 + counts.1) / (n + m)
                return sum + (counts.0 > 0 ? counts.0 * log(counts.0 / (n * share)) : 0) + (counts.1 > 0 ? counts.1 * log(counts.1 / (m * share)) : 0)
            }
        }
        func count(_ one: [Double], _ other: [Double]) -> Double { one.reduce(0, +) + other.reduce(0, +) }
        let usual = information(within.before, beside.before) / count(within.before, beside.before)
        return information(within.after, beside.after) - usual * count(within.after, beside.after)
    }
}
