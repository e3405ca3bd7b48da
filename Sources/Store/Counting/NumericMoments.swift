package import Statistics

extension NumericMoments {
    /// With `g1` from the mean of cubes around zero. (Engines' own functions fail where cubes overflow, or there are none.)
    package init(_ moments: Moments, meanOfCubes: Double) {
        self.init(moments: moments, skewness: nil)
        guard moments.count > 2, moments.m2 > 0, moments.m2.isFinite else { return }
        let variance = moments.m2 / Double(moments.count)
        let third = meanOfCubes - 3 * moments.mean * variance - moments.mean * moments.mean * moments.mean
        skewness = third / (variance * variance.squareRoot())
    }
}

extension Moments {
    /// Whether moments around zero cancel so little that ten digits remain: the cube of mean over spread is what is lost.
    package func isSkewnessExact(meanOfCubes: Double) -> Bool {
        let spread = (m2 / Double(count)).squareRoot()
        return abs(mean) < 30 * spread && (1e-90..<1e90).contains(spread) && meanOfCubes.isFinite
    }

    /// Rounding must not give a constant a spread.
    package mutating func removeSpreadOfConstant() {
        if let value = minimum, value == maximum { (mean, m2) = (value, 0) }
    }
}
