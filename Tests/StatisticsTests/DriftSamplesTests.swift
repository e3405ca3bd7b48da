import Statistics
import Testing

/// Protects statistics of raw values: SciPy's numbers with and without ties, and bounds of those from bins.
@Suite struct DriftSamplesTests {
    struct Case: Decodable {
        let name: String
        let reference: [Double]
        let current: [Double]
        let values: [String: Double]
    }

    static func evaluate(_ name: String, _ samples: TwoSamples, _ test: Case) -> Double? {
        let ties = samples.ties
        let welch = welchTest(reference: Moments(test.reference), current: Moments(test.current))
        return switch name {
        case "wasserstein": samples.wassersteinDistance
        case "energy": samples.energyDistance
        case "ks.statistic": ties.kolmogorovSmirnovTest().statistic
        case "ks.exact": ties.kolmogorovSmirnovTest(.exact).pValue
        case "ks.asymp": ties.kolmogorovSmirnovTest(.asymptotic).pValue
        case "mannWhitney.statistic": ties.mannWhitneyTest.statistic
        case "mannWhitney.p": ties.mannWhitneyTest.pValue
        case "cramerVonMises.statistic": ties.cramerVonMisesTest()?.statistic
        case "cramerVonMises.asymptotic": ties.cramerVonMisesTest(.asymptotic)?.pValue
        case "cramerVonMises.exact": ties.cramerVonMisesTest(.exact)?.pValue
        case "anderson.statistic": ties.andersonDarlingTest?.test.statistic
        case "anderson.p": ties.andersonDarlingTest?.test.pValue
        case "anderson.tabulated": ties.andersonDarlingTest?.tabulatedPValue
        case "welch.statistic": welch?.statistic
        case "welch.p": welch?.pValue
        case "welch.df": welch?.degreesOfFreedom
        default: nil
        }
    }

