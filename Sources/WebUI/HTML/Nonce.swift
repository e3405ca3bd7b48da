/// A secret of one page: only scripts that bear it may run, so that markup which slipped in could do nothing.
package struct Nonce: Sendable, Hashable {
    let text: String

    /// A fixed one, for pages that are compared with stored ones.
    package init(_ text: String) { self.text = text }

    /// 128 bits that nobody can foresee.
    package static func random() -> Nonce {
        var generator = SystemRandomNumberGenerator()
        let halves = [generator.next(), generator.next()] as [UInt64]
        return Nonce(halves.map { String($0, radix: 36) }.joined())
    }
}
