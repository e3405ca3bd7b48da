import RealModule

extension ScoreHistogram {
    /// Average precision: the area under the precision-recall curve by steps, `Σ (R_i - R_{i-1}) P_i` from the highest
    /// score down, rows of equal score taken together.
    ///
    /// Equal to scikit-learn's `average_precision_score`. Standard error: delta method over the multinomial of points
    /// and classes (the infinitesimal jackknife), in closed form and without resampling: with `TP_i`, `FP_i` the rows
    /// at or above point `i`, a positive row at point `k` moves the value by
    /// `(Prec_k - AP + Σ_{i at or below k} p_i FP_i / (TP_i + FP_i)²) / P` and a negative one by
    /// `-Σ_{i at or below k} p_i TP_i / (TP_i + FP_i)² / P`. Interval: Wilson's with effective size (Boyd, Eng and
    /// Page, ECML 2013, show that intervals that respect 0 and 1 cover better); the positives when the standard error
    /// is zero.
    ///
    /// Binned scores: the bound follows from the best and the worst order of the rows within each bin.
    ///
    /// `nil` without positives (scikit-learn: 0 with a warning); 1 without negatives. The standard error needs two
    /// positives. O(points).
    package func averagePrecision(_ confidence: Confidence = .ninetyFive) -> MetricEstimate? {
        let positiveRows = positives
        guard positiveRows > 0 else { return nil }
        let allPositives = Double(positiveRows)

        var sum = 0.0
        var highest = 0.0
        var lowest = 0.0
        var hits = 0.0
        var rows = 0.0
        for point in points.reversed() {
            let here = Double(point.positives)
            highest += here > 0 ? here * (hits + here) / (rows + here) : 0
            lowest += Self.leastPrecisionSum(of: here, hits: hits, rows: rows + Double(point.negatives))
            hits += here
            rows += Double(point.count)
            sum += here * hits / rows
        }
        let value = sum / allPositives

        var variance = 0.0
        var gains = 0.0
        var losses = 0.0
        for point in points {
            // `hits` and `rows` still count this point and all above it.
            let here = Double(point.positives)
            gains += here * (rows - hits) / (rows * rows)
            losses += here * hits / (rows * rows)
            let byPositive = (hits / rows - value + gains) / allPositives
            let byNegative = losses / allPositives
            variance += here * byPositive * byPositive + Double(point.negatives) * byNegative * byNegative
            hits -= here
            rows -= Double(point.count)
        }
        let standardError = positiveRows > 1 ? variance.squareRoot() : nil
        let bound = max(highest - sum, sum - lowest) / allPositives
        return MetricEstimate(
            value: value, standardError: standardError, method: .delta,
            sampleSize: positiveRows + negatives,
            interval: .share(value, standardError: standardError, fallbackSize: positiveRows, confidence),
            exactness: isExact ? .exact : .binned(errorBound: max(0, bound)))
    }

    /// A lower bound of `Σ_{j=1...count} (hits + j) / (rows + j)`, the precisions of positives that all come after
    /// their bin's negatives: the terms increase, so the sum is at least the integral from 0 to `count`.
    private static func leastPrecisionSum(of count: Double, hits: Double, rows: Double) -> Double {
        guard count > 0, rows > 0 else { return count }
        return count - (rows - hits) * Double.log(onePlus: count / rows)
    }
}
