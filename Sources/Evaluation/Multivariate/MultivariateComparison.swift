internal import Statistics
internal import Store
internal import Trees

/// Windows held against a baseline by what their columns together show.
///
/// Each signal's value in a window is judged twice, and the larger p-value counts: against chance, and against how far the baseline's own
/// windows go when each is held against the others. So neither a small sample nor a rhythm alone says that something has changed.
struct MultivariateComparison: Sendable {
    let columns: [CountedColumn]
    /// In order of time.
    let baseline: [WindowRows]
    let current: [WindowRows]

    /// A value of a window.
    struct Value: Sendable {
        var value: Double
        /// What the baseline's windows have on average, or chance gives.
        var expected: Double
        var pValue: Double
        /// How much it matters: for the area and for correlations the difference, for the distance in parts of rows' spread.
        var effect: Double
    }

    enum Signal: String, CaseIterable, Sendable {
        case domainClassifier = "domain_classifier"
        case reconstructionError = "reconstruction_error"
        case correlationChange = "correlation_change"
    }

    /// Rows of the reference that trees learn from.
    static let referenceRows = 4_000

    /// Whether the baseline tells how far windows go by themselves.
    var isLearned: Bool { baseline.count >= ValueForecast.leastWindows }

    /// For each current window; `nil` where a signal says nothing.
    ///
    /// - Throws: `TreeError`, `CancellationError`.
    func values(_ signal: Signal) throws -> [Value?] {
        switch signal {
        case .domainClassifier: try areas()
        case .reconstructionError: distances()
        case .correlationChange: correlations()
        }
    }

    private var whole: WindowRows? { WindowRows(joining: baseline) }

    private func areas() throws -> [Value?] {
        guard let whole else { return current.map { _ in nil } }
        let coding = RowCoding(columns, reference: whole)
        let windows = baseline.map(coding.table)
        var usual: [Double] = []
        if isLearned {
            for place in windows.indices {
                var others = coding.table(WindowRows(key: nil, of: columns))
                for (other, window) in windows.enumerated() where other != place { others.append(contentsOf: window) }
                let outcome = try DomainClassifier.outcome(
                    reference: others.thinned(to: Self.referenceRows), window: windows[place], explains: false)
                if let outcome { usual.append(outcome.rocAUC) }
            }
        }
        let reference = coding.table(whole).thinned(to: Self.referenceRows)
        return try current.map { window in
            guard let outcome = try DomainClassifier.outcome(reference: reference, window: coding.table(window), explains: false)
            else { return nil }
            let forecast = ValueForecast(usual, least: outcome.chanceError)
            let expected = forecast?.mean ?? 0.5
            return Value(
                value: outcome.rocAUC, expected: expected,
                pValue: max(StandardNormal.sf(outcome.z), forecast?.upperTail(outcome.rocAUC) ?? 0), effect: outcome.rocAUC - expected)
        }
    }

    private func distances() -> [Value?] {
        guard let whole, let learned = Reconstruction(reference: whole) else { return current.map { _ in nil } }
        let reference = learned.errors(of: whole)
        guard let spread = reference.standardDeviation(), spread > 0, spread.isFinite else { return current.map { _ in nil } }
        let usual = isLearned ? baseline.map { learned.errors(of: $0).mean } : []
        return current.map { window in
            let errors = learned.errors(of: window)
            // Numbers of 1e200 have squares that nothing can be said of.
            guard errors.count > 1, errors.mean.isFinite else { return nil }
            let own = spread / Double(errors.count).squareRoot()
            let forecast = ValueForecast(usual, least: own)
            let expected = forecast?.mean ?? reference.mean
            let z = (errors.mean - reference.mean) / (own * own + spread * spread / Double(reference.count)).squareRoot()
            return Value(
                value: errors.mean, expected: expected, pValue: max(StandardNormal.twoSided(z), forecast?.twoSided(errors.mean) ?? 0),
                effect: abs(errors.mean - expected) / spread)
        }
    }

    private func correlations() -> [Value?] {
        guard let whole else { return current.map { _ in nil } }
        let scores = NormalScores(reference: whole)
        guard scores.columns.count > 1 else { return current.map { _ in nil } }
        let windows = baseline.map(scores.moments)
        let usual = isLearned ? windows.indices.compactMap { place in
            Self.merged(windows.enumerated().filter { $0.offset != place }.map(\.element))
                .flatMap { CorrelationChange.all(reference: $0, current: windows[place]).first }
        } : []
        guard let reference = Self.merged(windows) else { return current.map { _ in nil } }
        return current.map { window in
            guard let change = CorrelationChange.all(reference: reference, current: scores.moments(window)).first else { return nil }
            // The largest of many standard normal values differs by some tenths from time to time.
            let forecast = ValueForecast(usual.map { abs($0.z) }, least: 0.3)
            let difference = abs(change.current - change.reference)
            let sizes = usual.map { abs($0.current - $0.reference) }
            return Value(
                value: difference, expected: sizes.isEmpty ? 0 : sizes.reduce(0, +) / Double(sizes.count),
                pValue: max(change.adjusted, forecast?.upperTail(abs(change.z)) ?? 0), effect: difference)
        }
    }

    static func merged(_ windows: [CoMoments]) -> CoMoments? {
        guard let first = windows.first else { return nil }
        var whole = CoMoments(variables: first.means.count)
        for window in windows {
            // They are all of the same columns, so this does not fail.
            do { try whole.merge(window) } catch { return nil }
        }
        return whole
    }
}
