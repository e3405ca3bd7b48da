/// NannyML's alert band: the mean of a metric over the reference's chunks plus and minus three population standard
/// deviations, cut at what the metric can be.
///
/// Source: NannyML 0.13.1, `thresholds.py`. For compatibility: ten chunks are too few for such a band, which raises
/// false alarms in five to seven of a hundred chunks.
package struct NannyMLThreshold: Sendable, Hashable {
    /// `nil` when there is no lower side, as for drift.
    package let lower: Double?
    package let upper: Double?

    package init(lower: Double?, upper: Double?) {
        self.lower = lower
        self.upper = upper
    }

    /// The band over the reference's chunks; those without a value are left out.
    ///
    /// - Returns: `nil` when no chunk has a value.
    package init?(reference: [Double?], lowest: Double? = nil, highest: Double? = nil, deviations: Double = 3) {
        let values = reference.compactMap(\.self)
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        let below = mean - deviations * deviation
        let above = mean + deviations * deviation
        self.init(lower: lowest.map { max($0, below) } ?? below, upper: highest.map { min($0, above) } ?? above)
    }

    /// The upper side alone: drift is never too small.
    package var upperOnly: Self { Self(lower: nil, upper: upper) }

    /// Whether a value lies outside; on the edge is inside.
    package func alerts(_ value: Double) -> Bool {
        lower.map { value < $0 } ?? false || upper.map { value > $0 } ?? false
    }
}
