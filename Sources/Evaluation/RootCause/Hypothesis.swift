internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// One way in which things may have failed, with what it leaves unexplained.
struct Hypothesis: Sendable {
    var mode: FailureMode
    var submode: String?
    /// The guilty columns, by their place in the evidence, the first one first.
    var columns: [Int] = []
    /// As a predicate.
    var slice: String?
    var unexplained: Unexplained
    var evidence: [Diagnosis.Evidence] = []
    var remedies: [String] = []
}

/// Limits of what evidence counts.
enum EvidenceLimits {
    /// That fewer records come, at most; and at least, where there was an alert about it.
    static let mostOfFewer = 6.0
    static let alertOfFewer = 1.5
    /// The share of repeated records from which on an alert about them counts in full.
    static let manyRepeats = 0.1
    /// Scores that stayed or moved, at most: of the log-likelihood.
    static let mostOfScores = 20.0
}

/// All that is known when hypotheses are weighed.
struct DiagnosisCase: Sendable {
    var rows: EvidenceRows
    var before: EvidenceRows.Side
    var after: EvidenceRows.Side
    /// The features, then the score where there is one.
    var evidence: CodedEvidence
    /// How many of the columns are features.
    var featureCount: Int
    var explanations: ShiftExplanations
    var outcome: OutcomeEvidence?
    /// What slices lose beyond what the same predictions let expect: the largest.
    var outcomeLeft: Double
    var relations: BrokenRelations?
    var onset: Onset?
    var alerts: [Alert]
    var signals: RecordSignals
    var versions: VersionChange?
    var repeated: [RepeatedValues.Change?]
    /// Columns that are of other records.
    var lagged: LaggedSource?
    /// Columns that say what they said before again and again.
    var pool: ValuePool?
    /// Daily volume after against before, of all records and by column and code.
    var volume: VolumeRatios?

    /// The share of records since the onset that are another one again; 1 where it was alerted and is not known.
    var repeatedShare: Double

    /// What alerts about records cost a hypothesis of something else that failed. Few repeats may come beside it.
    func cost(of signals: RecordSignals) -> Unexplained {
        let few = min(1, repeatedShare / EvidenceLimits.manyRepeats)
        return signals.subtracting(.repeats).cost + Weight.lastingSignal * (signals.contains(.repeats) ? few : 0)
    }

    /// Whether scores moved with the truth: of two classes, where enough is known.
    var scoreShift: ScoreShift? {
        guard rows.task == .binary, let outcome, let score else { return nil }
        return ScoreShift(before: before, after: after, truth: outcome.truth, overdispersion: evidence.columns[score].overdispersion)
    }

    /// That a version began to answer at just this time would be chance, unless it is what failed.
    var released: Unexplained { Weight.released * (versions != nil) }

    /// That fewer records come than did, for all that does not keep them away: no more than `EvidenceLimits` let, as volumes have reasons of their own, and no less
    /// than an alert that is over.
    var fewer: Double { max(min(EvidenceLimits.mostOfFewer, missing), RecordSignals(alerts).contains(.volumeFell) ? EvidenceLimits.alertOfFewer : 0) }

    /// How surely fewer records come.
    var missing: Double { volume.map { $0.all < 1 ? $0.surprise($0.all) : 0 } ?? 0 }

    /// What it costs to hold that anything failed, and with it that fewer records come, which hypotheses about that need not pay.
    var failure: Unexplained { Weight.failure * true + Weight.passing * (onset?.lasts == false) + Weight.fewer * fewer }
    var features: Range<Int> { 0..<featureCount }
    /// Features that others follow from, and not the score, which follows from all.
    func isFeature(_ column: Int) -> Bool { column < featureCount }
    var movedFeatures: Double { features.reduce(0) { $0 + explanations.moved[$1] } }
    var movedAll: Double { explanations.moved.reduce(0, +) }
    /// The score's place.
    var score: Int? { evidence.names.count > featureCount ? featureCount : nil }
    func name(_ column: Int) -> String { evidence.names[column] }
}

/// What alerts tell of records as such.
struct RecordSignals: Sendable, OptionSet {
    let rawValue: Int
    static let volumeFell = RecordSignals(rawValue: 1)
    static let volumeRose = RecordSignals(rawValue: 2)
    static let repeats = RecordSignals(rawValue: 4)
    static let late = RecordSignals(rawValue: 8)
    static let disagreement = RecordSignals(rawValue: 16)

    init(rawValue: Int) { self.rawValue = rawValue }

    init(_ alerts: [Alert]) {
        self = []
        for alert in alerts where alert.severity >= .warning {
            switch (alert.kind, alert.signal) {
            case (.volume, _): insert(alert.value < (alert.expected ?? 0) ? .volumeFell : .volumeRose)
            case (.freshness, _): insert(.late)
            case (_, QualityCheck.duplicateRate.rawValue), (_, QualityCheck.repeatedRate.rawValue): insert(.repeats)
            case (_, RateSignal.Kind.disagreement.signal): insert(.disagreement)
            default: break
            }
        }
    }

    /// What these cost a hypothesis that does not explain them.
    var cost: Unexplained {
        let count = [Self.volumeFell, .volumeRose, .repeats, .late].count { contains($0) }
        return Weight.lastingSignal * Double(count) + Weight.disagreement * contains(.disagreement)
    }
}
