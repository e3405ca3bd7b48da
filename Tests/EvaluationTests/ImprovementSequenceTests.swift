import Statistics
import Testing

@testable import Domain
@testable import Evaluation

/// Protects the promise of `assay compare`: who looks after every label promotes by mistake in no more than alpha of the cases, and
/// needs fewer labels than a test that was planned beforehand.
@Suite struct ImprovementSequenceTests {
    private static let alpha = 0.05

    /// Whether a candidate would ever be promoted, looking every ten labels, and after how many.
    private static func promotedAfter(_ improvements: [Double]) -> Int? {
        let sequence = ConfidenceSequence(alpha: alpha, tightestAt: 2_000)
        return ImprovementSequence(improvements: improvements, times: Array(repeating: nil, count: improvements.count), sequence: sequence)
            .looks(improvements.count / 10).first { ($0.lower ?? 0) > 0 }?.count
    }

    /// Whether rows are predicted right by two versions that are equally good and often agree.
    private static func accuracyDifferences(_ count: Int, better: Double = 0, disagreeing: Double = 0.1, _ random: inout SplitMix64) -> [Double] {
        (0..<count).map { _ in
            let u = random.nextUniform()
            return u < (disagreeing + better) / 2 ? 1 : u < disagreeing ? -1 : 0
        }
    }

    /// With 400 streams a share of 5 % has a standard deviation of 1.1 %; three of them above are as good as never.
    @Test func lookingAtEveryBatchPromotesEqualsNoMoreOftenThanPromised() {
        var random = SplitMix64(seed: 11)
        let streams = 400
        let byAccuracy = (0..<streams).count { _ in Self.promotedAfter(Self.accuracyDifferences(2_000, &random)) != nil }
        // Log losses of scores that miss the truth as far to either side: differences with a long tail.
        let byLogLoss = (0..<streams).count { _ in
            let differences = (0..<1_000).map { _ -> Double in
                let truth = 0.02 + 0.6 * random.nextUniform()
                let (one, other) = (truth * (0.6 + 0.8 * random.nextUniform()), truth * (0.6 + 0.8 * random.nextUniform()))
                let isPositive = random.nextUniform() < truth
                return ClassLoss.logLoss(ofActual: isPositive ? other : 1 - other) - ClassLoss.logLoss(ofActual: isPositive ? one : 1 - one)
            }
            return Self.promotedAfter(differences) != nil
        }
        let most = Int(Double(streams) * (Self.alpha + 3 * (Self.alpha * (1 - Self.alpha) / Double(streams)).squareRoot()))
        #expect(byAccuracy <= most, "\(byAccuracy) of \(streams)")
        #expect(byLogLoss <= most, "\(byLogLoss) of \(streams)")
    }

    /// A test with one look, of 80 % power for the smallest improvement of interest (1 %), takes `(z_0.95 + z_0.8)² s² / 0.01²` labels,
    /// 6,120 of which the versions disagree on a tenth. A candidate that is better by 3 % is promoted sooner.
    @Test func aBetterVersionIsPromotedSoonerThanByAPlannedTest() {
        var random = SplitMix64(seed: 12)
        let planned = Int((1.6449 + 0.8416) * (1.6449 + 0.8416) * 0.0999 / 0.0001)
        let needed = (0..<60).map { _ in
            Self.promotedAfter(Self.accuracyDifferences(planned, better: 0.03, &random)) ?? planned + 1
        }
        #expect(needed.allSatisfy { $0 <= planned })
        #expect(needed.reduce(0, +) / needed.count < planned / 2)
    }

    /// With the errors of the planned test, 5 % of equals promoted and 20 % of what is better by 1 % missed, the verdict takes fewer labels
    /// than that test on average, for equals and for the better. 200 streams: 5 % and 20 % have standard deviations of 1.6 % and 2.9 %.
    @Test func aVerdictTakesFewerLabelsThanAPlannedTestOfTheSameErrors() {
        let planned = Int((1.6449 + 0.8416) * (1.6449 + 0.8416) * 0.0999 / 0.0001)
        func verdicts(better: Double, seed: UInt64) -> (promoted: Int, labels: Int) {
            var random = SplitMix64(seed: seed)
            var (promoted, labels) = (0, 0)
            for _ in 0..<200 {
                let improvements = Self.accuracyDifferences(5 * planned, better: better, &random)
                let looks = ImprovementSequence(
                    improvements: improvements, times: Array(repeating: nil, count: improvements.count),
                    sequence: ConfidenceSequence(alpha: 0.05, tightestAt: 2_000), upper: ConfidenceSequence(alpha: 0.2, tightestAt: 2_000), smallest: 0.01
                ).looks(improvements.count / 30)
                let end = looks.first { ($0.lower ?? 0) > 0 || ($0.upper ?? 1) < 0.01 }
                labels += end?.count ?? improvements.count
                if let lower = end?.lower, lower > 0 { promoted += 1 }
            }
            return (promoted, labels / 200)
        }
        let (equal, better) = (verdicts(better: 0, seed: 21), verdicts(better: 0.01, seed: 22))
        #expect(equal.promoted <= 19 && equal.labels < planned * 7 / 10, "\(equal)")
        #expect(better.promoted >= 143 && better.labels < planned * 9 / 10, "\(better)")
    }

    @Test func looksAreThoseOfTheFirstLabelsAlone() throws {
        var random = SplitMix64(seed: 13)
        let improvements = (0..<730).map { _ in random.nextNormal() + 0.2 }
        let sequence = ConfidenceSequence(alpha: 0.05, tightestAt: 500)
        let whole = ImprovementSequence(improvements: improvements, times: Array(repeating: nil, count: 730), sequence: sequence)
        let looks = whole.looks()
        #expect(looks.count == ImprovementSequence.lookCount && looks.last?.count == 730)
        for look in looks {
            let part = ImprovementSequence(
                improvements: Array(improvements.prefix(look.count)), times: Array(repeating: nil, count: look.count), sequence: sequence)
            #expect(part.current()?.look == look)
        }
        let early = try #require(looks.first)
        #expect(early.count < ImprovementSequence.leastRows && early.lower == nil)
    }

    /// The area under the curve is bounded by the same rule, with DeLong's error.
    @Test func theBoundOfAnAreaIsItsErrorTimesTheSequences() throws {
        var random = SplitMix64(seed: 14)
        let actual = (0..<400).map { _ in random.nextUniform() < 0.4 }
        let one = actual.map { ($0 ? 1 : 0) + random.nextNormal() }
        let other = one.map { $0 + 0.5 * random.nextNormal() }
        let sequence = ConfidenceSequence(alpha: 0.05, tightestAt: 500)
        let look = try #require(
            ImprovementSequence(candidate: one, baseline: other, actual: actual, times: Array(repeating: nil, count: 400), sequence: sequence)
                .current()?.look)
        let (value, error) = try #require(PairedROCAUC(scores: [one, other], actual: actual)).difference(0, less: 1)
        #expect(look.improvement == value)
        #expect(abs((look.lower ?? 0) - (value - error * 20 * sequence.oneSidedWidth(at: 400))) < 1e-12)
    }

    @Test func nothingIsKnownOfNothing() {
        let sequence = ConfidenceSequence(alpha: 0.05, tightestAt: 500)
        let none = ImprovementSequence(improvements: [], times: [], sequence: sequence)
        #expect(none.looks().isEmpty && none.current() == nil)
        let same = ImprovementSequence(improvements: Array(repeating: 0, count: 500), times: Array(repeating: nil, count: 500), sequence: sequence)
        #expect(same.current()?.look.lower == nil)
    }
}
