import Foundation
import Statistics
import Store
import Testing

@testable import Evaluation

/// Protects the arithmetic of diagnoses: chance is not taken for change, and shares of mixtures are found.
@Suite struct EvidenceTests {
    @Test func theChiSquareIsPearsons() {
        // Two samples of 100 and 200: the table [[30, 70], [90, 110]], whose chi-square is 6.25 (scipy.stats.chi2_contingency, without correction).
        let change = ShareChange(expected: [0.3, 0.7], size: 100, observed: [90, 110])
        #expect(abs(change.chiSquare - 6.25) < 1e-9)
        #expect(change.degreesOfFreedom == 1)
        #expect(abs(change.totalVariation - 0.15) < 1e-12)
    }

    @Test func chanceLeavesNothing() {
        var random = SplitMix64(seed: 9)
        let shares = (0..<8).map { Double($0 + 1) / 36 }
        let excesses = (0..<200).map { _ in
            let sides = (0..<2).map { _ in
                (0..<2_000).reduce(into: [Double](repeating: 0, count: 8)) { counts, _ in
                    var (place, left) = (0, random.nextUniform())
                    while place < 7, left >= shares[place] { (place, left) = (place + 1, left - shares[place]) }
                    counts[place] += 1
                }
            }
            return ShareChange(expected: sides[0].map { $0 / 2_000 }, size: 2_000, observed: sides[1]).excess()
        }
        // Two standard deviations of a chi-square are exceeded in some 4 % of cases.
        #expect(excesses.count { $0 > 0 } <= 20)
    }

    @Test(arguments: [(12.0, 0.4), (0.001, 1.0), (1.6, 0.7)])
    func theShareOfAMixtureIsFound(factor: Double, share: Double) throws {
        var random = SplitMix64(seed: 3)
        let reference = (0..<3_000).map { _ in exp(2 + 0.5 * random.nextNormal()) }
        let current = (0..<3_000).map { _ in exp(2 + 0.5 * random.nextNormal()) * (random.nextUniform() < share ? factor : 1) }
        let fit = try #require(PartialTransformation(reference: reference, current: current).fit())
        #expect(abs(fit.transformation["slope", otherwise: 1] / factor - 1) < 0.06)
        #expect(abs(fit.share - share) < 0.06)
    }

    /// Where values repeat a line must hit them: distances of neighbours tell its slope, and frequent values where it lies.
    @Test func linesOfValuesThatRepeat() throws {
        var random = SplitMix64(seed: 5)
        // Forty whole numbers, standardised.
        func even() -> [Double] { (0..<2_000).map { _ in (Double(Int(random.nextUniform() * 20) + Int(random.nextUniform() * 20)) - 19) * 0.12249 } }
        let shifted = try #require(PartialTransformation(reference: even(), current: even().map { 2 * $0 + 1 }).fit())
        #expect(shifted.transformation.kind == .affine && abs(shifted.transformation["slope"] - 2) < 1e-9 && abs(shifted.transformation["intercept"] - 1) < 1e-9)
        // One value for nearly all, and many others.
        func heavy() -> [Double] { (0..<3_000).map { _ in random.nextUniform() < 0.95 ? -0.2167 : 4 + Double(Int(random.nextUniform() * 6)) * 0.1931 } }
        let moved = try #require(PartialTransformation(reference: heavy(), current: heavy().map { 1.15 * $0 + 0.25 }).fit())
        #expect(abs(moved.transformation["slope"] - 1.15) < 1e-9 && abs(moved.transformation["intercept"] - 0.25) < 1e-9)
    }

    /// Whole numbers that drifted are no other factor of what they were: that would leave fractions.
    @Test func wholeNumbersThatDriftedAreNoFactor() {
        var random = SplitMix64(seed: 6)
        func prices(_ factor: Double) -> [Double] { (0..<3_000).map { _ in (factor * 30_000 * exp(0.2 * random.nextNormal())).rounded() } }
        #expect(PartialTransformation(reference: prices(1), current: prices(0.83)).fit() == nil)
        // Nor another unit, rounded: of ages of which a part is young there is always one that fits.
        func ages(_ young: Double) -> [Double] { (0..<3_000).map { _ in (random.nextUniform() < young ? 22 + 4 * random.nextNormal() : 52 + 10 * random.nextNormal()).rounded() } }
        #expect(PartialTransformation(reference: ages(0.01), current: ages(0.4)).fit() == nil)
        #expect(PartialTransformation(reference: prices(1), current: prices(1).map { 0.83 * $0 }).fit() != nil)
    }

