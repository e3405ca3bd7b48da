/// Bins of scores with about equally many records of a reference: so that what is computed of windows costs the same however many different scores
/// there are.
package struct ScorePooling: Sendable, Hashable {
    /// The lowest score of each bin but the first.
    private let limits: [Double]

    /// - Parameter bins: at most; fewer different scores are left as they are.
    package init(reference: ScoreHistogram, bins: Int) {
        let points = reference.points
        guard points.count > bins else {
            limits = points.dropFirst().map(\.score)
            return
        }
        let rows = points.reduce(0) { $0 + $1.count }
        var limits: [Double] = []
        var seen = 0
        for (point, next) in zip(points, points.dropFirst()) {
            seen += point.count
            if seen * bins >= (limits.count + 1) * rows { limits.append(next.score) }
        }
        self.limits = limits
    }

    /// The records of each bin together; the mean score of a bin's records stays as it is.
    package func pooled(_ scores: ScoreHistogram) -> ScoreHistogram {
        ScoreHistogram(
            points: scores.points.map { point in
                var point = point
                point.score = Double(bin(of: point.score))
                return point
            }, isExact: false)
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
