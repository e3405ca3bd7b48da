import RealModule

/// What a chance is where part of the variance behind it was learned from few windows.
package enum LearnedSpread {
    /// The chance of so many standard deviations or more: the normal's, widened to that of Student's t, with Satterthwaite's degrees of freedom,
    /// `(windows - 1) / share^2` (Biometrics Bulletin 2 (1946) 110-114): the known part of a variance has no error, the learned part as many degrees as
    /// windows tell.
    ///
    /// - Parameters:
    ///   - share: of the variance, what was learned.
    ///   - windows: from which it was learned.
    package static func sf(_ deviations: Double, share: Double, windows: Double) -> Double {
        guard let freedom = freedom(share, windows) else { return StandardNormal.sf(deviations) }
        return StudentT(degreesOfFreedom: freedom).sf(deviations)
    }

    /// The same of a chance that was reckoned as if the whole variance were known.
    ///
    /// - Parameter chance: of one tail.
    static func widened(_ chance: Double, share: Double, windows: Double) -> Double {
        guard chance > 0, freedom(share, windows) != nil else { return chance }
        return sf(StandardNormal.upperQuantile(Swift.min(chance, 0.5)), share: share, windows: windows)
    }

    /// `nil` where nothing was learned, or from so much that it makes no difference.
    private static func freedom(_ share: Double, _ windows: Double) -> Double? {
        guard share > 0 else { return nil }
        let freedom = Swift.max(1, windows - 1) / (share * share)
        return freedom < 1e6 ? freedom : nil
    }
}
