/// One estimated metric of one chunk, as NannyML's CBPE reports it.
package struct NannyMLEstimate: Sendable, Hashable {
    package var value: Double
    package var samplingError: Double?
    /// The value minus and plus three sampling errors, cut at what the metric can be.
    package var lowerBoundary: Double?
    package var upperBoundary: Double?
    package var threshold: NannyMLThreshold?

    package var alerts: Bool { threshold?.alerts(value) ?? false }

    /// - Parameter isShare: whether the metric lies between 0 and 1.
    init(value: Double, samplingError: Double?, threshold: NannyMLThreshold?, isShare: Bool) {
        self.value = value
        self.samplingError = samplingError
        self.threshold = threshold
        if let samplingError {
            let reach = NannyMLSamplingError.reach * samplingError
            lowerBoundary = isShare ? max(0, value - reach) : value - reach
            upperBoundary = isShare ? min(1, value + reach) : value + reach
        }
    }
}

/// What a cell of the confusion matrix is a share of; the raw values are NannyML's.
package enum NannyMLNormalization: String, Sendable, Hashable, CaseIterable {
    /// Numbers of rows.
    case counts
    /// Of all rows.
    case all
    /// Of the rows of the actual class.
    case actual = "true"
    /// Of the rows of the predicted class.
    case predicted = "pred"
}