    /// A value that nearly all have, and that turns into another one between the lowest and the highest.
    @Test func aFrequentValueThatTurns() {
        var random = SplitMix64(seed: 7)
        func values(_ usual: Double) -> [Double] { (0..<2_000).map { _ in random.nextUniform() < 0.95 ? usual : 5 + random.nextNormal() } }
        func moved(_ after: [Double]) -> Double {
            let column = CodedEvidence.Column(before: .numbers(values(-0.2)), after: .numbers(after), days: nil)
            return ShiftExplanations(CodedEvidence(names: ["x"], columns: [column])).moved[0]
        }
        #expect(moved(values(-0.2)) < 10)
        #expect(moved(values(0.1)) > 500)
    }

    /// How far known texts move from day to day says little of one that was never there.
    @Test func aTextThatWasNeverThere() {
        // Whole days have one weather.
        func weather(_ days: Range<Int>) -> [String?] { days.flatMap { day in (0..<80).map { _ in ["clear", "mist", "rain"][day * 7 % 10 / 4] } } }
        func moved(new: Int) -> Double {
            var after = weather(30..<50)
            for place in 0..<new { after[place * 30] = "OTHER" }
            let column = CodedEvidence.Column(before: .categories(weather(0..<30)), after: .categories(after), days: (0..<30).flatMap { day in (0..<80).map { _ in day } })
            #expect(column.overdispersion == 5)
            return ShiftExplanations(CodedEvidence(names: ["weather"], columns: [column])).moved[0]
        }
        #expect(moved(new: 0) < 20)
        #expect(moved(new: 48) > moved(new: 0) + 20)
    }

    /// A score is made from features: where it moved and none of them did it is not they that moved.
    @Test func aScoreThatMovedByItselfIsNoDrift() throws {
        var random = SplitMix64(seed: 8)
        func column(_ shift: Double) -> CodedEvidence.Column {
            func values(_ mean: Double) -> WindowRows.Cells { .numbers((0..<2_000).map { _ in mean + random.nextNormal() }) }
            return .init(before: values(0), after: values(shift), days: nil)
        }
        func left(feature: Double, score: Double) throws -> (moved: Double, drift: Double, slice: Double) {
            let explanations = ShiftExplanations(CodedEvidence(names: ["x", "score"], columns: [column(feature), column(score)]))
            let slice = try #require(explanations.slices(score: 1).first { $0.column == 0 })
            return (explanations.moved[1], explanations.drifted(by: 0, score: 1).othersFollowingOrNot, slice.found.followingOrNot)
        }
        let byItself = try left(feature: 0, score: 0.5)
        #expect(byItself.moved > 100 && byItself.drift > 0.8 * byItself.moved && byItself.slice > 0.8 * byItself.moved)
        let together = try left(feature: 0.8, score: 0.5)
        #expect(together.moved > 100 && together.drift == 0)
    }

    @Test func aDriftIsNoTransformation() {
        var random = SplitMix64(seed: 4)
        // Two heaps of which one grew.
        let heaps = { (share: Double) in (0..<3_000).map { _ in (random.nextUniform() < share ? 10 : 30) + 2 * random.nextNormal() } }
        let (reference, current) = (heaps(0.5), heaps(0.2))
        #expect(PartialTransformation(reference: reference, current: current).fit() == nil)
    }

    /// A preference that rises steadily is told from a group that came.
    @Test func aTiltIsNoStep() {
        var random = SplitMix64(seed: 9)
        func values(_ weight: (Double) -> Double) -> [Double] {
            (0..<6_000).map { _ in
                while true {
                    let value = random.nextUniform()
                    if random.nextUniform() < weight(value) { return value }
                }
            }
        }
        let before = values { _ in 1 }
        func misfit(_ after: [Double]) -> Double {
            ShiftExplanations(CodedEvidence(names: ["x"], columns: [.init(before: .numbers(before), after: .numbers(after), days: nil)])).drifted(by: 0, score: nil).tilted
        }
        #expect(misfit(values { exp(2 * ($0 - 1)) }) < 10)
        #expect(misfit(values { $0 < 0.3 ? 1 : 0.5 }) > 50)
    }

    @Test(arguments: [0.0, 8.0])
    func aRampIsToldFromAStep(length: Double) throws {
        var random = SplitMix64(seed: 6)
        let times = (0..<3_000).map { Double($0) / 100 }
        let values = times.map { time in
            random.nextNormal() + (length > 0 ? 2 * min(1, max(0, (time - 10) / length)) : time >= 10 ? 2 : 0)
        }
        let course = try #require(TimeCourse(times: times, values: values, usual: 0))
        #expect(course.isGradual == (length > 0))
        #expect(abs(course.start - 10) <= 1)
        #expect(abs(course.height - 2) < 0.3)
    }
}
