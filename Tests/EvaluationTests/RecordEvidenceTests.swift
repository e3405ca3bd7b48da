import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects what a diagnosis tells from records as they follow each other: values and records that come again, answers that are late, texts that are new, and
/// losses that grew.
@Suite struct RecordEvidenceTests {
    private static let day = 86_400.0

    /// Records a minute apart.
    private static func side(
        _ cells: [WindowRows.Cells], from start: Double = 0, every gap: Double = 60, scores: [Double]? = nil, truths: [Double]? = nil
    ) -> EvidenceRows.Side {
        let count: Int =
            switch cells[0] {
            case .numbers(let values): values.count
            case .categories(let values): values.count
            }
        let unknown = [Double](repeating: .nan, count: count)
        return EvidenceRows.Side(
            cells: cells, times: (0..<count).map { start + Double($0) * gap }, scores: scores ?? unknown, versions: [String?](repeating: nil, count: count),
            truths: truths ?? unknown, losses: truths == nil ? unknown : [Double](repeating: 0, count: count))
    }

    /// A slice that always lost more than others has not become worse; one that did before what others do has.
    @Test func onlyLossesThatGrewCount() {
        var random = SplitMix64(seed: 1)
        func growth(before: Double, after: Double) -> LossGrowth {
            var growth = LossGrowth()
            for _ in 0..<400 { growth.addBefore(before + random.nextNormal()) }
            for _ in 0..<400 { growth.addAfter(after + random.nextNormal()) }
            return growth
        }
        let (always, grown) = (growth(before: 1, after: 1), growth(before: 0, after: 1))
        #expect(abs(always.mean) * always.size.squareRoot() < 3)
        #expect(grown.mean * grown.size.squareRoot() > 8)
        // Half of what it is worth against a mean that is known.
        #expect(grown.size == 200)
        var both = always
        both.merge(grown)
        let rest = both.without(always)
        #expect(abs(rest.mean - grown.mean) < 1e-9 && rest.size == grown.size)
        var new = LossGrowth()
        new.addAfter(2)
        #expect(new.mean == 2 && new.size == 1)
    }

    /// Sent twice: again at once. Drawn from few kinds: again days later.
    @Test func recordsThatComeAgainDaysLaterWereNotSentTwice() {
        var random = SplitMix64(seed: 2)
        func records(_ after: (Int) -> Double) -> EvidenceRows.Side {
            // Twenty days of 200 records that nobody has twice, then ten of others.
            let values = (0..<4_000).map { _ in random.nextUniform() } + (0..<2_000).map(after)
            return Self.side([.numbers(values)], every: Self.day / 200)
        }
        func lags(_ side: EvidenceRows.Side) -> RepeatLags { RepeatLags(side, before: 20 * Self.day, after: 20 * Self.day) }
        let twice = lags(records { Double($0 / 2) + 10 })
        #expect(abs(twice.soon - 0.5) < 0.01 && twice.later == 0 && !twice.areScattered)
        let ofFew = lags(records { _ in Double(Int.random(in: 10..<2_010, using: &random)) })
        #expect(ofFew.later > 0.2 && ofFew.areScattered)
        // Of what nobody knows for long before it cannot be told.
        #expect(!RepeatLags(records { _ in 1 }, before: 14 * Self.day, after: 14 * Self.day).areScattered)
    }

    /// Where one of three values no longer comes, the others follow themselves more often by chance alone.
    @Test func fewerValuesRepeatMoreOften() throws {
        var random = SplitMix64(seed: 3)
        func codes(_ shares: [Double], held: Double = 0) -> [Int] {
            var last = 0
            return (0..<3_000).map { _ in
                guard random.nextUniform() >= held else { return last }
                var (code, left) = (0, random.nextUniform())
                while code < shares.count - 1, left >= shares[code] { (code, left) = (code + 1, left - shares[code]) }
                last = code
                return code
            }
        }
        let times = (0..<3_000).map { Double($0) * 60 }
        let before = codes([0.6, 0.3, 0.1])
        let fewer = try #require(RepeatedValues.change(before: (before, times), after: (codes([0.9, 0, 0.1]), times)))
        #expect(fewer.after > 0.75 && !fewer.isMore)
        let held = try #require(RepeatedValues.change(before: (before, times), after: (codes([0.6, 0.3, 0.1], held: 0.5), times)))
        #expect(held.isMore)
    }

    /// Where one value grew there are fewer others, in fewer records; a pool of answers has fewer in as many.
    @Test func aValueThatGrewIsNoPool() throws {
        var random = SplitMix64(seed: 10)
        func codes(_ share: Double, of kinds: Int) -> [Int] { (0..<3_000).map { _ in random.nextUniform() < share ? 0 : 1 + Int(random.nextUniform() * Double(kinds)) } }
        let times = (0..<3_000).map { Double($0) * 60 }
        let before = codes(0.9, of: 200)
        let grown = try #require(RepeatedValues.change(before: (before, times), after: (codes(0.98, of: 200), times)))
        #expect(!grown.isMore)
        let pool = try #require(RepeatedValues.change(before: (before, times), after: (codes(0.9, of: 20), times)))
        #expect(pool.isMore && !pool.isHeld)
    }

