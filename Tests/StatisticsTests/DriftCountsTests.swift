import Statistics
import Testing

/// Protects distances and tests on counts: SciPy's values, and what each distance promises for any counts.
@Suite struct DriftCountsTests {
    struct Case: Decodable {
        let name: String
        let reference: [Int]
        let current: [Int]
        let values: [String: Double?]
    }

    static let rules: [String: EmptyCellRule] = [
        "standard": .standard, "half": .pseudoCount(0.5), "evidently": .evidently, "none": .none,
    ]

    static func evaluate(_ name: String, _ counts: AlignedCounts) -> Double? {
        let parts = name.split(separator: ".").map(String.init)
        if parts.count == 2, let rule = rules[parts[1]] {
            return parts[0] == "psi"
                ? counts.populationStabilityIndex(emptyCells: rule) : counts.kullbackLeiblerDivergence(emptyCells: rule)
        }
        return switch name {
        case "js": counts.jensenShannonDistance()
        case "jsBits": counts.jensenShannonDistance(base: .two)
        case "hellinger": counts.hellingerDistance
        case "totalVariation": counts.totalVariationDistance
        case "largest": counts.largestShareDifference
        case "ks": counts.kolmogorovSmirnovDistance
        case "chiSquare.statistic": counts.chiSquareTest.statistic
        case "chiSquare.p": counts.chiSquareTest.pValue
        case "g.statistic": counts.likelihoodRatioTest.statistic
        case "g.p": counts.likelihoodRatioTest.pValue
        default: nil
        }
    }

