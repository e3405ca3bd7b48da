internal import Foundation

/// The parameters of a request's query, as forms and `URLSearchParams` write them: `+` is a blank, the rest is percent-encoded UTF-8.
struct QueryText: Sendable {
    private let values: [String: [String]]

    /// - Parameter raw: what stands behind the question mark; `nil` for nothing.
    init(_ raw: String?) {
        var values: [String: [String]] = [:]
        for pair in (raw ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { Self.decoded(String($0)) }
            values[parts[0], default: []].append(parts.count > 1 ? parts[1] : "")
        }
        self.values = values
    }

    /// All values of a parameter, in their order.
    subscript(_ name: String) -> [String] { values[name] ?? [] }

    var names: [String] { values.keys.sorted() }

    /// What cannot be decoded is left as it was sent: a message about it shows it.
    private static func decoded(_ text: String) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }
}
