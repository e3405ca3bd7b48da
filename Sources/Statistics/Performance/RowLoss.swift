import RealModule

/// What one prediction of a number loses, such that a metric is the mean over rows, or its root.
package enum RowLoss: String, Sendable, Hashable, CaseIterable {
    /// `|y - p|`: MAE.
    case absolute
    /// `|y - p| / |y|`: MAPE; undefined for `y = 0`.
    case percentage
    /// `(y - p)^2`: MSE and RMSE.
    case squared
    /// `(log(1 + y) - log(1 + p))^2`: MSLE and RMSLE; undefined from -1 down.
    case squaredLog

    /// `nil` where it is undefined, or a number is not finite.
    package func value(prediction: Double, actual: Double) -> Double? {
        guard prediction.isFinite, actual.isFinite else { return nil }
        let loss: Double
        switch self {
        case .absolute: loss = abs(actual - prediction)
        case .percentage:
            guard actual != 0 else { return nil }
            loss = abs(actual - prediction) / abs(actual)
        case .squared: loss = (actual - prediction) * (actual - prediction)
        case .squaredLog:
            guard actual > -1, prediction > -1 else { return nil }
            let difference = Double.log(onePlus: actual) - Double.log(onePlus: prediction)
            loss = difference * difference
        }
        return loss.isFinite ? loss : nil
    }
}