    @Test func agreesWithSciPy() throws {
        let cases: [Case] = try DriftReference.load("drift-counts")
        for test in cases {
            let counts = try #require(AlignedCounts(reference: test.reference, current: test.current))
            for (key, value) in test.values {
                let actual = try #require(Self.evaluate(key, counts), "\(key)")
                // JSON has no infinity: null stands for it.
                let expected = value ?? .infinity
                // SciPy's sums of logarithms keep 1e-16 of terms near one, which is all there is for equal shares.
                // Distances that are roots turn that into 1e-8 near zero, where the reference itself is exact.
                #expect(
                    actual.isNear(expected, absolute: 1e-15),
                    "\(key) of \(test.name) is \(actual), SciPy has \(expected)")
            }
        }
    }

    /// A table that is far out in the tail of both tests: the p-value is tiny, and not zero.
    @Test func farTailsStayPositive() throws {
        let counts = try #require(AlignedCounts(reference: [600, 100, 300], current: [150, 500, 350]))
        #expect(counts.chiSquareTest.pValue > 0 && counts.chiSquareTest.pValue < 1e-90)
        #expect(counts.likelihoodRatioTest.pValue > 0)
    }

    @Test func oneSideWithoutRowsIsNothingToCompare() {
        #expect(AlignedCounts(reference: [], current: []) == nil)
        #expect(AlignedCounts(reference: [0, 0], current: [3, 4]) == nil)
        #expect(AlignedCounts(reference: [3, 4], current: [0, 0]) == nil)
    }

    @Test func hugeCountsDoNotOverflow() throws {
        let many = 1 << 58
        let counts = try #require(AlignedCounts(reference: [many, many], current: [many, 3 * many]))
        for distance in CountDistance.allCases {
            let value = distance.value(of: counts)
            #expect(value > 0 && value.isFinite, "\(distance)")
        }
        #expect(counts.chiSquareTest.pValue == 0)
    }

    @Test func summariesMustBeOverTheSameCells() throws {
        let edges = try #require(BinEdges([0, 1, 2]))
        let wider = try #require(BinEdges([0, 1, 3]))
        let first = Histogram(edges: edges, of: [-1, 0.5, 1.5])
        let second = Histogram(edges: edges, of: [0.5, 7])
        let counts = try #require(try AlignedCounts(reference: first, current: second))
        #expect(counts.reference == [2, 1] && counts.current == [1, 1])
        #expect(throws: SummaryMismatch.self) {
            try AlignedCounts(reference: first, current: Histogram(edges: wider, of: [1]))
        }
        let seen = CategoryCounts(categories: ["a"], counts: [3], other: 1)
        let now = CategoryCounts(categories: ["a"], counts: [2], unseen: 4)
        #expect(try AlignedCounts(reference: seen, current: now)?.current == [2, 0, 4])
        #expect(throws: SummaryMismatch.self) {
            try AlignedCounts(reference: seen, current: CategoryCounts(categories: ["b"], counts: [2]))
        }
    }

    // MARK: Properties

    static func randomCounts(_ generator: inout SplitMix64) -> AlignedCounts? {
        let cells = Int.random(in: 1...9, using: &generator)
        let scale = [2, 12, 500, 1_000_000].randomElement(using: &generator) ?? 2
        func side() -> [Int] {
            (0..<cells).map { _ in
                Bool.random(using: &generator) ? Int.random(in: 0...scale, using: &generator) : 0
            }
        }
        return AlignedCounts(reference: side(), current: side())
    }

    static let symmetric = CountDistance.allCases.filter { $0 != .kullbackLeiblerDivergence }
    static let metrics: [CountDistance] = [
        .jensenShannonDistanceInBits, .hellingerDistance, .totalVariationDistance, .largestShareDifference,
        .kolmogorovSmirnovDistance,
    ]

    @Test func distancesKeepTheirPromises() throws {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<400 {
            guard let counts = Self.randomCounts(&generator) else { continue }
            for distance in Self.symmetric {
                let (there, back) = (distance.value(of: counts), distance.value(of: counts.swapped))
                #expect(there.isNear(back, relative: 1e-12, absolute: 1e-15), "\(distance) of \(counts)")
            }
            let order = Array(counts.reference.indices).shuffled(using: &generator)
            let shuffled = try #require(
                AlignedCounts(reference: order.map { counts.reference[$0] }, current: order.map { counts.current[$0] }))
            for distance in CountDistance.allCases where distance != .kolmogorovSmirnovDistance {
                let (one, other) = (distance.value(of: counts), distance.value(of: shuffled))
                // The order of a sum changes its last digits, and roots near zero double what is lost.
                #expect(one.isNear(other, relative: 1e-9, absolute: 1e-15), "\(distance) of \(counts)")
            }
            let isSame = zip(counts.referenceShares, counts.currentShares).allSatisfy { $0 == $1 }
            for distance in CountDistance.allCases {
                let value = distance.value(of: counts)
                #expect(value >= 0 && value.isFinite && (value == 0) == isSame, "\(distance) of \(counts) is \(value)")
            }
            for metric in Self.metrics { #expect(metric.value(of: counts) <= 1, "\(metric) of \(counts)") }
            for p in [counts.chiSquareTest.pValue, counts.likelihoodRatioTest.pValue] { #expect((0...1).contains(p)) }
        }
    }

    /// Known inequalities: H^2 <= TV <= sqrt 2 H (Le Cam), JS divergence <= TV ln 2 (Lin), L-infinity and KS <= TV.
    @Test func distancesBoundEachOther() {
        var generator = SplitMix64(seed: 4)
        let slack = 1 + 1e-12
        for _ in 0..<400 {
            guard let counts = Self.randomCounts(&generator) else { continue }
            let (h, tv) = (counts.hellingerDistance, counts.totalVariationDistance)
            #expect(h * h <= tv * slack && tv <= 2.0.squareRoot() * h * slack)
            #expect(counts.jensenShannonDivergence(base: .two) <= tv * slack)
            #expect(counts.largestShareDifference <= tv * slack && counts.kolmogorovSmirnovDistance <= tv * slack)
        }
    }

    /// Splitting a cell into parts of equal proportions changes nothing, also under the default rule for empty cells.
    @Test func splittingACellEvenlyChangesNothing() throws {
        let whole = try #require(AlignedCounts(reference: [40, 60, 0], current: [20, 60, 10]))
        let parts = try #require(AlignedCounts(reference: [20, 20, 60, 0, 0], current: [10, 10, 60, 5, 5]))
        for distance in CountDistance.allCases where distance != .largestShareDifference {
            #expect(distance.value(of: whole).isNear(distance.value(of: parts), relative: 1e-12), "\(distance)")
        }
    }
}
