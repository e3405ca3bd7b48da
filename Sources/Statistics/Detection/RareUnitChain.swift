import RealModule

/// How rare units come: one begins by chance, and is followed by another with a chance of its own (a Markov chain of two states).
package struct RareUnitChain: Sendable, Hashable {
    /// The chance that a unit is rare after one that is not, with one standard error on top.
    package let begins: Double
    /// The chance that a unit is rare after one that is.
    package let goesOn: Double

    /// What happened once may have been a failure.
    static let leastTimes = 2
    /// More of them are not rare.
    static let largestShare = 0.1

    /// - Parameters:
    ///   - places: of rare units, in order.
    ///   - all: how many units there are.
    /// - Returns: `nil` for fewer than two times, and for more than a tenth of the units.
    package init?(_ places: [Int], of all: Int) {
        let times = places.indices.count { $0 == 0 || places[$0] > places[$0 - 1] + 1 }
        guard times >= Self.leastTimes, Double(places.count) <= Self.largestShare * Double(all) else { return nil }
        let (rare, begun) = (Double(places.count), Double(times))
        begins = Swift.min(0.5, (begun + begun.squareRoot()) / (Double(all) - rare))
        goesOn = (rare - begun + 1) / (rare + 2)
    }

    /// The chance of so many rare units or more in a window of `length` units.
    package func chance(ofAtLeast count: Int, in length: Int) -> Double {
        count <= 0 ? 1 : chances(in: length).dropFirst(count).reduce(0, +)
    }

    /// The chance of so many rare units in a window of `length` units, beginning with none.
    package func chances(in length: Int) -> [Double] {
        let share = begins / (begins + 1 - goesOn)
        // By the number of rare ones so far, and whether the last one is.
        var usual = [1 - share] + [Double](repeating: 0, count: length)
        var rare = [share] + [Double](repeating: 0, count: length)
        for _ in 0..<length {
            let before = (usual, rare)
            for count in 0...length {
                usual[count] = before.0[count] * (1 - begins) + before.1[count] * (1 - goesOn)
                rare[count] = count == 0 ? 0 : before.0[count - 1] * begins + before.1[count - 1] * goesOn
            }
        }
        return zip(usual, rare).map(+)
    }
}
