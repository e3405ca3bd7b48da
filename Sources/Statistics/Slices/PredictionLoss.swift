import RealModule

/// What one prediction loses. A slice's loss is the mean over its records.
package enum PredictionLoss: Sendable, Hashable {
    /// `-ln` of the probability given to the actual class, clipped to `[eps, 1 - eps]` with eps = 2^-52.
    case logLoss
    /// `|y - p|`.
    case absoluteError
    /// `(y - p)^2`; of two classes with 1 for the positive one and the score it is Brier's (1950).
    case squaredError
    /// 1 for a wrong class, else 0.
    case zeroOne
    /// What a positive costs that is none, and a negative that is one; 0 for what is right.
    case cost(falsePositive: Double, falseNegative: Double)
    /// 1 for a positive that is none, else 0, of records that are negative: their mean is the false positive rate.
    case falsePositives
    /// 1 for a negative that is none, else 0, of records that are positive: their mean is the miss rate.
    case falseNegatives

    /// - Parameters:
    ///   - actual: the number, or the number of the class; of two classes 1 for the positive one, else 0.
    ///   - predicted: likewise; NaN for none.
    ///   - score: the probability given to the actual class, of two classes to the positive one; NaN for none.
    /// - Returns: `nil` for records that have no loss: without what it is made of, with a number that is not finite, or of another class than
    ///   it speaks of.
    package func value(actual: Double, predicted: Double, score: Double, isBinary: Bool) -> Double? {
        guard actual.isFinite else { return nil }
        let loss: Double
        switch self {
        case .logLoss:
            let probability = isBinary && actual == 0 ? 1 - score : score
            guard probability >= 0, probability <= 1 else { return nil }
            loss = -Double.log(min(max(probability, .ulpOfOne), 1 - .ulpOfOne))
        case .absoluteError: loss = abs(actual - (isBinary ? score : predicted))
        case .squaredError:
            let difference = actual - (isBinary ? score : predicted)
            loss = difference * difference
        case .zeroOne:
            guard predicted.isFinite else { return nil }
            loss = predicted == actual ? 0 : 1
        case .cost(let falsePositive, let falseNegative):
            guard predicted.isFinite else { return nil }
            loss = predicted == actual ? 0 : predicted == 1 ? falsePositive : falseNegative
        case .falsePositives:
            guard predicted.isFinite, actual == 0 else { return nil }
            loss = predicted == 1 ? 1 : 0
        case .falseNegatives:
            guard predicted.isFinite, actual == 1 else { return nil }
            loss = predicted == 0 ? 1 : 0
        }
        return loss.isFinite ? loss : nil
    }
}
