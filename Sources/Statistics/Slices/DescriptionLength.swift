import RealModule

/// How long it takes to say which of some possibilities holds, in nats: the logarithm of their number, with a code that is as long for each.
///
/// Source: J. Rissanen, "Modeling by Shortest Data Description" (Automatica 14, 1978).
package enum DescriptionLength {
    /// One of `count`; 0 where there is no choice.
    package static func one(of count: Double) -> Double { Double.log(max(1, count)) }

    /// Some of `count`, when it is known how many: `ln (count choose chosen)`.
    ///
    /// - Precondition: `0 <= chosen <= count`.
    package static func some(_ chosen: Int, of count: Int) -> Double {
        (0..<chosen).reduce(0) { $0 + Double.log(Double(count - $1) / Double($1 + 1)) }
    }
}
