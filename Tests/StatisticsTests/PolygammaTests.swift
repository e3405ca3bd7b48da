import Statistics
import Testing

/// Protects the moments of logarithms of chi-square variables: values of SciPy 1.17.1 (`scipy.special.digamma`, `polygamma(1, x)`; the inverse by `brentq`).
@Suite struct PolygammaTests {
    @Test(arguments: [
        (0.3, -3.502524222200133, 12.245364546107734), (1, -0.5772156649015329, 1.6449340668482266), (2.5, 0.7031566406452432, 0.4903577561002349),
        (9.99, 2.250700372831201, 0.10527695014824176), (40, 3.6763273740348428, 0.025315103841291032),
    ])
    func agreesWithSciPy(_ x: Double, _ digamma: Double, _ trigamma: Double) {
        #expect(abs(Polygamma.digamma(x) - digamma) < 1e-12 * abs(digamma))
        #expect(abs(Polygamma.trigamma(x) - trigamma) < 1e-12 * trigamma)
    }

    @Test(arguments: [(0.05, 20.49583523915461), (0.4, 2.9675403021437115), (3, 0.6754781052813702)])
    func theInverseAgreesWithSciPy(_ value: Double, _ x: Double) {
        #expect(abs(Polygamma.inverseTrigamma(value) / x - 1) < 1e-10)
    }

    @Test(arguments: [1e-7, 0.02, 1.7, 40, 1e6])
    func theInverseInverts(_ value: Double) {
        #expect(abs(Polygamma.trigamma(Polygamma.inverseTrigamma(value)) / value - 1) < 1e-9)
    }

    @Test func nothingIsAsUnlikeAsNone() {
        #expect(Polygamma.inverseTrigamma(0) == .infinity)
        #expect(Polygamma.inverseTrigamma(-1) == .infinity)
    }
}
