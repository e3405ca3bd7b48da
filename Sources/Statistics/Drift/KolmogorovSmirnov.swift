/// Whether a p-value comes from the exact distribution or from its limit.
package enum TestMethod: Sendable, Hashable {
    /// Exact while that is quick, else the limit.
    case automatic
    /// The statistic's own distribution, whatever it costs.
    case exact
    /// Its limit for large samples.
    case asymptotic
}

extension AlignedCounts {
    /// Kolmogorov-Smirnov distance over cells in ascending order: the largest difference between both cumulative
    /// shares.
    ///
    /// For cells that are distinct values, the statistic of the values themselves; for bins, a lower bound of it,
    /// which is short of it by at most `kolmogorovSmirnovErrorBound`. O(k).
    package var kolmogorovSmirnovDistance: Double {
        cumulativeShares.reduce(0) { Swift.max($0, abs($1.reference - $1.current)) }
    }

    /// How much larger the distance of the raw values can be: inside of a bin, all rows of one side may come before
    /// all of the other. 0 for cells that are distinct values.
    package var kolmogorovSmirnovErrorBound: Double {
        guard isBinned else { return 0 }
        var largest = 0.0
        var before = (reference: 0.0, current: 0.0)
        for after in cumulativeShares {
            largest = Swift.max(largest, after.reference - before.current, after.current - before.reference)
            before = after
        }
        return Swift.max(0, largest - kolmogorovSmirnovDistance)
    }

    /// The two-sided, two-sample Kolmogorov-Smirnov test, as `scipy.stats.ks_2samp`.
    ///
    /// Source: N. V. Smirnov (1939). Ties and bins make the statistic smaller and the p-value larger than they would
    /// be without: it stays valid and loses power. `automatic` is exact up to four million pairs of rows. O(k) and
    /// the cost of the distribution.
    package func kolmogorovSmirnovTest(_ method: TestMethod = .automatic) -> TestResult {
        let distance = kolmogorovSmirnovDistance
        let (pairs, overflow) = referenceTotal.multipliedReportingOverflow(by: currentTotal)
        let isExact =
            switch method {
            case .automatic: !overflow && pairs <= 4_000_000
            case .exact: !overflow
            case .asymptotic: false
            }
        let pValue =
            isExact
            ? TwoSampleKolmogorov.exactSF(referenceTotal, currentTotal, distance)
            : TwoSampleKolmogorov.asymptoticSF(referenceTotal, currentTotal, distance)
        return TestResult(
            statistic: distance, pValue: pValue, referenceCount: referenceTotal, currentCount: currentTotal,
            method: isExact ? .exact : .asymptotic, binningErrorBound: kolmogorovSmirnovErrorBound)
    }

    /// Both cumulative shares at the end of each cell.
    var cumulativeShares: [(reference: Double, current: Double)] {
        var a = 0
        var b = 0
        return zip(reference, current).map { left, right in
            a += left
            b += right
            return (Double(a) / Double(referenceTotal), Double(b) / Double(currentTotal))
        }
    }
}
