extension ScoreHistogram {
    /// Area under the ROC curve: the probability that a random positive row scores above a random negative one, ties
    /// counting half.
    ///
    /// Mann-Whitney's `U / (P N)`, equal to scikit-learn's `roc_auc_score`. Standard error: DeLong, DeLong and
    /// Clarke-Pearson (Biometrics 44, 1988) from the placement values, which ties share and which therefore come from
    /// the points. Interval: Wilson's with effective size; the smaller class gives the size when the standard error is
    /// zero, as for a perfect ranking or for constant scores.
    ///
    /// Binned scores: a pair within one bin counts half where it might count 0 or 1, so the exact value is within
    /// `Σ p_i n_i / (2 P N)`.
    ///
    /// `nil` unless both classes occur (scikit-learn warns and returns NaN). The standard error needs two rows of each
    /// class. O(points).
    package func rocAUC(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        let positiveRows = positives
        let negativeRows = negatives
        guard positiveRows > 0, negativeRows > 0 else { return nil }
        let allPositives = Double(positiveRows)
        let allNegatives = Double(negativeRows)

        var area = 0.0
        var sharedPairs = 0.0
        forEachPlacement { point, negativesBelow, _ in
            let negativesHere = Double(point.negatives)
            area += Double(point.positives) * (Double(negativesBelow) + negativesHere / 2)
            sharedPairs += Double(point.positives) * negativesHere
        }
        let value = area / (allPositives * allNegatives)

        var spreadOfPositives = 0.0
        var spreadOfNegatives = 0.0
        forEachPlacement { point, negativesBelow, positivesBelow in
            let ofPositive = (Double(negativesBelow) + Double(point.negatives) / 2) / allNegatives - value
            let positivesAbove = allPositives - Double(positivesBelow + point.positives)
            let ofNegative = (positivesAbove + Double(point.positives) / 2) / allPositives - value
            spreadOfPositives += Double(point.positives) * ofPositive * ofPositive
            spreadOfNegatives += Double(point.negatives) * ofNegative * ofNegative
        }
        var standardError: Double?
        if positiveRows > 1, negativeRows > 1 {
            standardError =
                (spreadOfPositives / (allPositives - 1) / allPositives
                + spreadOfNegatives / (allNegatives - 1) / allNegatives).squareRoot()
        }
        return MetricEstimate(
            value: value, standardError: standardError, method: .deLong, sampleSize: positiveRows + negativeRows,
            interval: .share(
                value, standardError: standardError, fallbackSize: min(positiveRows, negativeRows), confidence),
            exactness: isExact ? .exact : .binned(errorBound: sharedPairs / (2 * allPositives * allNegatives)))
    }

    /// Visits the points from the lowest score up with the negatives and the positives that score strictly lower.
    private func forEachPlacement(_ visit: (_ point: Point, _ negativesBelow: Int, _ positivesBelow: Int) -> Void) {
        var negativesBelow = 0
        var positivesBelow = 0
        for point in points {
            visit(point, negativesBelow, positivesBelow)
            negativesBelow += point.negatives
            positivesBelow += point.positives
        }
    }
}
