internal import Statistics
internal import Trees

/// How well trees tell the rows of a window from those of a reference, when asked only about rows that they have not learned from.
///
/// A classifier two-sample test (Lopez-Paz and Oquab, ICLR 2017), with the area under the ROC curve in place of the accuracy: 0.5 where rows are
/// drawn alike. In each fold, whose rows the trees have not seen, it is Mann and Whitney's statistic, with a variance that is known. Folds are not
/// independent, as the rows of one taught the trees of the others: the standard error is `dependence` times that of independent ones.
struct DomainClassifier {
    struct Outcome: Sendable {
        /// Mean of the folds' areas.
        var rocAUC: Double
        /// Of the area, if rows are drawn alike.
        var chanceError: Double
        /// The mean size of each column's contribution to the window's rows (TreeSHAP), as a share of all columns'.
        var shares: [Double]

        /// How many standard errors the area is above one half.
        var z: Double { (rocAUC - 0.5) / chanceError }
    }

    static let folds = 3
    /// Measured where nothing has changed, with three folds and these trees: 1.26 to 1.36, with a standard error of 0.08 (`DomainClassifierTests`).
    static let dependence = 1.35

    /// Fewer and smaller trees than by default: what a window differs by is rarely intricate, and little is to be learned by heart.
    static var settings: TreeSettings {
        var settings = TreeSettings(.binary)
        (settings.trees, settings.leaves, settings.leastRowsPerLeaf) = (40, 8, 20)
        return settings
    }

    /// - Parameter explains: whether contributions are wanted, which cost as much as the trees.
    /// - Returns: `nil` for fewer than ten rows in a fold on either side.
    static func outcome(reference: TreeTable, window: TreeTable, explains: Bool = true, seed: UInt64 = 1) throws -> Outcome? {
        guard let judged = try DomainFolds.judged(reference: reference, window: window, count: folds, seed: seed) else { return nil }
        var sizes = [Double](repeating: 0, count: window.columns.count)
        if explains {
            let width = window.columns.count + 1
            for fold in judged {
                for (place, value) in try fold.trees.contributions(for: fold.rows).enumerated() where place % width < width - 1 {
                    sizes[place % width] += abs(value)
                }
            }
        }
        let area = judged.reduce(0) { $0 + $1.rocAUC / Double(folds) }
        let variance = judged.reduce(0) { $0 + $1.variance / Double(folds * folds) }
        let total = sizes.reduce(0, +)
        return Outcome(
            rocAUC: area, chanceError: dependence * variance.squareRoot(), shares: sizes.map { total > 0 ? $0 / total : 0 })
    }
}
