import RealModule

/// What one prediction of a class loses, such that a metric is the mean over rows.
package enum ClassLoss {
    /// `-ln` of the probability given to the actual class, clipped to `[eps, 1 - eps]`, eps being 2^-52.
    package static func logLoss(ofActual probability: Double) -> Double {
        -Double.log(min(max(probability, Double.ulpOfOne), 1 - Double.ulpOfOne))
    }

    /// `(s - y)^2` of two classes.
    package static func brier(score: Double, isPositive: Bool) -> Double {
        let miss = score - (isPositive ? 1 : 0)
        return miss * miss
    }

    /// `Σ_c (s_c - [c = y])^2` of several classes.
    package static func brier(scores: [Double], actual: Int) -> Double {
        scores.indices.reduce(0) { sum, place in
            let miss = scores[place] - (place == actual ? 1 : 0)
            return sum + miss * miss
        }
    }
}
