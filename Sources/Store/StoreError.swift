/// A failure of a store.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The data or the request cannot be used; the caller can mend it.
        case badInput
        /// The engine reached its limit of memory with what it cannot write to disk.
        case memoryLimit
        /// There is no room left on the disk; nothing was written.
        case noRoom
        /// The engine does not answer, or cannot do it now; later it may.
        case unavailable
        /// The engine failed.
        case engine
    }

    package let kind: Kind
    /// What went wrong and, for bad input, what to do about it.
    package let description: String
    /// The engine's own failure.
    package let cause: (any Error)?

    package init(_ kind: Kind, _ description: String, cause: (any Error)? = nil) {
        self.kind = kind
        self.description = description
        self.cause = cause
    }
}
