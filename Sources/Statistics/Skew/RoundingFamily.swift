/// Fewer digits on the online side.
package enum RoundingFamily {
    /// Every way of rounding to as many digits as the online values have; empty where these have all.
    package static func candidates(online: [Double]) -> [Transformation] {
        guard let digits = PointPairs.digits(of: online) else { return [] }
        // Whole numbers may all be even hundreds by chance: from the fewest digits to two more.
        return (digits...(digits + 2)).flatMap { digits in
            [Transformation.Kind.rounded, .floored, .truncated, .ceiled].map { Transformation($0, ["digits": Double(digits)]) }
        }
    }
}
