package import Domain

extension Severity {
    /// A sign that differs without colour: `✓`, `i`, `!`, `✗`.
    package var symbol: String {
        switch self {
        case .ok: "✓"
        case .info: "i"
        case .warning: "!"
        case .error: "✗"
        }
    }

    /// Sign and word, such as `! warning`.
    package var label: String { "\(symbol) \(rawValue)" }
}
