import RealModule

/// What a chance is where part of the variance behind it was learned from few windows.
enum LearnedSpread {
    /// Widens a tail from the normal's to that of Student's t, with Satterthwaite's degrees of freedom, `(windows - 1) / share^2` (Biometrics Bulletin
    /// 2 (1946) 110-114): the known part of a variance has no error, the learned part as many degrees as windows tell.
    ///
    /// - Parameters:
    ///   - chance: of one tail.
    ///   - share: of the variance, what was learned.
    ///   - windows: from which it was learned.
    static func widened(_ chance: Double, share: Double, windows: Double) -> Double {
        guard share > 0, chance > 0 else { return chance }
        let freedom = Swift.max(1, windows - 1) / (share * share)
        guard freedom < 1e6 else { return chance }
        return StudentT(degreesOfFreedom: freedom).sf(StandardNormal.upperQuantile(Swift.min(chance, 0.5)))
    }
}
