internal import Statistics
internal import Trees

/// Rows of a reference and of a window dealt out into folds, each judged by trees that have learned from the others which rows are the window's.
enum DomainFolds {
    /// What the trees of one fold say of the rows that they have not seen.
    struct Fold {
        let trees: BoostedTrees
        /// How many rows of the reference they learned from for each of the window's.
        let odds: Double
        /// Places of the fold's rows in the reference, and their chance of being the window's.
        let places: [Int]
        let reference: [Double]
        /// The window's rows in the fold.
        let rows: TreeTable
        /// Mann and Whitney's area under the ROC curve, and its variance if rows are drawn alike.
        let rocAUC: Double
        let variance: Double
    }

    /// - Returns: `nil` for fewer than ten rows in a fold on either side.
    static func judged(reference: TreeTable, window: TreeTable, count: Int, seed: UInt64) throws -> [Fold]? {
        guard min(reference.rowCount, window.rowCount) >= 10 * count else { return nil }
        var random = SplitMix64(seed: seed)
        let dealt = [reference, window].map { table in
            // Rows come in order of time: dealt out at random, no fold is a time of its own.
            (0..<table.rowCount).shuffled(using: &random)
        }
        func rows(_ part: Int, _ isIn: (Int) -> Bool) -> [Int] { dealt[part].enumerated().filter { isIn($0.offset % count) }.map(\.element) }
        var folds: [Fold] = []
        for fold in 0..<count {
            var training = reference.rows(rows(0) { $0 != fold })
            let others = training.rowCount
            training.append(contentsOf: window.rows(rows(1) { $0 != fold }))
            let trees = try BoostedTrees(
                training: training, labels: (0..<training.rowCount).map { $0 < others ? 0 : 1 }, settings: DomainClassifier.settings)
            let places = rows(0) { $0 == fold }
            let own = window.rows(rows(1) { $0 == fold })
            let (before, now) = (try trees.predictions(for: reference.rows(places)), try trees.predictions(for: own))
            guard let samples = TwoSamples(reference: before, current: now) else { return nil }
            let (n, m) = (Double(before.count), Double(now.count))
            folds.append(
                Fold(
                    trees: trees, odds: Double(others) / Double(training.rowCount - others), places: places, reference: before, rows: own,
                    rocAUC: samples.ties.probabilityOfLargerCurrent, variance: (n + m + 1) / (12 * n * m)))
        }
        return folds
    }
}
