/// What one group of rows adds to the change of a mean between two windows: by how many it is, and by how it fares.
///
/// With `p` and `q` the group's share of rows earlier and later, `a` and `b` its means, and `m` the mean of both windows' means:
///
///     mix  = (q - p) ((a + b) / 2 - m)
///     rate = (p + q) / 2 (b - a)
///
/// Over groups that part the rows, mix and rate effects add up to the change (Kitagawa, "Components of a Difference Between Two Rates", JASA 50,
/// 1955). A group that one window lacks has the other's mean there: all of its effect is one of mix.
package struct GroupContribution: Sendable, Hashable {
    package let shareBefore: Double
    package let shareAfter: Double
    /// NaN where the window has no row of the group.
    package let meanBefore: Double
    package let meanAfter: Double
    package let mix: Double
    package let rate: Double
    /// Of `total`, `m` taken as given.
    package let standardError: Double

    package var total: Double { mix + rate }

    /// - Parameters:
    ///   - before: the group's rows earlier; `after`: later.
    ///   - totals: the weights of all rows of the windows.
    ///   - centre: `m`.
    package init(before: Sums, after: Sums, totals: (before: Double, after: Double), centre: Double) {
        let (p, q) = (before.weight / totals.before, after.weight / totals.after)
        shareBefore = p
        shareAfter = q
        meanBefore = before.mean
        meanAfter = after.mean
        let a = before.weight > 0 ? before.mean : after.mean
        let b = after.weight > 0 ? after.mean : before.mean
        let isEmpty = before.weight == 0 && after.weight == 0
        mix = isEmpty ? 0 : (q - p) * ((a + b) / 2 - centre)
        rate = isEmpty ? 0 : (p + q) / 2 * (b - a)
        standardError = (before.varianceOfShare(totals.before, centre) + after.varianceOfShare(totals.after, centre)).squareRoot()
    }

    /// Sums over weighted rows.
    package struct Sums: Sendable, Hashable {
        package var weight = 0.0
        package var sum = 0.0
        /// Of squared weights: alone, times the value, and times its square.
        package var squares = 0.0
        package var squaresSum = 0.0
        package var squaresOfSquares = 0.0
        package var rows = 0

        package init() {}

        package mutating func add(_ value: Double, weight: Double) {
            self.weight += weight
            sum += weight * value
            squares += weight * weight
            squaresSum += weight * weight * value
            squaresOfSquares += weight * weight * value * value
            rows += 1
        }

        package static func + (left: Self, right: Self) -> Self {
            var result = left
            result.weight += right.weight
            result.sum += right.sum
            result.squares += right.squares
            result.squaresSum += right.squaresSum
            result.squaresOfSquares += right.squaresOfSquares
            result.rows += right.rows
            return result
        }

        package static func - (left: Self, right: Self) -> Self {
            var result = left
            result.weight -= right.weight
            result.sum -= right.sum
            result.squares -= right.squares
            result.squaresSum -= right.squaresSum
            result.squaresOfSquares -= right.squaresOfSquares
            result.rows -= right.rows
            return result
        }

        package var mean: Double { weight > 0 ? sum / weight : .nan }

        /// `Σ w (v - centre) / total`: what the group adds to a window's mean.
        package func share(_ total: Double, _ centre: Double) -> Double { (sum - weight * centre) / total }

        /// The variance of that, over samples of rows.
        package func varianceOfShare(_ total: Double, _ centre: Double) -> Double {
            let own = share(total, centre)
            let squared = (squaresOfSquares - 2 * centre * squaresSum + centre * centre * squares) / (total * total)
            return max(0, squared - own * own / Double(max(1, rows)) * (weight / total))
        }
    }
}
