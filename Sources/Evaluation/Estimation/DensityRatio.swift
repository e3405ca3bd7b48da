internal import Trees

/// How much more often rows like each of a reference's come in a window than in the reference.
enum DensityRatio {
    private static let folds = 2
    /// No row counts for more; those of a window that the reference has hardly any like would otherwise hang on a single one.
    private static let most = 50.0
    /// Standard errors above one half that the area under the ROC curve must be for rows to differ at all.
    private static let leastDifference = 1.64

    /// The odds of being the window's that trees give, which have not learned from the row (Bickel, Brückner and Scheffer, "Discriminative Learning
    /// Under Covariate Shift", JMLR 10, 2009), divided by the odds of a row of which nothing is known. All are 1 where trees cannot tell the window's
    /// rows from the reference's.
    ///
    /// - Returns: for each row of the reference; `nil` for fewer than ten rows in a fold on either side.
    static func weights(reference: TreeTable, window: TreeTable, seed: UInt64 = 1) throws -> [Double]? {
        guard let judged = try DomainFolds.judged(reference: reference, window: window, count: folds, seed: seed) else { return nil }
        var weights = [Double](repeating: 0, count: reference.rowCount)
        var z = 0.0
        for fold in judged {
            for (place, share) in zip(fold.places, fold.reference) {
                weights[place] = min(most, share / max(1 - share, .leastNormalMagnitude) * fold.odds)
            }
            z += (fold.rocAUC - 0.5) / fold.variance.squareRoot() / (DomainClassifier.dependence * Double(folds).squareRoot())
        }
        return z < leastDifference ? weights.map { _ in 1 } : weights
    }
}
