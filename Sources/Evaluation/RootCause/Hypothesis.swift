internal import Domain
internal import Foundation
internal import Statistics
internal import Store

/// One way in which things may have failed, with what it leaves unexplained.
///
/// What is unexplained is counted in one unit, so that all hypotheses compete: half a chi-square beyond chance, weakened by `Weights`, as columns
/// depend on each other; and a price for what a hypothesis may choose freely.
struct Hypothesis: Sendable {
    var mode: FailureMode
    var submode: String?
    /// The guilty columns, by their place in the evidence, the first one first.
    var columns: [Int] = []
    /// As a predicate.
    var slice: String?
    var unexplained: Double
    var evidence: [Diagnosis.Evidence] = []
    var remedies: [String] = []
}

/// The weights of the evidence: how much each thing that a hypothesis leaves unexplained counts. See docs/diagnosis.md.
enum Weights {
    /// Of a chi-square of columns beyond chance: a half, and less because columns move together.
    static let shift = 0.15
    /// Of that of outcomes.
    static let outcome = 0.3
    /// Of that of relations between columns, of which there are many.
    static let relation = 0.05
    /// That anything failed at all.
    static let failure = 3.0
    /// And more where what was alerted is over.
    static let passing = 4.0
    /// An alert about records (volume, repeats, lateness) that lasts, and one that does not.
    static let lastingSignal = 8.0
    static let passingSignal = 0.5
    /// Alerts about columns or performance that last, where nothing is held to have failed.
    static let lastingAlert = 1.5
    /// A change of candidates' disagreement.
    static let disagreement = 3.0
    /// How many times as likely is what leaves one square root of a unit less unexplained: its logarithm.
    static let sharpness = 3.0
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
    /// Daily volume after against before, of all records and by column and code.
    var volume: VolumeRatios?

    /// What it costs to hold that anything failed.
    var failure: Double { Weights.failure + (onset?.lasts == false ? Weights.passing : 0) }
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
    var cost: Double {
        [Self.volumeFell, .volumeRose, .repeats, .late].reduce(0) { $0 + (contains($1) ? Weights.lastingSignal : 0) }
            + (contains(.disagreement) ? Weights.disagreement : 0)
    }
}

/// A version that began to answer near the onset.
struct VersionChange: Sendable {
    var new: String
    var old: String?
    /// Its first record, in seconds.
    var first: Double
    /// Days between this and the onset that alerts tell.
    var distance: Double
    /// Of the records after the onset.
    var share: Double
    /// How much more than expected each loses, in standard errors; `nil` without enough labels.
    var newZ: Double?
    var oldZ: Double?
    var newLoss: Double?
    var oldLoss: Double?

    /// - Parameters:
    ///   - excess: of each record after, its loss beyond what such predictions lost.
    init?(before: EvidenceRows.Side, after: EvidenceRows.Side, start: Double, excess: [Double]?) {
        guard after.count > 0, start.isFinite else { return nil }
        var known: [String: Int] = [:]
        for version in before.versions { if let version { known[version, default: 0] += 1 } }
        var counts: [String: (count: Int, first: Double)] = [:]
        for (version, time) in zip(after.versions, after.times) {
            if let version { counts[version, default: (0, time)].count += 1 }
        }
        let rare = max(3, before.count / 50)
        let candidates = counts.filter { (known[$0.key] ?? 0) < rare && $0.value.count >= max(10, after.count / 10) }
        guard let found = candidates.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) else { return nil }
        new = found.key
        old = known.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        share = Double(found.value.count) / Double(after.count)
        // Some records of it may lie before the onset that alerts tell.
        first = (zip(before.versions, before.times).filter { $0.0 == found.key }.map(\.1) + [found.value.first]).min() ?? found.value.first
        distance = abs(first - start) / 86_400
        guard distance <= 4 else { return nil }
        guard let excess else { return }
        func harm(_ isOwn: (String?) -> Bool) -> (z: Double, mean: Double)? {
            let own = Moments(after.versions.indices.filter { isOwn(after.versions[$0]) && excess[$0].isFinite }.map { excess[$0] })
            guard own.count >= 30, let spread = own.standardDeviation(), spread > 0 else { return nil }
            return (own.mean / spread * Double(own.count).squareRoot(), own.mean)
        }
        (newZ, newLoss) = (harm { $0 == found.key }?.z, harm { $0 == found.key }?.mean)
        (oldZ, oldLoss) = (harm { $0 != found.key }?.z, harm { $0 != found.key }?.mean)
    }
}

