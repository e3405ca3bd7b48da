/// Bins of scores with about equally many records of a reference: so that what is computed of windows costs the same however many different scores
/// there are.
package struct ScorePooling: Sendable, Hashable {
    /// Where each bin but the first begins: in the middle between two scores, so that a digit that is off does no harm.
    private let limits: [Double]

    /// - Parameters:
    ///   - bins: at most; fewer different scores are left as they are.
    ///   - halvesByClass: whether half of the mass is the records', the other half that of both classes, each as much as the other: so that bins are
    ///     narrow, too, where the few records of a rare class are.
    package init(reference: ScoreHistogram, bins: Int, halvesByClass: Bool = false) {
        let points = reference.points
        guard points.count > bins else {
            limits = zip(points, points.dropFirst()).map { Self.middle($0, $1) }
            return
        }
        let (positives, negatives) = (Double(reference.positives), Double(reference.negatives))
        let isHalved = halvesByClass && positives > 0 && negatives > 0
        let rows = positives + negatives
        var limits: [Double] = []
        // Of all, which is one: counted as whole records, whose sums are exact.
        var (seen, above, below) = (0, 0, 0)
        for (point, next) in zip(points, points.dropFirst()) {
            (seen, above, below) = (seen + point.count, above + point.positives, below + point.negatives)
            let mass = Double(seen) / rows
            let share = isHalved ? mass / 2 + (Double(above) / positives + Double(below) / negatives) / 4 : mass
            if share * Double(bins) >= Double(limits.count + 1) { limits.append(Self.middle(point, next)) }
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
