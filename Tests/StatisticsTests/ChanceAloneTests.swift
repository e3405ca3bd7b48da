import Statistics
import Testing

/// Protects the promise behind every drift number: of windows without drift, 5 % lie above the 95 % quantile.
@Suite struct ChanceAloneTests {
    /// What share of drift-free windows lies above the null's 95 % quantile, and how the mean compares with the null's.
    static func simulate(
        _ distance: CountDistance, shares: [Double], sizes: (Int, Int), method: NullMethod, replicates: Int = 1,
        windows: Int, seed: UInt64
    ) -> (above: Double, rejected: Double, meanRatio: Double) {
        var generator = SplitMix64(seed: seed)
        var above = 0
        var rejected = 0
        var observed = 0.0
        var expected = 0.0
        for window in 0..<windows {
            guard
                let counts = AlignedCounts(
                    reference: generator.nextMultinomial(trials: sizes.0, shares: shares),
                    current: generator.nextMultinomial(trials: sizes.1, shares: shares))
            else { continue }
            let null = counts.chanceAlone(
                of: distance, method: method, replicates: replicates, seed: UInt64(window))
            let value = distance.value(of: counts)
            if value > null.upperQuantile(0.05) { above += 1 }
            if null.pValue(of: value) <= 0.05 { rejected += 1 }
            observed += value
            expected += null.mean
        }
        let total = Double(windows)
        return (Double(above) / total, Double(rejected) / total, observed / expected)
    }

    static let dense = [0.4, 0.3, 0.15, 0.1, 0.05]

    /// The closed form where at least ten rows are expected in every cell: 4000 windows, standard error 0.34 points.
    @Test(arguments: CountDistance.allCases.filter(\.hasClosedForm), [(400, 400), (5000, 250)])
    func closedFormHoldsItsLevel(distance: CountDistance, sizes: (Int, Int)) {
        let result = Self.simulate(
            distance, shares: Self.dense, sizes: sizes, method: .chiSquare, windows: 4000, seed: 21)
        #expect((0.04...0.061).contains(result.above), "\(distance): \(result.above)")
        #expect(result.above == result.rejected)
        #expect(result.meanRatio.isNear(1, relative: 0.05), "\(distance): \(result.meanRatio)")
    }

    /// Relabelling, with cells that expect less than a row: 600 windows, standard error 0.9 points. Discrete distances
    /// may stay below 5 %, and must not exceed it by more than three standard errors.
    @Test(arguments: CountDistance.allCases)
    func relabellingHoldsItsLevel(distance: CountDistance) {
        let shares = (1...16).map { 1 / Double($0) }
        let result = Self.simulate(
            distance, shares: shares, sizes: (50, 20), method: .automatic, replicates: 99, windows: 600, seed: 22)
        #expect((0.02...0.077).contains(result.above), "\(distance): \(result.above)")
        #expect(result.rejected <= 0.077, "\(distance): \(result.rejected)")
        #expect(result.meanRatio.isNear(1, relative: 0.04), "\(distance): \(result.meanRatio)")
    }

    /// Both ways to the same thing agree where both apply.
    @Test func closedFormAndRelabellingAgree() throws {
        let counts = try #require(AlignedCounts(reference: [800, 600, 300, 300], current: [380, 320, 160, 140]))
        for distance in CountDistance.allCases where distance.hasClosedForm {
            let closed = counts.chanceAlone(of: distance, method: .chiSquare)
            let dealt = counts.chanceAlone(of: distance, method: .relabelling, replicates: 4000, seed: 1)
            #expect(closed.source == .chiSquare(degreesOfFreedom: 3))
            #expect(dealt.source == .simulation(replicates: 4000))
            // Standard errors of simulated means and quantiles are about 1 and 2 percent.
            #expect(closed.mean.isNear(dealt.mean, relative: 0.05), "\(distance)")
            #expect(closed.upperQuantile(0.05).isNear(dealt.upperQuantile(0.05), relative: 0.08), "\(distance)")
            let value = distance.value(of: counts)
            #expect(closed.pValue(of: value).isNear(dealt.pValue(of: value), absolute: 0.04), "\(distance)")
        }
    }