/// Records a day after the onset against before, on the same days of the week.
struct VolumeRatios: Sendable {
    var all: Double
    /// By column and code.
    var codes: [[Double]]
    /// How far single days lie from what is usual on their day of the week.
    var spread: Double
    var days: Double

    init?(_ evidence: CodedEvidence, before: EvidenceRows.Side, after: EvidenceRows.Side, isSampled: Bool) {
        guard !isSampled, let start = after.times.first, let end = after.times.last, let begin = before.times.first, end > start else { return nil }
        guard begin.isFinite, end - start >= 86_400 else { return nil }
        func phase(_ time: Double) -> Int { Int((time / 3_600).rounded(.down)) % 168 }
        // Hours of the week that are seen on each side.
        func hours(_ times: [Double]) -> [Int: Double] {
            var seen: [Int: Set<Int>] = [:]
            for time in times { seen[phase(time), default: []].insert(Int(time / 3_600)) }
            return seen.mapValues { Double($0.count) }
        }
        func all(_ from: Double, _ to: Double) -> [Int: Double] {
            var result: [Int: Double] = [:]
            for hour in Int(from / 3_600)...Int(to / 3_600) { result[hour % 168, default: 0] += 1 }
            return result
        }
        let (was, now) = (all(begin, before.times.last ?? begin), all(start, end))
        // What the hours after would have held at the rate before.
        let weights = before.times.map { time in (now[phase(time)] ?? 0) / max(1, was[phase(time)] ?? 1) }
        let expected = weights.reduce(0, +)
        guard expected > 0 else { return nil }
        self.all = Double(after.count) / expected
        codes = evidence.names.indices.map { column in
            var sums = [Double](repeating: 0, count: evidence.codings[column].size)
            for (code, weight) in zip(evidence.before[column], weights) { sums[code] += weight }
            return zip(evidence.counts(column, evidence.after), sums).map { $1 > 0 ? $0 / $1 : .nan }
        }
        var daily: [Int: Double] = [:]
        for time in before.times { daily[Int(time / 86_400), default: 0] += 1 }
        let byWeekday = Dictionary(grouping: daily, by: { $0.key % 7 }).values.map { days in Moments(days.map { log($0.value) }) }
        let variance = byWeekday.compactMap { $0.count > 1 ? $0.variance() : nil }
        spread = variance.isEmpty ? 0.1 : (variance.reduce(0, +) / Double(variance.count)).squareRoot()
        days = (end - start) / 86_400
    }

    /// How surely a rate differs from the usual one: squared standard errors beyond one, 15 at most. Days differ by themselves, and what is usual is not
    /// known better than by some hundredths.
    func surprise(_ rate: Double) -> Double {
        let error = spread / max(1, days).squareRoot() + 0.03
        let z = max(0, abs(log(max(rate, 1e-3))) / error - 1)
        return min(15, z * z)
    }

    /// Expected and seen records of some codes: the rate of a slice and of all others.
    func rates(_ column: Int, _ codes: ClosedRange<Int>, _ evidence: CodedEvidence) -> (inside: Double, outside: Double)? {
        let counts = evidence.counts(column, evidence.after)
        var (inside, outside) = ((0.0, 0.0), (0.0, 0.0))
        for (code, count) in counts.enumerated() {
            let ratio = self.codes[column][code]
            guard ratio.isFinite, ratio > 0 || count == 0 else { continue }
            let expected = ratio > 0 ? count / ratio : evidence.shares(column, evidence.before)[code] * Double(evidence.afterCount) / all
            if codes.contains(code) { inside = (inside.0 + count, inside.1 + expected) } else { outside = (outside.0 + count, outside.1 + expected) }
        }
        guard inside.1 > 0, outside.1 > 0 else { return nil }
        return (inside.0 / inside.1, outside.0 / outside.1)
    }
}
