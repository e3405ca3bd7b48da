import RealModule

/// Everything the metrics of a regression task need from a window's rows.
///
/// Only rows with a finite prediction and a finite actual take part. All losses are moments (count, mean, squared
/// deviations from the mean), never sums of squares, so that standard errors do not suffer cancellation.
package struct RegressionSummary: Sendable, Hashable, Codable {
    /// Rows with a usable prediction and a usable actual.
    package var labelled: Int = 0
    /// Rows with a usable prediction whose actual is not known (yet).
    package var unlabelled: Int = 0
    /// Of `prediction - actual`.
    package var error = Moments()
    /// Of `abs(prediction - actual)`.
    package var absoluteError = Moments()
    /// Of `(prediction - actual)^2`.
    package var squaredError = Moments()
    /// Of `(ln(1 + prediction) - ln(1 + actual))^2`, over the rows where both are above -1.
    package var squaredLogError = Moments()
    /// Labelled rows where the prediction or the actual is -1 or below, so that the log error does not exist.
    package var logErrorExcluded: Int = 0
    /// Of `abs(prediction - actual) / max(eps, abs(actual))` with `eps` = 2^-52, as scikit-learn does: an actual of
    /// zero gives a very large but finite error.
    package var absolutePercentageError = Moments()
    /// Labelled rows whose actual is zero: those that make the mean absolute percentage error meaningless.
    package var zeroActuals: Int = 0
    /// Of `2 abs(prediction - actual) / (abs(prediction) + abs(actual))`, zero where both are zero; between 0 and 2.
    package var symmetricPercentageError = Moments()
    /// Of the actual.
    package var actual = Moments()
    /// Two variables: `abs(prediction - actual)` and `abs(actual)`.
    package var weightedError = CoMoments(variables: 2)
    /// The fixed number near the actuals that `explained` is taken around, such as their mean in the baseline.
    ///
    /// Fourth powers of the actuals enter the standard error of R². Taken around zero they cancel when the actuals'
    /// mean is large against their spread; taken around a nearby centre they do not. Chosen once per model, like
    /// histogram edges, because only summaries around the same centre merge.
    package let centre: Double
    /// Three variables: `(prediction - actual)^2`, `actual - centre` and `(actual - centre)^2`.
    package var explained = CoMoments(variables: 3)
    /// The pinball losses at some quantiles, in increasing order; empty when none are asked for.
    package private(set) var pinball: [PinballLoss]

    /// The pinball (quantile) loss of predictions taken as the `quantile` of the actual.
    package struct PinballLoss: Sendable, Hashable, Codable {
        /// Strictly between 0 and 1.
        package let quantile: Double
        /// Of `quantile * (actual - prediction)` where the actual is larger, else
        /// `(1 - quantile) * (prediction - actual)`.
        package var loss: Moments

        package init(quantile: Double, loss: Moments = Moments()) {
            self.quantile = quantile
            self.loss = loss
        }
    }

    /// No rows yet.
    package init(centre: Double = 0, pinball: [PinballLoss] = []) {
        self.centre = centre
        self.pinball = pinball.sorted { $0.quantile < $1.quantile }
    }

    /// Takes in one labelled row; the definition that an engine's SQL must reproduce.
    package mutating func add(prediction: Double, actual value: Double) {
        let difference = prediction - value
        let size = abs(difference)
        let square = difference * difference
        labelled += 1
        error.add(difference)
        absoluteError.add(size)
        squaredError.add(square)
        if prediction > -1, value > -1 {
            let logDifference = Double.log(onePlus: prediction) - Double.log(onePlus: value)
            squaredLogError.add(logDifference * logDifference)
        } else {
            logErrorExcluded += 1
        }
        absolutePercentageError.add(size / max(.ulpOfOne, abs(value)))
        if value == 0 { zeroActuals += 1 }
        symmetricPercentageError.add(size == 0 ? 0 : 2 * size / (abs(prediction) + abs(value)))
        actual.add(value)
        weightedError.add([size, abs(value)])
        let offset = value - centre
        explained.add([square, offset, offset * offset])
        for index in pinball.indices {
            let quantile = pinball[index].quantile
            pinball[index].loss.add(difference < 0 ? -quantile * difference : (1 - quantile) * difference)
        }
    }
}

extension RegressionSummary: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard centre == other.centre else {
            throw SummaryMismatch("the regression summaries are taken around different centres")
        }
        guard pinball.map(\.quantile) == other.pinball.map(\.quantile) else {
            throw SummaryMismatch("the regression summaries have pinball losses at different quantiles")
        }
        // Nothing after the first of these can throw: both have two, then three variables.
        try weightedError.merge(other.weightedError)
        try explained.merge(other.explained)
        labelled += other.labelled
        unlabelled += other.unlabelled
        error.merge(other.error)
        absoluteError.merge(other.absoluteError)
        squaredError.merge(other.squaredError)
        squaredLogError.merge(other.squaredLogError)
        logErrorExcluded += other.logErrorExcluded
        absolutePercentageError.merge(other.absolutePercentageError)
        zeroActuals += other.zeroActuals
        symmetricPercentageError.merge(other.symmetricPercentageError)
        actual.merge(other.actual)
        for index in pinball.indices { pinball[index].loss.merge(other.pinball[index].loss) }
    }
}
