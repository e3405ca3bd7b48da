import Foundation
import Statistics
import Testing

/// Protects the p-values: every distribution against SciPy, with the far tails that a `1 - cdf` would lose.
@Suite struct DistributionsTests {
    struct Case: Decodable {
        let function: String
        let arguments: [Double]
        let value: Double
    }

    /// The kernel function of a name in the reference file.
    static func evaluate(_ name: String, _ a: [Double]) -> Double? {
        switch name {
        case "normal.cdf": StandardNormal.cdf(a[0])
        case "normal.sf": StandardNormal.sf(a[0])
        case "normal.quantile": StandardNormal.quantile(a[0])
        case "normal.upperQuantile": StandardNormal.upperQuantile(a[0])
        case "chiSquare.cdf": ChiSquare(degreesOfFreedom: a[0]).cdf(a[1])
        case "chiSquare.sf": ChiSquare(degreesOfFreedom: a[0]).sf(a[1])
        case "chiSquare.quantile": ChiSquare(degreesOfFreedom: a[0]).quantile(a[1])
        case "chiSquare.upperQuantile": ChiSquare(degreesOfFreedom: a[0]).upperQuantile(a[1])
        case "studentT.twoSided": StudentT(degreesOfFreedom: a[0]).twoSided(a[1])
        case "hypergeometric.probability": hypergeometric(a).probability(Int(a[3]))
        case "hypergeometric.atMost": hypergeometric(a).probabilityOfAtMost(Int(a[3]))
        case "hypergeometric.atLeast": hypergeometric(a).probabilityOfAtLeast(Int(a[3]))
        case "binomial.probability": exp(Binomial(trials: Int(a[0]), p: a[1]).logProbability(Int(a[2])))
        case "binomial.atLeast": Binomial(trials: Int(a[0]), p: a[1]).probabilityOfAtLeast(Int(a[2]))
        case "kolmogorov.limit": Kolmogorov.limitSF(a[0])
        case "kolmogorov.sf": Kolmogorov.sf(count: Int(a[0]), a[1])
        case "andersonDarling.limit": AndersonDarlingLimit.sf(a[0])
        case "cramerVonMises.limit": CramerVonMisesLimit.sf(a[0])
        default: nil
        }
    }

    static func hypergeometric(_ a: [Double]) -> Hypergeometric {
        Hypergeometric(marked: Int(a[0]), unmarked: Int(a[1]), draws: Int(a[2]))
    }

    @Test func agreesWithSciPy() throws {
        let cases: [Case] = try DriftReference.load("drift-distributions")
        for test in cases {
            let actual = try #require(Self.evaluate(test.function, test.arguments), "\(test.function)")
            // The reference of this one inverts a characteristic function numerically, to 1e-9 absolute.
            let floor = test.function == "andersonDarling.limit" ? 1e-8 : 0
            #expect(
                actual.isNear(test.value, absolute: floor),
                "\(test.function)(\(test.arguments)) is \(actual), SciPy has \(test.value)")
        }
    }

    /// The leading term of each tail is known in closed form; what follows it is smaller by e^-6 x or less.
    @Test func limitsKeepTheirFarTails() {
        // Cramér-von Mises: sum of Z_j^2 / (j pi)^2, largest weight 1/pi^2: log p approaches -x pi^2 / 2 from above.
        let x = 130.0
        let slope = log(CramerVonMisesLimit.sf(x)) - log(CramerVonMisesLimit.sf(x + 1))
        #expect(slope.isNear(Double.pi * Double.pi / 2, relative: 2e-3))
        #expect(CramerVonMisesLimit.sf(140) > 0)
        #expect(CramerVonMisesLimit.sf(140) < 1e-299)
        // Anderson-Darling: largest weight 1/2.
        #expect((log(AndersonDarlingLimit.sf(600)) - log(AndersonDarlingLimit.sf(601))).isNear(1, relative: 2e-3))
    }

    @Test func limitsAreOneAtZeroAndFall() {
        for sf in [CramerVonMisesLimit.sf, AndersonDarlingLimit.sf, Kolmogorov.limitSF] as [(Double) -> Double] {
            #expect(sf(0) == 1)
            var last = 1.0
            for step in 1...400 {
                let value = sf(Double(step) / 100)
                // Near one, the value is a difference from one.
                #expect(value <= last + 1e-13 && value > 0)
                last = value
            }
            #expect(sf(.nan).isNaN)
            #expect(sf(.infinity) == 0)
        }
    }

    @Test(arguments: [0.001, 0.05, 0.3, 0.9]) func kolmogorovQuantileInverts(p: Double) {
        #expect(Kolmogorov.limitSF(Kolmogorov.limitUpperQuantile(p)).isNear(p, relative: 1e-12))
    }

    @Test func normalQuantileHasItsEnds() {
        #expect(StandardNormal.quantile(0) == -.infinity)
        #expect(StandardNormal.quantile(1) == .infinity)
        #expect(StandardNormal.quantile(-0.1).isNaN)
        #expect(StandardNormal.upperQuantile(.leastNonzeroMagnitude).isNear(38.4674056, relative: 1e-4))
    }

    @Test(arguments: [(20, 0.3), (1000, 0.4), (1_000_000, 0.9), (7, 0.0), (7, 1.0), (1000, 0.001)] as [(Int, Double)])
    func binomialSamplesHaveTheirMomentsAndShape(trials: Int, p: Double) throws {
        var generator = SplitMix64(seed: 5)
        let draws = (0..<20_000).map { _ in Double(generator.nextBinomial(trials: trials, p: p)) }
        let moments = Moments(draws)
        let mean = Double(trials) * p
        let variance = mean * (1 - p)
        // Five standard errors of a mean and of a variance.
        let errorOfMean: Double = (variance / 20_000).squareRoot()
        let errorOfVariance: Double = (variance * (1 + 2 * variance) / 20_000).squareRoot()
        let sampled = try #require(moments.variance())
        #expect(abs(moments.mean - mean) <= 5 * errorOfMean)
        #expect(abs(sampled - variance) <= 5 * errorOfVariance)
        // The chance to be at or above a middle value, exactly.
        let cut = Int(mean + variance.squareRoot()) + 1
        let expected = Binomial(trials: trials, p: p).probabilityOfAtLeast(cut)
        let share = Double(draws.count { $0 >= Double(cut) }) / 20_000
        let standardError = (expected * (1 - expected) / 20_000).squareRoot()
        #expect(abs(share - expected) <= 5 * standardError)
    }

    @Test func multinomialAddsUp() {
        var generator = SplitMix64(seed: 1)
        #expect(generator.nextMultinomial(trials: 100, shares: [0, 0.2, 0, 0.8, 0]).reduce(0, +) == 100)
        #expect(generator.nextMultinomial(trials: 100, shares: [0, 1, 0]) == [0, 100, 0])
        #expect(generator.nextMultinomial(trials: 0, shares: [1, 1]) == [0, 0])
    }
}
