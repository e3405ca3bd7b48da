/// How much a finding matters.
package enum Severity: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// As expected.
    case ok
    /// Different beyond chance, yet too small to act on: evidence, no alert.
    case info
    /// Somebody should look.
    case warning
    /// Somebody should act.
    case error

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}
