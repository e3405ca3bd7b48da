internal import Crypto
internal import FoundationEssentials

/// A key as its owner holds it: `assay_<id>_<secret>`. Shown once, never kept, never logged.
package struct KeySecret: Sendable, CustomStringConvertible {
    package let id: String
    private let secret: String

    /// The text that goes into the `Authorization` header.
    package var token: String { "assay_\(id)_\(secret)" }

    /// For logs by mistake.
    package var description: String { "assay_\(id)_…" }

    /// A new secret of 32 random bytes.
    init(id: String) {
        self.id = id
        secret = Self.random(bytes: 32)
    }

    /// Reads a token; `nil` when it has not the form of one.
    init?(token: some StringProtocol) {
        let parts = token.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("assay".utf8), parts[1].count == 16, parts[2].count == 64 else {
            return nil
        }
        id = String(decoding: parts[1], as: UTF8.self)
        secret = String(decoding: parts[2], as: UTF8.self)
    }

    static func newID() -> String { random(bytes: 8) }

    var digest: String { Self.hexadecimal(SHA256.hash(data: Data(secret.utf8))) }

    /// Compares with a stored digest in a time that does not depend on where they differ.
    func matches(_ digest: String) -> Bool {
        let own = Array(self.digest.utf8)
        let other = Array(digest.utf8)
        guard own.count == other.count else { return false }
        return zip(own, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Swift's default generator is the system's cryptographic one.
    private static func random(bytes count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return hexadecimal((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
