internal import Foundation

/// Whether counts of some classes changed otherwise in one part of the records than in the other, whatever the classes' shares are in either part and however
/// large the parts are: the likelihood-ratio test of no three-factor interaction in a table of time (before, after), part (within, beside) and class.
///
/// Source: Bishop, Fienberg and Holland, "Discrete Multivariate Analysis" (1975), chapter 3; fitted by iterated proportional fitting.
package struct ThreeFactorInteraction: Sendable, Hashable {
    /// `2 sum O log(O / E)`: of a chi-square with `degreesOfFreedom` where classes changed alike.
    package let deviance: Double
    package let degreesOfFreedom: Int

    /// Of large tables with no empty margin the fit is exact to many digits after these; each changes less than the one before.
    private static let rounds = 25

    /// - Parameters:
    ///   - within: counts by class of the one part, before and after.
    ///   - beside: of the other one. All four have as many classes; none is negative.
    package init(within: (before: [Double], after: [Double]), beside: (before: [Double], after: [Double])) {
        let observed = [within.before, beside.before, within.after, beside.after]
        let classes = within.before.count
        precondition(observed.allSatisfy { $0.count == classes }, "all four have as many classes")
        // Cells that are made alike in turn: of a time and a part, of a time and a class, of a part and a class.
        let pairs = [[(0, 1), (2, 3)], [(0, 2), (1, 3)]]
        var expected = [[Double]](repeating: [Double](repeating: 1, count: classes), count: 4)
        func scaled(_ wanted: Double, _ own: Double) -> Double { own > 0 ? wanted / own : 0 }
        for _ in 0..<Self.rounds {
            for cell in 0..<4 {
                let factor = scaled(observed[cell].reduce(0, +), expected[cell].reduce(0, +))
                for place in 0..<classes { expected[cell][place] *= factor }
            }
            for (one, other) in pairs.joined() {
                for place in 0..<classes {
                    let factor = scaled(observed[one][place] + observed[other][place], expected[one][place] + expected[other][place])
                    expected[one][place] *= factor
                    expected[other][place] *= factor
                }
            }
        }
        var sum = 0.0
        for cell in 0..<4 {
            for place in 0..<classes where observed[cell][place] > 0 { sum += observed[cell][place] * log(observed[cell][place] / expected[cell][place]) }
        }
        deviance = max(0, 2 * sum)
        // Classes that nobody has tell nothing.
        degreesOfFreedom = max(0, (0..<classes).count { place in observed.contains { $0[place] > 0 } } - 1)
    }

    /// How likely chance makes it as large.
    package var pValue: Double { degreesOfFreedom > 0 ? ChiSquare(degreesOfFreedom: Double(degreesOfFreedom)).sf(deviance) : 1 }
}
