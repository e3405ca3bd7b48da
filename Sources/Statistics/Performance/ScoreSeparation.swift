extension ScoreHistogram {
    /// Kolmogorov-Smirnov separation of the scores: the largest gap between the share of the negatives and the share of
    /// the positives that score at or below a threshold, `max |F_neg(s) - F_pos(s)|`.
    ///
    /// Equal to the statistic of `scipy.stats.ks_2samp` on the two classes' scores, and to the largest distance of the
    /// ROC curve from the diagonal. Standard error: that of the difference of the two shares at the threshold where the
    /// gap is largest, `sqrt(F_pos (1 - F_pos) / P + F_neg (1 - F_neg) / N)`; choosing the threshold adds nothing to
    /// first order where the classes differ, and where they do not the value is biased upwards, as any maximum.
    /// Interval: normal, cut to 0 and 1.
    ///
    /// Binned scores: within a bin the gap can grow by all of the bin's rows of one class.
    ///
    /// `nil` unless both classes occur; 0 for constant scores. O(points).
    package func scoreSeparation(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        let positiveRows = positives
        let negativeRows = negatives
        guard positiveRows > 0, negativeRows > 0 else { return nil }
        let allPositives = Double(positiveRows)
        let allNegatives = Double(negativeRows)

        var positivesBelow = 0.0
        var negativesBelow = 0.0
        var largest = 0.0
        var variance = 0.0
        var possible = 0.0
        for point in points {
            let before = negativesBelow / allNegatives - positivesBelow / allPositives
            possible = max(
                possible, abs(before + Double(point.negatives) / allNegatives),
                abs(before - Double(point.positives) / allPositives))
            positivesBelow += Double(point.positives)
            negativesBelow += Double(point.negatives)
            let ofPositives = positivesBelow / allPositives
            let ofNegatives = negativesBelow / allNegatives
            if abs(ofNegatives - ofPositives) > largest {
                largest = abs(ofNegatives - ofPositives)
                variance =
                    ofPositives * (1 - ofPositives) / allPositives + ofNegatives * (1 - ofNegatives) / allNegatives
            }
        }
        let standardError = largest > 0 ? variance.squareRoot() : nil
        return MetricEstimate(
            value: largest, standardError: standardError, method: .delta, sampleSize: positiveRows + negativeRows,
            interval: .normal(largest, standardError: standardError, confidence, lowest: 0, highest: 1),
            exactness: isExact ? .exact : .binned(errorBound: max(0, possible - largest)))
    }
}
