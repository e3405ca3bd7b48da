internal import Statistics

/// Whether scores moved as far as another share of the classes moves them, or stayed: under a label shift records of each class are as before, so that the
/// mean score goes from one class's mean towards the other's; under a concept drift inputs stay as they are, and scores with them.
struct ScoreShift {
    /// How far the mean score would have moved, and how far it did.
    let expected: Double
    let observed: Double
    /// Log-likelihood of the move under a label shift less that of no move, as the mean of so many scores varies by chance.
    let favour: Double

    private static let leastOfClass = 30

    /// - Parameter overdispersion: how many times the variance of chance scores have from day to day.
    /// - Returns: `nil` where scores or classes are unknown, or too few.
    init?(before: EvidenceRows.Side, after: EvidenceRows.Side, truth: (before: Double, after: Double), overdispersion: Double) {
        var (classes, all) = ([Moments(), Moments()], Moments())
        for row in before.scores.indices where before.scores[row].isFinite {
            all.add(before.scores[row])
            if before.truths[row] == 0 || before.truths[row] == 1 { classes[Int(before.truths[row])].add(before.scores[row]) }
        }
        let now = Moments(after.scores.filter(\.isFinite))
        guard classes.allSatisfy({ $0.count >= Self.leastOfClass }), now.count >= Self.leastOfClass, let variance = all.variance(), variance > 0 else { return nil }
        expected = (truth.after - truth.before) * (classes[1].mean - classes[0].mean)
        observed = now.mean - all.mean
        let ofMeans = variance * overdispersion * (1 / Double(now.count) + 1 / Double(all.count))
        favour = (observed * expected - expected * expected / 2) / ofMeans
    }
}
