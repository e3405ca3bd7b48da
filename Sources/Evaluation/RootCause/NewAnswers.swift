internal import Domain
internal import Foundation
internal import Statistics
internal import Store
internal import Trees

/// How far a new version answers otherwise than the one before would have, record by record, without labels. Trees learn earlier scores from the columns; how
/// far they are off for records that they have not learned from is usual, and what is beyond that for the new version's records is the version's. Who comes
/// makes no difference, as far as such records came before.
struct NewAnswers: Sendable {
    /// The records of versions before, by their places in `DiagnosisCase.before`, and the new version's in `after`.
    let before: [Int]
    let after: [Int]
    /// How far each answer lies from the one that trees expect, as a class; in the order of the records.
    let classesBefore: [Int]
    let classesAfter: [Int]

    /// Limits of the classes, in parts of the distance that nine of ten answers before stay below.
    private static let limits = [0.25, 0.5, 1, 2, 4, 8, 16]
    static var classCount: Int { limits.count + 1 }
    /// An answer of this class or above is another one. A tenth of the answers before are, by the trees' errors.
    static let another = 3
    private static let usual = 0.9

    /// What is said the same, in standard deviations of the answers.
    private static let leastScale = 0.01

    /// Records of each side that are learned from, and judged.
    private static let mostRecords = 30_000
    private static let leastRecords = 200
    /// Scores that are probabilities are learned as log-odds, as far as these.
    private static let leastProbability = 1e-4

    /// Blocks.
    ///
    /// - Returns: `nil` without a new version, where few records of either have scores, and where those before are all the same.
    init?(_ known: DiagnosisCase) throws {
        guard let versions = known.versions else { return nil }
        // Trees take labels as `Float`.
        func records(_ side: EvidenceRows.Side, ofNew: Bool) -> [Int] {
            side.inOrder.filter { Float(side.scores[$0]).isFinite && (side.versions[$0] == versions.new) == ofNew }.thinned(to: Self.mostRecords)
        }
        (before, after) = (records(known.before, ofNew: false), records(known.after, ofNew: true))
        guard min(before.count, after.count) >= Self.leastRecords else { return nil }
        let (was, now) = (known.before.taking(before), known.after.taking(after))
        let columns = known.rows.columns.enumerated().map { (place: $0.offset, column: CountedColumn($0.element.name, $0.element.type)) }
        let tables = DecompositionTables(columns, before: WindowRows(key: nil, columns: was.cells), after: WindowRows(key: nil, columns: now.cells))
        let answers = Self.answers(was.scores + now.scores, task: known.rows.task)
        let expected = try CrossFolds(before: before.count, after: after.count, count: 2).predicted(
            tables.before.adding(Self.calendar(was.times)), tables.after.adding(Self.calendar(now.times)), labels: answers,
            weights: before.map { _ in 1 } + after.map { _ in 0 }, Self.settings)
        let distances = zip(answers, expected).map { abs($0 - $1) }
        // What trees can say again to the last digit has rounding errors only, and is no answer by itself where it never varies.
        guard let spread = Moments(answers.prefix(before.count)).standardDeviation(), spread > 0 else { return nil }
        let scale = max(distances.prefix(before.count).sorted()[Int(Double(before.count) * Self.usual)], Self.leastScale * spread)
        let classes = distances.map { distance in Self.limits.partition { $0 * scale > distance } }
        (classesBefore, classesAfter) = (Array(classes.prefix(before.count)), Array(classes.suffix(after.count)))
    }

    private static func answers(_ scores: [Double], task: ModelTask) -> [Double] {
        guard task == .binary, scores.allSatisfy({ (0...1).contains($0) }) else { return scores }
        return scores.map { score in
            let probability = min(1 - leastProbability, max(leastProbability, score))
            return log(probability / (1 - probability))
        }
    }

    /// What of the time models are often told: such columns are no evidence, and not among those that were read.
    private static func calendar(_ times: [Double]) -> [(name: String, values: [Double])] {
        let days = times.map { ($0 / 86_400).rounded(.down) }
        return [
            ("\u{0}day", days), ("\u{0}weekday", days.map { $0.truncatingRemainder(dividingBy: 7) }),
            ("\u{0}hour", zip(times, days).map { (($0 - $1 * 86_400) / 3_600).rounded(.down) }),
        ]
    }

    /// To say again what another model says takes larger trees than to say what is usual.
    private static var settings: TreeSettings {
        var settings = TreeSettings(.mean)
        (settings.trees, settings.leaves, settings.leastRowsPerLeaf) = (120, 31, 5)
        return settings
    }
}
