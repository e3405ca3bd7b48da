import RealModule

extension RateForecast {
    /// What it has in how far all categories of a column move: `p (s - m)^2` of the variance `V` below, in the unit of what moves the column;
    /// `correlation (1 - p)`.
    package var movement: Double { correlation * (1 - baseline.rate) }

    /// As one of several categories that move by so much together.
    ///
    /// What moves a column by `x`, to shares `p[k] exp(x s[k]) / Z(x)`, moves a category in proportion to `x (s - m)`, `m` being the mean of the
    /// scores. As those at the ends grow, all others shrink, whatever the direction: to the second order a logit moves by `x^2 ((s - m)^2 - V) / (2
    /// (1 - p))`, `V` being the variance of the scores. A category in the middle has hardly any of the first and all of the second, of which a usual
    /// month shows little.
    ///
    /// - Parameter movement: the sum of all categories' own ones: `V` times the variance of what moves the column.
    package func crowded(by movement: Double) -> Self {
        var crowded = self
        crowded.crowding = movement
        return crowded
    }

    /// The correlation that lets a rate be so much smaller: that of a normal movement for which it would be as rare. With `u` deviations of what
    /// moves the column, the logit falls by `A u + B u^2`, so a fall `L` is as rare as one of `S u` with `S = (A + sqrt(A^2 + 4 B L)) / 2`.
    func correlation(from usual: Double, downTo rate: Double) -> Double {
        guard crowding > 0, rate < usual else { return correlation }
        let (p, r) = (Swift.min(Swift.max(usual, 1e-9), 1 - 1e-9), Swift.max(rate, 1 / (Double(baseline.total) + 2)))
        guard r < p else { return correlation }
        let fall = Double.log(p / (1 - p)) - Double.log(r / (1 - r))
        let bend = Swift.max(0, crowding - correlation * (1 - p) / p) / (2 * (1 - p))
        let slope = (correlation / (p * (1 - p))).squareRoot()
        let scale = (slope + (slope * slope + 4 * bend * fall).squareRoot()) / 2
        return Swift.min(1, scale * scale * p * (1 - p))
    }
}
