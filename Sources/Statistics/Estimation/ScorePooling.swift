/// Bins of scores with about equally many records of a reference: so that what is computed of windows costs the same however many different scores
/// there are.
package struct ScorePooling: Sendable, Hashable {
    /// Where each bin but the first begins: in the middle between two scores, so that a digit that is off does no harm.
    private let limits: [Double]

    /// - Parameter bins: at most; fewer different scores are left as they are.
    package init(reference: ScoreHistogram, bins: Int) {
        let points = reference.points
        guard points.count > bins else {
            limits = zip(points, points.dropFirst()).map { Self.middle($0, $1) }
            return
        }
        let rows = points.reduce(0) { $0 + $1.count }
        var limits: [Double] = []
        var seen = 0
        for (point, next) in zip(points, points.dropFirst()) {
            seen += point.count
            if seen * bins >= (limits.count + 1) * rows { limits.append(Self.middle(point, next)) }
        }
        self.limits = limits
    }

    /// The records of each bin together; the mean score of a bin's records stays as it is.
    package func pooled(_ scores: ScoreHistogram) -> ScoreHistogram {
        ScoreHistogram(
            points: scores.points.map { point in
                var point = point
                point.score = Double(bin(of: point.meanScore))
                return point
            }, isExact: false)
    }

    private static func middle(_ point: ScoreHistogram.Point, _ next: ScoreHistogram.Point) -> Double {
        point.meanScore + (next.meanScore - point.meanScore) / 2
    }

    private func bin(of score: Double) -> Int {
        var low = 0
        var high = limits.count
        while low < high {
            let middle = (low + high) / 2
            if limits[middle] <= score { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
