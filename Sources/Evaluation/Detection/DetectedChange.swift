package import Domain
package import Statistics
internal import Store

/// A window in which a rate is not what it was.
package struct DetectedChange {
    /// The column it is about; `nil` for the records as a whole.
    package var column: String?
    package var kind: RateSignal.Kind
    package var what: String
    package var span: Range<Timestamp>
    /// Since when it is so, most likely, and what else is possible.
    var onset: Timestamp
    var onsetRange: ClosedRange<Timestamp>
    /// Until when it was so: long windows show what was over before they ended.
    var end: Timestamp
    package var count: RateCount
    var forecast: RateForecast
    /// The rate that is usual then; `nil` for the baseline's.
    var expected: Double?
    package var pValue: Double
}

extension DetectedChange {
    /// - Parameter bucket: the signal's unit of time.
    package init(_ signal: RateSignal, _ finding: RateScan.Finding, _ bucket: TimeBucket) {
        self.init(column: signal.column, kind: signal.kind, what: signal.what, first: signal.current.first, finding, bucket)
    }

    /// - Parameter first: the key of the first unit of what was looked at.
    init(column: String?, kind: RateSignal.Kind, what: String, first: Int64, _ finding: RateScan.Finding, _ bucket: TimeBucket) {
        func start(_ unit: Int) -> Timestamp { bucket.start(of: first + Int64(unit)) }
        let onset = finding.onset
        self.init(
            column: column, kind: kind, what: what,
            span: start(finding.window.lowerBound)..<start(finding.window.upperBound), onset: start(onset.first),
            onsetRange: start(onset.range.lowerBound)...start(onset.range.upperBound), end: start(onset.end), count: finding.count,
            forecast: finding.forecast, expected: finding.expected, pValue: finding.pValue)
    }
}