    @Test func agreesWithSciPy() throws {
        let cases: [Case] = try DriftReference.load("drift-samples")
        for test in cases {
            let samples = try #require(TwoSamples(reference: test.reference, current: test.current))
            for (key, expected) in test.values {
                let actual = try #require(Self.evaluate(key, samples, test), "\(key) of \(test.name)")
                // Anderson-Darling's reference inverts a characteristic function to 1e-9 absolute. Statistics centred
                // on what they are under the null, and p-values as one minus something, keep 1e-14 of terms near one.
                let floor = key == "anderson.p" ? 1e-8 : 1e-14
                // Means near 1e9 are multiples of 1.2e-7, a few of which are a millionth of what Welch divides by.
                let tolerance = test.name == "far" && key.hasPrefix("welch") ? 1e-6 : 1e-9
                #expect(
                    actual.isNear(expected, relative: tolerance, absolute: floor),
                    "\(key) of \(test.name) is \(actual), SciPy has \(expected)")
            }
        }
    }

    @Test func undefinedIsNil() throws {
        #expect(TwoSamples(reference: [], current: [1]) == nil)
        #expect(TwoSamples(reference: [1], current: []) == nil)
        let one = try #require(TwoSamples(reference: [1], current: [2]))
        #expect(one.ties.cramerVonMisesTest() == nil)
        #expect(one.ties.andersonDarlingTest == nil)
        #expect(welchTest(reference: Moments([1]), current: Moments([2, 3])) == nil)
        #expect(welchTest(reference: Moments([1, 1]), current: Moments([2, 2])) == nil)
        #expect(normalisedByDeviation(1, reference: Moments([4, 4])) == nil)
        let equal = try #require(TwoSamples(reference: [4, 4, 4], current: [4, 4]))
        #expect(equal.ties.andersonDarlingTest == nil)
        #expect(equal.ties.mannWhitneyTest.pValue == 1)
        #expect(equal.ties.kolmogorovSmirnovTest().pValue == 1)
        #expect(equal.wassersteinDistance == 0 && equal.energyDistance == 0)
    }

    @Test func disjointSamplesReachTheEnds() throws {
        let samples = try #require(TwoSamples(reference: [1, 2, 3], current: [7, 8]))
        #expect(samples.ties.kolmogorovSmirnovDistance == 1)
        #expect(samples.ties.probabilityOfLargerCurrent == 1)
        // Two of the ten orders of three and two values keep them apart.
        #expect(samples.ties.kolmogorovSmirnovTest().pValue.isNear(0.2))
        #expect(samples.wassersteinDistance.isNear(5.5))
        let far = try #require(
            TwoSamples(reference: (0..<100).map(Double.init), current: (200..<290).map(Double.init)))
        // Two orders of C(190, 90): a `1 - cdf` would give zero.
        let orders = (1...90).reduce(1.0) { $0 * Double(100 + $1) / Double($1) }
        #expect(far.ties.kolmogorovSmirnovTest().pValue.isNear(2 / orders))
        #expect(far.ties.mannWhitneyTest.pValue > 0 && far.ties.mannWhitneyTest.pValue < 1e-30)
    }

    /// Whatever the values are, those from bins lie within the stated bounds of those from the values.
    @Test func binnedStatisticsStayWithinTheirBounds() throws {
        var generator = SplitMix64(seed: 8)
        for round in 0..<150 {
            func sample(_ count: Int) -> [Double] {
                (0..<count).map { _ in
                    let value = generator.nextNormal() + (round % 3 == 0 ? 0.7 : 0)
                    return round % 2 == 0 ? (value * 2).rounded() / 2 : value
                }
            }
            let reference = sample(Int.random(in: 1...60, using: &generator))
            let current = sample(Int.random(in: 1...60, using: &generator))
            let all = reference + current
            let (minimum, maximum) = (all.min() ?? 0, all.max() ?? 0)
            let edges = try #require(
                BinEdges.equalWidth(
                    minimum: minimum, maximum: maximum, bins: Int.random(in: 1...12, using: &generator)))
            let samples = try #require(TwoSamples(reference: reference, current: current))
            let counts = try #require(
                try AlignedCounts(
                    reference: Histogram(edges: edges, of: reference), current: Histogram(edges: edges, of: current)))
            let binned = counts.wassersteinDistance(over: edges)
            #expect(abs(binned.value - samples.wassersteinDistance) <= binned.errorBound * (1 + 1e-12) + 1e-12)
            let (coarse, exact) = (counts.kolmogorovSmirnovDistance, samples.ties.kolmogorovSmirnovDistance)
            #expect(coarse <= exact + 1e-12 && exact <= coarse + counts.kolmogorovSmirnovErrorBound + 1e-12)
            let (rough, sharp) = (counts.mannWhitneyTest, samples.ties.mannWhitneyTest)
            #expect(abs(rough.statistic - sharp.statistic) <= (rough.binningErrorBound ?? .nan) + 1e-9)
        }
    }

    /// A distance in the column's unit follows the unit; rank tests do not see it.
    @Test func unitsCarryThrough() throws {
        let (x, y) = ([0.5, 1.5, 2.25, 8], [1.0, 2, 3.5])
        let plain = try #require(TwoSamples(reference: x, current: y))
        let scaled = try #require(TwoSamples(reference: x.map { 4 * $0 - 3 }, current: y.map { 4 * $0 - 3 }))
        #expect(scaled.wassersteinDistance.isNear(4 * plain.wassersteinDistance, relative: 1e-14))
        #expect(scaled.energyDistance.isNear(2 * plain.energyDistance, relative: 1e-14))
        #expect(scaled.ties == plain.ties)
        let swapped = try #require(TwoSamples(reference: y, current: x))
        #expect(swapped.wassersteinDistance.isNear(plain.wassersteinDistance, relative: 1e-14))
        let normalised = try #require(normalisedByDeviation(plain.wassersteinDistance, reference: Moments(x)))
        let same = try #require(
            normalisedByDeviation(scaled.wassersteinDistance, reference: Moments(x.map { 4 * $0 - 3 })))
        #expect(normalised.isNear(same, relative: 1e-13))
    }
}
