import Foundation
import Testing

@testable import Simulation

/// Protects the arithmetic that makes a seed mean the same everywhere.
@Suite struct PortableMathTests {
    @Test func exponentialAndLogarithmAreThoseOfTheSystem() {
        for step in -2_000...2_000 {
            let x = Double(step) * 0.173
            // 4 units in the last place: Horner's scheme over 13 terms and the last scaling.
            #expect(abs(portableExp(x) / exp(x) - 1) < 4 * Double.ulpOfOne)
            let y = exp(x)
            #expect(abs(portableLog(y) - log(y)) <= 4 * Double.ulpOfOne * max(1, abs(log(y))))
        }
        #expect(portableExp(-800) == 0)
        #expect(portableExp(900) == portableExp(700))
        #expect(portableLog(1) == 0)
        #expect(portableExp(0) == 1)
    }

    /// From tables of the normal distribution.
    @Test func normalQuantiles() {
        let table = [(0.5, 0), (0.975, 1.959963984540054), (0.001, -3.090232306167813), (1e-12, -7.034483825301131)]
        for (p, z) in table { #expect(abs(normalQuantile(p) - z) < 1e-12) }
        #expect(normalQuantile(0.25) == -normalQuantile(0.75))
    }

    @Test func drawsAreUniformAndUnrelated() {
        let rows = 20_000
        let pairs = (0..<rows).map { row in
            let random = RowRandom(seed: 3, stream: 1, row: row)
            return (random.uniform(.creditRisk), random.uniform(.ageGroup))
        }
        // Five standard errors of a mean of uniforms (0.289 / sqrt(n)) and of a mean product.
        let error = 5 / Double(rows).squareRoot()
        #expect(abs(pairs.map(\.0).reduce(0, +) / Double(rows) - 0.5) < 0.289 * error)
        let product = pairs.map { ($0.0 - 0.5) * ($0.1 - 0.5) }.reduce(0, +) / Double(rows)
        #expect(abs(product) < error / 12)
        let follower = zip(pairs, pairs.dropFirst()).map { ($0.0 - 0.5) * ($1.0 - 0.5) }.reduce(0, +) / Double(rows)
        #expect(abs(follower) < error / 12)
    }
}