    @Test func realDriftStandsOut() throws {
        let counts = try #require(AlignedCounts(reference: [500, 300, 200], current: [100, 60, 140]))
        for distance in CountDistance.allCases {
            let null = counts.chanceAlone(of: distance, replicates: 499)
            #expect(null.pValue(of: distance.value(of: counts)) <= 0.002, "\(distance)")
            #expect(distance.value(of: counts) > null.upperQuantile(0.01) && null.mean < null.upperQuantile(0.05))
        }
    }

    /// A worked example: PSI of 10 bins at 1000 against 500 rows. Mean 9 * (1/1000 + 1/500) = 0.027.
    @Test func closedFormByHand() throws {
        let counts = try #require(
            AlignedCounts(reference: Array(repeating: 100, count: 10), current: Array(repeating: 50, count: 10)))
        let null = counts.chanceAlone(of: .populationStabilityIndex)
        #expect(null.mean.isNear(0.027, relative: 1e-14))
        // The 95 % point of chi-square with nine degrees of freedom is 16.9189776 (any table).
        #expect(null.upperQuantile(0.05).isNear(0.003 * 16.9189776046204, relative: 1e-12))
        #expect(null.pValue(of: 0.003 * 16.9189776046204).isNear(0.05, relative: 1e-10))
    }

    @Test func oneCellLeavesNothingToChance() throws {
        let counts = try #require(AlignedCounts(reference: [5, 0], current: [3, 0]))
        for distance in CountDistance.allCases {
            let null = counts.chanceAlone(of: distance)
            #expect(null.source == .certain && null.mean == 0 && null.upperQuantile(0.05) == 0)
            #expect(null.pValue(of: distance.value(of: counts)) == 1)
        }
    }

    /// With three rows on a side there are few ways to deal them out; the p-value knows.
    @Test func fewRowsCanNotStandOut() throws {
        let counts = try #require(AlignedCounts(reference: [3, 0], current: [0, 3]))
        let null = counts.chanceAlone(of: .totalVariationDistance, replicates: 9999)
        // 2 of 20 ways.
        #expect(null.pValue(of: 1).isNear(0.1, absolute: 0.015))
        #expect(null.upperQuantile(0.05) == 1)
    }

    @Test func sameSeedSameNumbers() throws {
        let counts = try #require(AlignedCounts(reference: [3, 5, 1], current: [2, 0, 3]))
        let edges = try #require(BinEdges([0, 1, 2, 4]))
        func quantile(seed: UInt64) -> Double {
            counts.relabelled(replicates: 300, seed: seed) { $0.wassersteinDistance(over: edges).value }.mean
        }
        #expect(quantile(seed: 4) == quantile(seed: 4))
        #expect(quantile(seed: 4) != quantile(seed: 5))
    }

    /// Dealing out keeps both totals and every pooled cell, and its mean is that of the hypergeometric.
    @Test func dealingOutIsFair() {
        var generator = SplitMix64(seed: 6)
        let cells = [50, 0, 7, 400, 1]
        var sums = [Int](repeating: 0, count: 5)
        for _ in 0..<20_000 {
            let dealt = generator.nextMultivariateHypergeometric(cells: cells, draws: 100)
            #expect(dealt.reduce(0, +) == 100 && zip(dealt, cells).allSatisfy { $0 >= 0 && $0 <= $1 })
            for (index, count) in dealt.enumerated() { sums[index] += count }
        }
        for (sum, cell) in zip(sums, cells) {
            let share = Double(cell) / 458
            let deviation = (100 * share * (1 - share) * 358 / 457).squareRoot()
            #expect(abs(Double(sum) / 20_000 - 100 * share) <= 5 * deviation / 20_000.0.squareRoot())
        }
    }

    @Test func planningAtSizesNobodyHasSeen() {
        let null = AlignedCounts.multinomialNull(
            shares: Self.dense, referenceTotal: 2000, currentTotal: 1000, replicates: 2000, seed: 2
        ) { $0.populationStabilityIndex() }
        #expect(null.mean.isNear(4 * 0.0015, relative: 0.1))
    }
}

extension CountDistance {
    /// Whether chance alone has a chi-square form, as a caller can see it.
    var hasClosedForm: Bool {
        guard let counts = AlignedCounts(reference: [100, 100], current: [100, 100]),
            case .chiSquare = counts.chanceAlone(of: self, replicates: 1).source
        else { return false }
        return true
    }
}
