import Foundation
import Statistics
import Testing

/// Protects forecasts of volume: the distribution against SciPy 1.17.1 (`scipy.stats.poisson`, and `scipy.special.betainc` checked against
/// sums of `scipy.stats.nbinom.pmf`), and the p-values made of it against simulated windows.
@Suite struct NegativeBinomialTests {
    struct Case: Sendable {
        var mean: Double
        var dispersion: Double
        var k: Int
        var atLeast: Double
        var j: Int
        var atMost: Double
    }

    @Test(arguments: [
        Case(mean: 20, dispersion: 0, k: 40, atLeast: 5.320202511246237e-05, j: 5, atMost: 7.190884052842894e-05),
        Case(mean: 3.5, dispersion: 0, k: 15, atLeast: 4.264111833680116e-06, j: 0, atMost: 0.0301973834223185),
        Case(mean: 100, dispersion: 0.04, k: 180, atLeast: 0.0013029644235886635, j: 45, atMost: 0.0016165904254448519),
        Case(mean: 1_200, dispersion: 0.01, k: 1_700, atLeast: 0.00016159238553277357, j: 700, atMost: 1.4826978217733344e-06),
        Case(mean: 50, dispersion: 1, k: 300, atLeast: 0.0026299559319275597, j: 1, atMost: 0.03883121876201461),
        Case(mean: 0.4, dispersion: 0.5, k: 9, atLeast: 8.434467560839286e-07, j: 0, atMost: 0.6944444444444445),
        Case(mean: 250_000, dispersion: 0.002, k: 290_000, atLeast: 0.00031963767770503126, j: 210_000, atMost: 8.181907921993607e-05),
        Case(mean: 12, dispersion: 1e-6, k: 35, atLeast: 5.2363434230416913e-08, j: 1, atMost: 7.987962691545673e-05),
    ])
    func agreesWithSciPy(_ wanted: Case) {
        let distribution = NegativeBinomial(mean: wanted.mean, dispersion: wanted.dispersion)
        #expect(abs(distribution.probabilityOfAtLeast(wanted.k) / wanted.atLeast - 1) < 1e-8)
        #expect(abs(distribution.probabilityOfAtMost(wanted.j) / wanted.atMost - 1) < 1e-8)
    }

    @Test(arguments: [0, 1e-13, 1e-4, 0.3, 5])
    func tailsAreComplements(_ dispersion: Double) {
        let distribution = NegativeBinomial(mean: 40, dispersion: dispersion)
        #expect((0...120).allSatisfy { abs(distribution.probabilityOfAtLeast($0) + distribution.probabilityOfAtMost($0 - 1) - 1) < 1e-9 })
        #expect(distribution.probabilityOfAtLeast(-3) == 1 && distribution.probabilityOfAtMost(-1) == 0)
    }

    @Test func fewWindowsTellNothing() {
        let window = VolumeCount(records: 10, expected: 10)
        #expect(VolumeForecast(windows: [window, window], seasons: 7) == nil)
        #expect(VolumeForecast(windows: Array(repeating: window, count: 20), seasons: 1) == nil, "a single season is its own mean")
        #expect(VolumeForecast(windows: Array(repeating: VolumeCount(records: 0, expected: 0), count: 20), seasons: 4) == nil)
    }

    @Test func theRangeIsWhatPValuesSay() throws {
        let windows = (0..<28).map { VolumeCount(records: 1_000 + ($0 % 5) * 40, expected: 1_080) }
        let forecast = try #require(VolumeForecast(windows: windows, seasons: 4))
        let range = forecast.range(of: 500, level: 0.01)
        func chance(_ records: Int) -> Double {
            let chances = forecast.pValues(VolumeCount(records: records, expected: 500))
            return min(chances.upper, chances.lower)
        }
        #expect(chance(range.lowerBound) >= 0.01 && chance(range.lowerBound - 1) < 0.01)
        #expect(chance(range.upperBound) >= 0.01 && chance(range.upperBound + 1) < 0.01)
        #expect(range.contains(500))
    }
}
