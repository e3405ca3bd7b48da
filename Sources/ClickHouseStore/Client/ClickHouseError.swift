internal import Foundation
internal import Store

/// A failure of a ClickHouse server, or of the way to it.
struct ClickHouseError: Error, Sendable, CustomStringConvertible {
    /// The server's own number of the failure; `nil` when no server answered.
    var code: Int?
    var message: String
    /// Whether a server may have got the statement; one that was never reached has not.
    var mayHaveArrived = true

    var description: String { message }

    /// Whether no server answered.
    var isSilence: Bool { code == nil }

    /// Whether the same may go well in a moment: nobody answered, or the cluster was finding itself again.
    var mayPass: Bool {
        // Connections that are lost or cannot be had, timeouts on the way, tables that are not to be written yet, lost sessions.
        code.map { [32, 209, 210, 225, 242, 279, 319, 999].contains($0) } ?? true
    }

    /// Numbers of failures that Assay tells apart, as ClickHouse's sources name them.
    enum Code {
        static let duplicateColumn = 15
        static let illegalColumn = 44
        static let memoryLimitExceeded = 241
        static let notEnoughSpace = 243
        static let authenticationFailed = 516
        static let wrongPassword = 193
        static let requiredPassword = 194
        static let unknownUser = 192
    }

    init(code: Int?, message: String, mayHaveArrived: Bool = true) {
        self.code = code
        self.message = message
        self.mayHaveArrived = mayHaveArrived
    }

    /// What a server says when something failed: `Code: 60, e.displayText() = DB::Exception: ...` or
    /// `Code: 60. DB::Exception: ...`; `nil` for anything else.
    init?(answer text: some StringProtocol) {
        guard let start = text.range(of: "Code: ") else { return nil }
        let digits = text[start.upperBound...].prefix(while: \.isNumber)
        guard let code = Int(digits) else { return nil }
        var message = text[start.lowerBound...]
        if let name = message.range(of: "DB::Exception: ") { message = message[name.upperBound...] }
        for end in [", e.what() =", " (version ", "\n"] {
            if let end = message.range(of: end) { message = message[..<end.lowerBound] }
        }
        self.init(code: code, message: String(message.prefix(1_000)))
    }

    /// As every store tells its failures.
    func storeError(at node: ClickHouseAddress.Node) -> StoreError {
        switch code {
        case nil: StoreError(.unavailable, "ClickHouse at \(node) does not answer: \(message)", cause: self)
        case Code.memoryLimitExceeded:
            // Not the limit that Assay's own flags set.
            StoreError(.engine, "ClickHouse needs more memory than its max_memory_usage for this user: \(message)", cause: self)
        case Code.notEnoughSpace: StoreError(.noRoom, "ClickHouse has no room left on its disk: \(message)", cause: self)
        case Code.authenticationFailed, Code.wrongPassword, Code.requiredPassword, Code.unknownUser:
            StoreError(.badInput, "ClickHouse at \(node) refuses this user or password: \(message)", cause: self)
        case let code? where mayPass: StoreError(.unavailable, "ClickHouse cannot do this now (code \(code)): \(message)", cause: self)
        case let code?: StoreError(.engine, "ClickHouse failed (code \(code)): \(message)", cause: self)
        }
    }
}
