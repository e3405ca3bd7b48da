/// How scores are grouped to compare them with the rate of positives.
package enum CalibrationBinning: Sendable, Hashable, Codable {
    /// Bins of equal width between 0 and 1, half open with the last one closed as in `numpy.histogram`. (scikit-learn's
    /// `calibration_curve` puts a score that lies on an edge into the lower bin.)
    case equalWidth(Int)
    /// Bins of nearly equal numbers of rows in order of score. Rows of equal score stay together: they go where the
    /// middle one of them would.
    case equalCount(Int)
}

/// The rows of one bin of scores: what the model promised against what came.
package struct ReliabilityBin: Sendable, Hashable, Codable {
    /// Rows in the bin.
    package let count: Int
    /// Rows of the positive class.
    package let positives: Int
    /// Mean score of the rows: the rate of positives the model promised.
    package let meanScore: Double
    /// Rate of positives that came, with its uncertainty.
    package let positiveRate: MetricEstimate
    /// `Σ (score - y)²` over the rows; for binned scores with the mean score of each fine bin and class.
    package let squaredResiduals: Double
    /// `Σ score (1 - score)` over the rows: the variance of the number of positives if the scores are right.
    package let promisedVariance: Double
}

extension ScoreHistogram {
    /// The mean score and the rate of positives by bin of scores, from the lowest up; empty bins are left out.
    ///
    /// The reliability diagram of Murphy and Winkler (Appl. Stat. 26, 1977). Scores are read as probabilities; what
    /// lies below 0 or above 1 goes into the first or last bin. Empty without rows. O(points).
    ///
    /// - Precondition: at least one bin.
    package func reliabilityCurve(
        _ binning: CalibrationBinning, _ confidence: Confidence = .ninetyFive
    ) -> [ReliabilityBin] {
        var groups: [ArraySlice<Point>] = []
        var start = 0
        let places = binPlaces(binning)
        for index in points.indices where index + 1 == points.count || places[index + 1] != places[index] {
            groups.append(points[start...index])
            start = index + 1
        }
        return groups.compactMap { Self.reliabilityBin(of: $0, confidence) }
    }

    /// The bin of each point; never decreasing.
    private func binPlaces(_ binning: CalibrationBinning) -> [Int] {
        switch binning {
        case .equalWidth(let bins):
            precondition(bins > 0, "a reliability curve needs a bin")
            let innerEdges = (1..<bins).map { Double($0) / Double(bins) }
            var place = 0
            return points.map { point in
                while place < innerEdges.count, innerEdges[place] <= point.score { place += 1 }
                return place
            }
        case .equalCount(let bins):
            precondition(bins > 0, "a reliability curve needs a bin")
            let rows = Double(positives + negatives)
            var below = 0.0
            return points.map { point in
                let middle = below + Double(point.count) / 2
                below += Double(point.count)
                return min(bins - 1, Int(middle * Double(bins) / rows))
            }
        }
    }

    private static func reliabilityBin(of points: ArraySlice<Point>, _ confidence: Confidence) -> ReliabilityBin? {
        var positives = 0
        var negatives = 0
        var scores = 0.0
        var residuals = 0.0
        var promised = 0.0
        for point in points {
            positives += point.positives
            negatives += point.negatives
            scores += point.scoreSum
            let mean = point.scoreSum / Double(point.count)
            promised += Double(point.count) * max(0, mean * (1 - mean))
            if point.positives > 0 {
                let miss = 1 - point.positiveScoreSum / Double(point.positives)
                residuals += Double(point.positives) * miss * miss
            }
            if point.negatives > 0 {
                let miss = point.negativeScoreSum / Double(point.negatives)
                residuals += Double(point.negatives) * miss * miss
            }
        }
        let rows = positives + negatives
        guard let rate = MetricEstimate.proportion(positives, of: rows, confidence) else { return nil }
        return ReliabilityBin(
            count: rows, positives: positives, meanScore: scores / Double(rows), positiveRate: rate,
            squaredResiduals: residuals, promisedVariance: promised)
    }
}
