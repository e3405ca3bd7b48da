import RealModule

extension ScoreHistogram {
    /// Expected calibration error: `Σ_b n_b / n · |mean score_b - positive rate_b|` over the bins of the reliability
    /// curve.
    ///
    /// Source: Naeini, Cooper and Hauskrecht, AAAI 2015. Standard error: delta method with the bins and the signs of
    /// their gaps held fixed, so that each row adds `sign_b (score - y)`; its variance is
    /// `(Σ (score - y)² / n - ECE²) / (n - 1)`. Interval: normal, cut to 0 and 1. The value is biased upwards, for gaps
    /// that are pure chance add up: compare it with `expectedCalibrationErrorByChance`.
    ///
    /// Binned scores are placed by their bin's lower edge, which changes nothing when the bins of the histogram nest in
    /// those of the curve; otherwise no bound is known.
    ///
    /// `nil` without rows, and without meaning when scores are not probabilities. One class only is no problem. The
    /// standard error needs two rows. O(points).
    package func expectedCalibrationError(
        _ binning: CalibrationBinning, _ confidence: Confidence = .ninetyFive
    ) -> MetricEstimate? {
        let curve = reliabilityCurve(binning, confidence)
        let rows = curve.reduce(0) { $0 + $1.count }
        guard rows > 0 else { return nil }
        let size = Double(rows)
        var sum = 0.0
        var squares = 0.0
        for bin in curve {
            sum += Double(bin.count) * abs(bin.meanScore - bin.positiveRate.value)
            squares += bin.squaredResiduals
        }
        let value = sum / size
        let standardError =
            rows > 1 ? (max(0, squares / size - value * value) / (size - 1)).squareRoot() : nil
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: rows,
            interval: .normal(value, standardError: standardError, confidence, lowest: 0, highest: 1),
            exactness: isExact ? .exact : .binned(errorBound: nil))
    }

    /// The calibration error to expect at this sample size from a model whose scores are exactly right.
    ///
    /// `Σ_b sqrt(2 / π · Σ_{i in b} s_i (1 - s_i)) / n`: each bin's gap is then nearly normal around zero, and the mean
    /// of the size of a centred normal number is `sqrt(2 / π)` standard deviations. (Bröcker and Smith, "Increasing the
    /// reliability of reliability diagrams", Weather and Forecasting 22, 2007, discuss the effect.) Too large by a few
    /// percent where a bin promises less than about five positives. `nil` without rows. O(points).
    package func expectedCalibrationErrorByChance(_ binning: CalibrationBinning) -> Double? {
        let curve = reliabilityCurve(binning)
        let rows = curve.reduce(0) { $0 + $1.count }
        guard rows > 0 else { return nil }
        return curve.reduce(0) { $0 + (2 / Double.pi * $1.promisedVariance).squareRoot() } / Double(rows)
    }
}
