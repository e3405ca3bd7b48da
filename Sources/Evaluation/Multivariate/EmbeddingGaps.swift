internal import Domain
internal import Statistics
internal import Store

/// Records of a column of vectors whose cell holds none of the usual length: missing, of another length, with something that is no number, or no list.
///
/// Where vectors go missing the ones that are left may look as ever, so their share is followed by itself (`embedding_missing`), held against chance
/// (Fisher's exact test against the whole baseline) and against how far the share of the baseline's own windows goes.
struct EmbeddingGaps: Sendable {
    static let signal = "embedding_missing"

    let column: String
    /// By window, in order of time.
    let baseline: [Proportion]
    let current: [Proportion?]
    /// Of the current windows.
    let keys: [Int64?]

    func followed() -> FollowedSignal {
        FollowedSignal(
            name: Self.signal, column: column, warning: 0.01, error: 0.1, isLearned: baseline.count >= ValueForecast.leastWindows,
            windows: zip(keys, zip(current, values)).map { ($0, $1.0?.total ?? 0, $1.1) }, features: { _ in [] },
            sentence: { [column] point in
                "'\(column)' holds no vector of the usual length: \(point.value.percent) of \(point.count) records, usual are \((point.expected ?? 0).percent)"
            })
    }

    private var values: [MultivariateComparison.Value?] {
        guard let usual = Proportion(count: baseline.reduce(0) { $0 + $1.count }, total: baseline.reduce(0) { $0 + $1.total }) else {
            return current.map { _ in nil }
        }
        return current.map { now in
            guard let now else { return nil }
            // Where the baseline has none the next one would be the first.
            let least = max(usual.rate, 1 / Double(usual.total))
            let forecast = ValueForecast(baseline.map(\.rate), least: (least / Double(now.total)).squareRoot())
            let chance = RateComparison(reference: usual, current: now).test.pValue
            return MultivariateComparison.Value(
                value: now.rate, expected: usual.rate, pValue: now.rate > usual.rate ? max(chance, forecast?.upperTail(now.rate) ?? 0) : 1,
                effect: max(0, now.rate - usual.rate))
        }
    }
}
