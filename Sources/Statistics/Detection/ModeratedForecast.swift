extension RateForecast {
    /// What its own windows tell of how far the rate moves, for a prior of rates that are moved alike.
    ///
    /// - Parameters:
    ///   - reach: the correlation that one unit of movement makes.
    ///   - weight: of this rate among them.
    package func ownSpread(reach: Double, weight: Double) -> OwnSpread? {
        guard reach > 0, estimate.companions > 0 else { return nil }
        return OwnSpread(
            movement: estimate.correlation / reach, chance: 1 / (estimate.companions * reach), freedom: Swift.max(1, windows - 1), weight: weight)
    }

    /// The same with a spread that is drawn towards what rates that are moved alike have, as a posterior mean: `(d s^2 + d0 s0^2) / (d + d0)`, with
    /// `d + d0` degrees of freedom and a standard error that is smaller by the root of `d / (d + d0)`. One that is larger than the others make likely keeps more
    /// of its own (`SpreadPrior.partOfOwn`).
    ///
    /// - Parameter reach: the correlation that one unit of movement makes.
    package func moderated(by prior: SpreadPrior, reach: Double) -> Self {
        guard let own = ownSpread(reach: reach, weight: 1) else { return self }
        let part = prior.partOfOwn(own)
        let movement = part * own.movement + (1 - part) * prior.movement
        let correlation = Swift.min(1, Swift.max(0, reach * movement + estimate.error * part.squareRoot()))
        var extremes = extremes
        extremes.rescale(to: correlation, companions: estimate.companions)
        return Self(
            self, correlation: correlation, likely: Swift.min(1, Swift.max(0, reach * movement)), windows: 1 + own.freedom / Swift.max(part, 1e-6),
            extremes: extremes)
    }
}
