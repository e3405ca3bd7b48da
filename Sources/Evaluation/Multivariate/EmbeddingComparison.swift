internal import Domain
internal import Statistics
internal import Store

/// Windows held against a baseline by the vectors of one column: how far they are from being drawn alike (`embedding_mmd`), and how far their mean
/// has moved (`embedding_centroid`).
///
/// As with `MultivariateComparison` each value is judged twice, and the larger p-value counts: against chance, by permutations, and against how far
/// the baseline's own windows go when each is held against the others.
struct EmbeddingComparison: Sendable {
    let column: String
    /// Vectors by window, in order of time.
    let baseline: [[[Double]]]
    let current: [[[Double]]]
    /// Of the current windows.
    let keys: [Int64?]

    /// Vectors on a side; the time that is needed grows with their square.
    static let vectors = 250
    private static let draws = 200
    /// Of one window: fewer say nothing.
    static let leastVectors = 30

    enum Signal: String, CaseIterable, Sendable {
        case discrepancy = "embedding_mmd"
        case centroid = "embedding_centroid"

        fileprivate var kernel: MaximumMeanDiscrepancy.Kernel { self == .discrepancy ? .gaussian : .linear }
    }

    /// Whether the baseline tells how far windows go by themselves.
    var isLearned: Bool { baseline.count >= ValueForecast.leastWindows }

    /// For each current window; `nil` for windows with too few vectors.
    ///
    /// The value is the root of the squared discrepancy, of the centroid in parts of the vectors' spread.
    func values(_ signal: Signal) -> [MultivariateComparison.Value?] {
        let spread = signal == .centroid ? self.spread : 1
        guard spread > 0 else { return current.map { _ in nil } }
        func compared(_ reference: [[[Double]]], _ window: [[Double]], draws: Int) -> MaximumMeanDiscrepancy? {
            let others = Array(reference.joined())
            return MaximumMeanDiscrepancy(
                reference: others.thinned(to: Self.vectors), current: window.thinned(to: Self.vectors), kernel: signal.kernel, draws: draws)
        }
        var usual: [Double] = []
        if isLearned {
            for place in baseline.indices {
                let others = baseline.enumerated().filter { $0.offset != place }.map(\.element)
                if let own = compared(others, baseline[place], draws: 0) { usual.append(own.squared) }
            }
        }
        return current.map { window in
            guard window.count >= Self.leastVectors, let now = compared(baseline, window, draws: Self.draws) else { return nil }
            let forecast = ValueForecast(usual, least: now.deviation)
            let expected = max(0, forecast?.mean ?? 0)
            // What permutations can count, they count; the rest is told by the shape of what they have.
            let chance = now.pValue > 10 / Double(Self.draws) ? now.pValue : now.tail
            return MultivariateComparison.Value(
                value: max(0, now.squared).squareRoot() / spread, expected: expected.squareRoot() / spread,
                pValue: max(chance, forecast?.upperTail(now.squared) ?? 0), effect: max(0, now.squared - expected).squareRoot() / spread)
        }
    }

    /// The root of the mean squared distance of the baseline's vectors from their mean.
    private var spread: Double {
        let vectors = Array(baseline.joined()).thinned(to: 4 * Self.vectors)
        guard let first = vectors.first, vectors.count > 1 else { return 0 }
        return first.indices.reduce(0.0) { $0 + (Moments(vectors.map { [place = $1] in $0[place] }).variance() ?? 0) }.squareRoot()
    }
}
