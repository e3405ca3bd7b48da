import Statistics
import Testing

/// Protects comparisons of rates and volumes: SciPy's values, and levels that hold in windows where nothing changed.
@Suite struct QualityTests {
    struct Case: Decodable {
        let counts: [Int]
        let values: [String: Double]
    }

    @Test func agreesWithSciPy() throws {
        let cases: [Case] = try DriftReference.load("drift-rates")
        for test in cases {
            let reference = try #require(Proportion(count: test.counts[0], total: test.counts[1]))
            let current = try #require(Proportion(count: test.counts[2], total: test.counts[3]))
            let comparison = RateComparison(reference: reference, current: current)
            let z = ProportionTest.z(reference: reference, current: current)
            let actual: [String: Double?] = [
                "fisher": comparison.test.pValue,
                "unseen": unseenCategoriesTest(current, singletons: reference).pValue,
                "z": z.statistic, "z.p": z.pValue,
                "low": current.wilsonInterval().lower, "high": current.wilsonInterval().upper,
                "difference.low": comparison.differenceInterval().lowerBound,
                "difference.high": comparison.differenceInterval().upperBound,
                "outside": outOfRangeTest(current, referenceCount: test.counts[1])?.pValue,
            ]
            for (key, expected) in test.values {
                let value = try #require(actual[key] ?? nil, "\(key)")
                // Bounds at 0 are differences of terms near the rate.
                #expect(
                    value.isNear(expected, absolute: 1e-15),
                    "\(key) of \(test.counts) is \(value), SciPy has \(expected)")
            }
        }
    }

    @Test func ratesNeedRows() {
        #expect(Proportion(count: 0, total: 0) == nil)
        #expect(Proportion(count: 3, total: 2) == nil)
        #expect(Proportion(count: -1, total: 2) == nil)
        #expect(Proportion(count: 0, total: 5)?.wilsonInterval().lower == 0)
        #expect(Proportion(count: 5, total: 5)?.wilsonInterval().upper == 1)
    }

    /// The mid-p value never exceeds Fisher's, and both are probabilities.
    @Test func midPIsSmaller() throws {
        for (a, b) in [(0, 0), (1, 4), (3, 3), (8, 0), (8, 9)] {
            let reference = try #require(Proportion(count: a, total: 8))
            let current = try #require(Proportion(count: b, total: 9))
            let full = ProportionTest.fisher(reference: reference, current: current).pValue
            let mid = ProportionTest.fisher(reference: reference, current: current, usesMidP: true).pValue
            #expect(mid <= full && mid > 0 && full <= 1)
        }
    }

    @Test func valuesOutsideOfTheRangeAreExpected() throws {
        #expect(outOfRangeTest(try #require(Proportion(count: 4, total: 10)), referenceCount: 0) == nil)
        #expect(outOfRangeTest(try #require(Proportion(count: 0, total: 10)), referenceCount: 5)?.pValue == 1)
        #expect(outOfRangeTest(try #require(Proportion(count: 10, total: 10)), referenceCount: 1)?.pValue == 1)
        var generator = SplitMix64(seed: 12)
        var alarms = 0
        for _ in 0..<4000 {
            let before = (0..<40).map { _ in generator.nextNormal() }
            let now = (0..<300).map { _ in generator.nextNormal() }
            let range = (before.min() ?? 0)...(before.max() ?? 0)
            let outside = try #require(Proportion(count: now.count { !range.contains($0) }, total: 300))
            if let test = outOfRangeTest(outside, referenceCount: 40), test.pValue <= 0.05 { alarms += 1 }
        }
        // Nominal 5 %, standard error 0.35 points; discrete, so somewhat below is right.
        #expect((0.038...0.0605).contains(Double(alarms) / 4000), "\(alarms)")
    }

    /// Categories with shares as 1/rank, of which the reference misses many: new ones in each window are no news.
    @Test(arguments: [(300, 300), (300, 60), (100, 1000)]) func newCategoriesAreExpected(n: Int, m: Int) throws {
        var generator = SplitMix64(seed: 13)
        let shares = (1...400).map { 1 / Double($0) }
        var alarms = 0
        for _ in 0..<2000 {
            let before = generator.nextMultinomial(trials: n, shares: shares)
            let now = generator.nextMultinomial(trials: m, shares: shares)
            let unseen = zip(before, now).reduce(0) { $0 + ($1.0 == 0 ? $1.1 : 0) }
            let test = unseenCategoriesTest(
                try #require(Proportion(count: unseen, total: m)),
                singletons: try #require(Proportion(count: before.count { $0 == 1 }, total: n)))
            if test.pValue <= 0.05 { alarms += 1 }
        }
        #expect(Double(alarms) / 2000 <= 0.065, "\(alarms)")
    }

    @Test func aWindowFullOfNewCategoriesIsNews() throws {
        let unseen = try #require(Proportion(count: 12, total: 200))
        let none = try #require(Proportion(count: 0, total: 1000))
        #expect(unseenCategoriesTest(unseen, singletons: none).pValue < 1e-6)
    }

    // MARK: Volume

    @Test func volumeByHand() throws {
        // Mean 100, variance 200: dispersion 2; z = (150 - 100) / sqrt(2 * 100 * 1.2).
        let before = [80, 100, 100, 100, 120]
        let test = try #require(VolumeComparison(current: 150, before: before))
        #expect(test.expected == 100 && test.windows == 5)
        #expect(test.dispersion.isNear(2, relative: 1e-14))
        #expect(test.statistic.isNear(50 / 240.0.squareRoot(), relative: 1e-14))
        #expect(test.pValue.isNear(StudentT(degreesOfFreedom: 4).twoSided(test.statistic)))
        #expect(VolumeComparison(current: 3, before: [5]) == nil)
        #expect(VolumeComparison(current: 0, before: [0, 0])?.pValue == 1)
        #expect(VolumeComparison(current: 0, before: [0, 0])?.statistic == 0)
        // Twice the chance that all five rows fall into the last of three equal windows.
        #expect(try #require(VolumeComparison(current: 5, before: [0, 0])).pValue.isNear(2.0 / 243))
        #expect(try #require(VolumeComparison(current: 0, before: [400, 380, 410, 395])).pValue < 0.001)
    }

    /// Rows that arrive independently, few or many, and rows that vary four times as much in variance.
    @Test(arguments: [(2.0, 0.0), (200, 0), (200, 0.12)])
    func volumeHoldsItsLevel(mean: Double, spread: Double) throws {
        var generator = SplitMix64(seed: 14)
        func window() -> Int {
            let rate = mean * (1 + spread * generator.nextNormal())
            return generator.nextBinomial(trials: 1_000_000, p: max(0, rate) / 1_000_000)
        }
        var alarms = 0
        for _ in 0..<4000 {
            let before = (0..<8).map { _ in window() }
            if try #require(VolumeComparison(current: window(), before: before)).pValue <= 0.05 { alarms += 1 }
        }
        let share = Double(alarms) / 4000
        #expect(share <= 0.0605, "\(share)")
        // Cautious, but not deaf: with dispersion, t alone decides.
        if spread > 0 { #expect(share >= 0.035, "\(share)") }
    }

    // MARK: Constant

    @Test func constantColumns() throws {
        let frozen = try #require(AlignedCounts(reference: [50, 50], current: [0, 6], isBinned: false))
        #expect(frozen.isCurrentConstant)
        // C(50, 6) / C(106, 6) + C(56, 6) / C(106, 6).
        #expect(frozen.chanceOfConstantCurrent.isNear((15_890_700.0 + 32_468_436) / 1_705_904_746))
        let always = try #require(AlignedCounts(reference: [9], current: [4], isBinned: false))
        #expect(always.isCurrentConstant && always.chanceOfConstantCurrent == 1)
        let alive = try #require(AlignedCounts(reference: [5, 5], current: [2, 3], isBinned: false))
        #expect(!alive.isCurrentConstant)
    }
}
