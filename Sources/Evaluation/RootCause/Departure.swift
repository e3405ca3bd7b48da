internal import Foundation
internal import Statistics

/// How far each record's outcome departs from what such predictions brought before: what it lost too much, or how far its truth is too large.
struct Departure {
    private let known: DiagnosisCase
    /// Where a relation is gone truths are too large for some and too small for others, and all lose: then no slice of truths has it all.
    private let isOfTruths: Bool
    /// NaN where it is not known.
    let before: [Double]
    let after: [Double]
    private var all = LossGrowth()

    /// Of a new version only its own records tell where it is worse.
    init(_ known: DiagnosisCase, before: [Double], after: [Double], isOfTruths: Bool = false) {
        (self.known, self.isOfTruths, self.before) = (known, isOfTruths, before)
        self.after = after.enumerated().map { row, value in known.versions.map { known.after.versions[row] == $0.new } ?? true ? value : .nan }
        for value in before where value.isFinite { all.addBefore(value) }
        for value in self.after where value.isFinite { all.addAfter(value) }
    }

    /// The same with truths that are too small.
    var reversed: Departure { Departure(known, before: before.map { -$0 }, after: after.map { -$0 }, isOfTruths: isOfTruths) }

    /// Records that are looked at on either side of a slice at least.
    private static let leastRecords = 30

    /// What all records together explain: `n mean² / s²`.
    var gainOfAll: Double { spread.map { Self.gain(all, $0) } ?? 0 }

    private static func gain(_ own: LossGrowth, _ spread: Double) -> Double { own.mean > 0 ? own.size * own.mean * own.mean / (spread * spread) : 0 }

    /// `nil` for too few records, and where all outcomes are the same.
    private var spread: Double? { all.count >= 2 * Self.leastRecords ? all.spread.flatMap { $0 > 0 ? $0 : nil } : nil }

    /// The slice of one condition in which outcomes rose so that it explains more than all records do together; `nil` where none does, or others' rose, too.
    var slice: RivalSlice? {
        guard let spread else { return nil }
        func gain(_ own: LossGrowth) -> Double { Self.gain(own, spread) }
        func risen(_ own: LossGrowth) -> Double { isOfTruths ? abs(own.mean) : own.mean }
        /// Whether others' rose by no more than chance.
        func isClean(_ own: LossGrowth) -> Bool {
            let beside = all.without(own)
            return risen(beside) * beside.size.squareRoot() / spread < 3
        }
        // With some hundred slices tried.
        let least = gain(all) + 10
        func rank(_ own: LossGrowth) -> (Int, Double) { (isClean(own) && gain(own) > least ? 1 : 0, gain(own)) }
        var (found, tried): ([Int: (slice: RivalSlice, own: LossGrowth)], Double) = ([:], 1)
        func offer(_ column: Int, _ codes: ClosedRange<Int>, _ isInside: Bool, _ own: LossGrowth) {
            tried += 1
            guard own.count >= Self.leastRecords, all.count - own.count >= Self.leastRecords else { return }
            // A slice beside which nothing rose goes before one that only rose most.
            guard rank(own) > (found[column].map { rank($0.own) } ?? (0, 0)) else { return }
            found[column] = (RivalSlice(column: column, codes: codes, isInside: isInside, gain: gain(own)), own)
        }
        for column in known.features {
            let coding = known.evidence.columns[column].coding
            let parts = LossGrowth.byCode(known.evidence.columns[column], before: before, after: after)
            guard coding.valueCount > 1 else { continue }
            if coding.isOrdered {
                for last in 0..<(coding.valueCount - 1) {
                    func joined(_ codes: some Sequence<Int>) -> LossGrowth { codes.reduce(into: LossGrowth()) { $0.merge(parts[$1]) } }
                    offer(column, 0...last, true, joined(0...last))
                    offer(column, 0...last, false, joined((last + 1)..<coding.valueCount))
                }
            }
            if case .edges = coding.values { continue }
            for code in 0..<coding.valueCount { offer(column, code...code, true, parts[code]) }
        }
        // Beside it hardly anything may have risen: some lose more than others wherever a relation is gone.
        let told = found.values.filter { _, own in
            gain(own) > gain(all) + 2 * log(tried) && (isClean(own) || risen(all.without(own)) < 0.2 * own.mean)
        }
        let cleanest = told.map { rank($0.own).0 }.max()
        return RivalSlice.guilty(told.filter { rank($0.own).0 == cleanest }.map(\.slice)) { one, other in
            let own = growth(of: one, without: other)
            return own.count >= Self.leastRecords ? own.mean : nil
        }
    }

    /// How much outcomes rose in a slice; in those of its records that another one has not.
    func growth(of one: RivalSlice, without other: RivalSlice?) -> LossGrowth {
        var own = LossGrowth()
        for row in one.rows(of: known.evidence.columns, without: other, \.before) where before[row].isFinite { own.addBefore(before[row]) }
        for row in one.rows(of: known.evidence.columns, without: other, \.after) where after[row].isFinite { own.addAfter(after[row]) }
        return own
    }
}