    /// Alerts tell an onset some hours late: what answered within the day before is new all the same, and what did for a week is not.
    @Test(arguments: [(0.6, true), (3.5, false)])
    func aVersionOfTheDayBeforeIsNew(days: Double, isNew: Bool) {
        func side(_ days: Range<Double>, _ version: (Double) -> String) -> EvidenceRows.Side {
            var side = Self.side([.numbers((0..<1_000).map(Double.init))], from: days.lowerBound * Self.day, every: (days.upperBound - days.lowerBound) * Self.day / 1_000)
            side.versions = side.times.map { version($0 / Self.day) }
            return side
        }
        let before = side(0..<10) { $0 < 10 - days ? "1" : "2" }
        let change = VersionChange(before: before, after: side(10..<20) { _ in "2" }, start: 10 * Self.day, excess: nil)
        #expect((change != nil) == isNew)
        // Who knows of nothing earlier knows no new one.
        let late = side(9.5..<10) { _ in "2" }
        #expect(VersionChange(before: late, after: side(10..<20) { _ in "2" }, start: 10 * Self.day, excess: nil) == nil)
        if isNew { #expect(change?.new == "2" && change?.old == "1" && abs((change?.distance ?? 0) - days) < 0.02) }
    }

    /// Errors go with the value twenty records later where it is of the record twenty before; where a column only changes slowly they go with its own as well.
    @Test(arguments: [true, false])
    func answersAreLateOrChangeSlowly(areLate: Bool) {
        var random = SplitMix64(seed: 4)
        let count = 3_000
        func values(slowly: Bool) -> [Double] {
            var level = 0.0
            return (0..<count).map { _ in
                level = slowly ? 0.97 * level + 0.25 * random.nextNormal() : random.nextNormal()
                return level
            }
        }
        let (calm, changed) = (values(slowly: !areLate), values(slowly: !areLate))
        func noise() -> [Double] { (0..<count).map { _ in 0.3 * random.nextNormal() } }
        let served = areLate ? (0..<count).map { $0 < 20 ? 0 : changed[$0 - 20] } : changed
        // A late answer misleads the model; otherwise the model has forgotten the column.
        let scores = areLate ? served : [Double](repeating: 0, count: count)
        let before = Self.side([.numbers(calm)], scores: calm, truths: zip(calm, noise()).map(+))
        let after = Self.side([.numbers(served)], from: 30 * Self.day, scores: scores, truths: zip(changed, noise()).map(+))
        let column = CodedEvidence.Column(before: before.cells[0], after: after.cells[0], days: nil)
        let found = LaggedSource.found(CodedEvidence(names: ["x"], columns: [column]), among: 0..<1, before: before, after: after)
        #expect(found?.lag == (areLate ? 20 : nil))
    }

    /// Twenty answers for all records, and the same columns drifting: both narrow what comes.
    @Test func aFewAnswersAreToldFromADrift() throws {
        var random = SplitMix64(seed: 5)
        func records(_ make: (Int) -> [Double]) -> EvidenceRows.Side {
            let rows = (0..<4_000).map(make)
            return Self.side((0..<3).map { column in .numbers(rows.map { $0[column] }) })
        }
        func usual(_ most: Double) -> [Double] {
            let age = (20 * random.nextUniform() * most).rounded()
            return [age, (age / 4 + 4 * random.nextUniform()).rounded(), (9 * random.nextUniform()).rounded()]
        }
        let before = records { _ in usual(1) }
        let answers = (0..<20).map { _ in usual(1) }
        // The third column is of another source.
        let pool = try #require(
            ValuePool.found(
                among: [0, 1], before: before,
                after: records { row in row < 100 ? usual(1) : Array(answers[Int.random(in: 0..<20, using: &random)].prefix(2)) + [usual(1)[2]] }))
        #expect(pool.columns == [0, 1] && pool.combinations <= 20 && pool.expected > 80)
        #expect(ValuePool.found(among: [0, 1], before: before, after: records { _ in usual(0.4) }) == nil)
        #expect(ValuePool.found(among: [0], before: before, after: before) == nil)
        // A source that no longer answers at all says nothing again and again.
        #expect(ValuePool.found(among: [0, 1], before: before, after: records { _ in [.nan, .nan, usual(1)[2]] }) == nil)
    }

    /// A text that began to come shortly before the onset that is told is new; one that always was rare is not.
    @Test func textsThatBeganShortlyBeforeAreNew() {
        func cells(_ texts: [(Int, String)], of count: Int) -> [String?] {
            var all = [String?](repeating: "usual", count: count)
            for (place, text) in texts { all[place] = text }
            return all
        }
        let before = cells([(100, "rare"), (1_950, "new")], of: 2_000)
        let after = cells((0..<20).flatMap { [(40 * $0, "new"), (40 * $0 + 1, "rare")] }, of: 1_000)
        let coding = EvidenceCoding(.categories(before), after: .categories(after))
        #expect(coding.code("new") == coding.unseen && coding.code("rare") == coding.rare)
        // Not where it comes no more often than it did.
        let few = EvidenceCoding(.categories(before), after: .categories(cells([(1, "new")], of: 1_000)))
        #expect(few.code("new") == few.rare)
    }
}
