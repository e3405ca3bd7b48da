internal import Domain
internal import Statistics
internal import Store

/// One number followed over windows, with what it means.
struct FollowedSignal {
    var name: String
    /// The column that it is of, where it is of one.
    var column: String?
    /// Effects from which a finding matters.
    var warning: Double
    var error: Double
    /// Whether the baseline tells how far windows go by themselves.
    var isLearned: Bool
    /// Of each current window the key, the rows looked at, and the value; `nil` where the signal says nothing.
    var windows: [(key: Int64?, count: Int, value: MultivariateComparison.Value?)]
    /// The columns behind the value of a window, given by its place.
    var features: (Int) throws -> [GuiltyFeature]
    var sentence: (MultivariatePoint) -> String
}

extension MultivariateComparison {
    /// All signals, with what they mean. Some seconds; trees are grown on this thread.
    func followed() throws -> [FollowedSignal] {
        try Signal.allCases.map { signal in
            FollowedSignal(
                name: signal.rawValue, warning: signal.warning, error: signal.error, isLearned: isLearned,
                windows: zip(current, try values(signal)).map { ($0.key, $0.count, $1) },
                features: { try features(behind: signal, of: current[$0]) }, sentence: signal.sentence)
        }
    }
}

extension EmbeddingComparison {
    func followed() -> [FollowedSignal] {
        Signal.allCases.map { signal in
            FollowedSignal(
                name: signal.rawValue, column: column, warning: signal.warning, error: signal.error, isLearned: isLearned,
                windows: zip(keys, zip(current, values(signal))).map { ($0, $1.0.count, $1.1) },
                features: { _ in [] }, sentence: { signal.sentence($0, column) })
        }
    }
}

extension MultivariateComparison.Signal {
    /// Effects from which a finding matters.
    fileprivate var warning: Double {
        switch self {
        case .domainClassifier: 0.05
        case .reconstructionError: 0.2
        case .correlationChange: 0.15
        }
    }

    fileprivate var error: Double {
        switch self {
        case .domainClassifier: 0.2
        case .reconstructionError: 0.5
        case .correlationChange: 0.4
        }
    }

    fileprivate func sentence(_ point: MultivariatePoint) -> String {
        let expected = point.expected?.short ?? "unknown"
        let what =
            switch self {
            case .domainClassifier:
                "rows can be told from the reference's: ROC AUC \(point.value.short) where its own windows have \(expected)"
            case .reconstructionError:
                "columns do not go together as in the reference: rows lie \(point.value.short) off its principal components, usual are \(expected)"
            case .correlationChange:
                "the correlation of two columns has changed by \(point.value.short), usual are \(expected) at most"
            }
        let names = point.features.prefix(3).map { "'\($0.name)' \($0.share.percent)" }
        return what + (names.isEmpty ? "" : "; by \(names.joined(separator: ", "))") + " (n = \(point.count))"
    }
}

extension EmbeddingComparison.Signal {
    /// A mean that moves by a part `c` of the vectors' spread makes a discrepancy of about `0.55 c`.
    fileprivate var warning: Double { self == .centroid ? 0.2 : 0.1 }
    fileprivate var error: Double { self == .centroid ? 0.5 : 0.25 }

    fileprivate func sentence(_ point: MultivariatePoint, _ column: String) -> String {
        let expected = point.expected?.short ?? "unknown"
        let what =
            switch self {
            case .discrepancy: "vectors of '\(column)' are not drawn as the reference's: discrepancy (MMD) \(point.value.short), usual are \(expected)"
            case .centroid: "the mean of the vectors of '\(column)' has moved by \(point.value.short) of their spread, usual are \(expected)"
            }
        return what + " (n = \(point.count))"
    }
}
