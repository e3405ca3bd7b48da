import RealModule

extension ScoreHistogram {
    /// Gain: the share of all positives found among the given fraction of rows with the highest scores.
    ///
    /// `gain = TP(k) / P` with `k = fraction · n`. Rows that tie at the cut count in proportion, which is the mean over
    /// all orders of the tied rows. Standard error: delta method, with influence
    /// `(y (d - gain) - q (d - fraction)) / (P / n)` for a row of class `y` that is (`d` = 1) or is not above the cut.
    /// The term with `q`, the rate of positives right at the cut, accounts for the cut moving with the sample; `q` is
    /// taken over the `n^(2/3)` rows nearest to the cut. Interval: Wilson's with effective size.
    ///
    /// Binned scores: the bound follows from the best and the worst order of the rows in the bin of the cut.
    ///
    /// `nil` without positives. O(points).
    ///
    /// - Precondition: `fraction` is above 0 and at most 1.
    package func gain(atTopFraction fraction: Double, _ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        precondition(fraction > 0 && fraction <= 1, "a top fraction lies above 0 and up to 1")
        let positiveRows = positives
        guard positiveRows > 0 else { return nil }
        let allPositives = Double(positiveRows)
        let rows = Double(positiveRows + negatives)
        let cut = fraction * rows
        let top = positivesAmongTop(cut)
        let value = min(1, top.expected / allPositives)

        let reach = Double.pow(rows, 2.0 / 3) / 2
        let from = max(0, cut - reach)
        let to = min(rows, cut + reach)
        let rateAtCut = (positivesAmongTop(to).expected - positivesAmongTop(from).expected) / (to - from)
        let cells: [(rows: Double, isPositive: Double, isAbove: Double)] = [
            (top.expected, 1, 1), (allPositives - top.expected, 1, 0),
            (cut - top.expected, 0, 1), (rows - cut - (allPositives - top.expected), 0, 0),
        ]
        var variance = 0.0
        for cell in cells {
            let influence = cell.isPositive * (cell.isAbove - value) - rateAtCut * (cell.isAbove - fraction)
            variance += max(0, cell.rows) * influence * influence
        }
        let standardError = positiveRows > 1 ? variance.squareRoot() / allPositives : nil
        let bound = max(top.most - top.expected, top.expected - top.fewest) / allPositives
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta, sampleSize: positiveRows + negatives,
            interval: .share(value, standardError: standardError, fallbackSize: positiveRows, confidence),
            exactness: isExact ? .exact : .binned(errorBound: bound))
    }

    /// Lift: gain divided by the fraction, that is, how many times more positives the top holds than rows drawn at
    /// random would. Everything else as for `gain(atTopFraction:)`.
    package func lift(atTopFraction fraction: Double, _ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        gain(atTopFraction: fraction, confidence)?.scaled(by: 1 / fraction)
    }

    /// The positives among the `cut` rows with the highest scores: on average over the orders of tied rows, at least,
    /// and at most.
    private func positivesAmongTop(_ cut: Double) -> (expected: Double, fewest: Double, most: Double) {
        var hits = 0.0
        var rows = 0.0
        for point in points.reversed() {
            let here = Double(point.positives)
            let count = Double(point.count)
            if rows + count >= cut {
                let taken = max(0, cut - rows)
                return (
                    hits + here * taken / count, hits + max(0, taken - Double(point.negatives)),
                    hits + min(here, taken)
                )
            }
            hits += here
            rows += count
        }
        return (hits, hits, hits)
    }
}

extension MetricEstimate {
    /// The same estimate in another unit.
    ///
    /// - Precondition: `factor` is positive.
    package func scaled(by factor: Double) -> MetricEstimate? {
        precondition(factor > 0, "an estimate is scaled by a positive factor")
        var scaledExactness = exactness
        if case .binned(let bound) = exactness { scaledExactness = .binned(errorBound: bound.map { $0 * factor }) }
        return MetricEstimate(
            value: value * factor, standardError: standardError.map { $0 * factor },
            method: standardErrorMethod ?? .delta, sampleSize: sampleSize,
            interval: interval.map {
                ConfidenceInterval(
                    lower: $0.lower * factor, upper: $0.upper * factor, level: $0.level, method: $0.method)
            }, exactness: scaledExactness)
    }
}
