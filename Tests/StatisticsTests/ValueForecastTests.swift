import Statistics
import Testing

/// Protects forecasts of a window's number from a baseline's windows: Student's t as SciPy 1.17.1 has it, and chances that are what they say.
@Suite struct ValueForecastTests {
    @Test(arguments: [
        (1, 0.1, 3.0776835371752536), (6, 0.025, 2.4469118511449794), (6, 0.00056, 5.830932111384949), (27, 0.00056, 3.646017061193567),
        (27, 1e-9, 8.809789427649823), (3.5, 0.4, 0.27326545405577973), (6, 0.9, -1.4397557472651483),
    ] as [(Double, Double, Double)])
    func quantilesAgreeWithSciPy(_ freedom: Double, _ chance: Double, _ expected: Double) {
        let quantile = StudentT(degreesOfFreedom: freedom).upperQuantile(chance)
        #expect(abs(quantile - expected) < 1e-9 * abs(expected))
    }

    @Test func quantilesAtTheEnds() {
        let distribution = StudentT(degreesOfFreedom: 5)
        #expect(distribution.upperQuantile(0) == .infinity && distribution.upperQuantile(1) == -.infinity)
        #expect(abs(distribution.upperQuantile(0.5)) < 1e-12 && distribution.upperQuantile(-0.1).isNaN)
    }

    private static let baseline = [3, 4.5, 2.5, 5, 3.5, 4, 4.2, 2.8]

    @Test func chancesAgreeWithSciPy() throws {
        let forecast = try #require(ValueForecast(Self.baseline))
        for (value, upper, both) in [(6.5, 0.009893795123138963, 0.019787590246277926), (1, 0.9880369271844074, 0.023926145631185173)] {
            #expect(abs(forecast.upperTail(value) - upper) < 1e-10 && abs(forecast.twoSided(value) - both) < 1e-10)
        }
        #expect(abs(forecast.twoSided(forecast.mean) - 1) < 1e-12)
    }

    /// Windows that are alike by luck do not make a forecast that is surer than chance allows.
    @Test func theLeastDeviationCounts() throws {
        let same = [Double](repeating: 2, count: 10)
        #expect(ValueForecast(same) == nil)
        let forecast = try #require(ValueForecast(same, least: 0.5))
        #expect(forecast.deviation == 0.5 && forecast.upperTail(2.5) > 0.1)
        #expect(try #require(ValueForecast(Self.baseline, least: 0.001)).deviation > 0.5)
        #expect(ValueForecast(Array(Self.baseline.prefix(6)), least: 1) == nil)
    }

    /// Of 4,000 windows of the same kind, a hundredth is below a chance of 0.01: 40, give or take 19 (three standard errors).
    @Test(arguments: [7, 30])
    func chancesAreKept(_ windows: Int) throws {
        var random = SeededGenerator(seed: UInt64(windows))
        var low = 0
        for _ in 0..<4_000 {
            let forecast = try #require(ValueForecast((0..<windows).map { _ in 3 + 2 * random.nextNormal() }))
            if forecast.upperTail(3 + 2 * random.nextNormal()) < 0.01 { low += 1 }
        }
        #expect((21...59).contains(low), "\(low)")
    }
}

/// Protects the losses of single predictions, and where they are not defined.
@Suite struct RowLossTests {
    @Test func values() {
        #expect(RowLoss.absolute.value(prediction: 1, actual: 3) == 2)
        #expect(RowLoss.squared.value(prediction: 1, actual: 3) == 4)
        #expect(RowLoss.percentage.value(prediction: 1, actual: -4) == 1.25)
        // log(2)^2
        #expect(abs((RowLoss.squaredLog.value(prediction: 1, actual: 3) ?? 0) - 0.4804530139182014) < 1e-15)
    }

    @Test func undefined() {
        #expect(RowLoss.percentage.value(prediction: 1, actual: 0) == nil)
        #expect(RowLoss.squaredLog.value(prediction: -1, actual: 3) == nil)
        #expect(RowLoss.squaredLog.value(prediction: 1, actual: -2) == nil)
        for loss in RowLoss.allCases {
            #expect(loss.value(prediction: .nan, actual: 1) == nil && loss.value(prediction: 1, actual: .infinity) == nil)
        }
        #expect(RowLoss.squared.value(prediction: 1e200, actual: -1e200) == nil)
    }
}
