/// Why a request was not taken. Nothing of it was stored.
package struct IngestError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The body cannot be read.
        case unreadable
        /// The body, a line of it, or what it unpacks to is too large.
        case tooLarge
        /// There is no such model, and it cannot be made of this request.
        case unknownModel
        /// The idempotency key was used for another request.
        case keyReused
        /// Too much is waiting: try again later.
        case busy
        /// There is no room left on the disk.
        case noRoom
        /// The request needs more memory than the store may use.
        case noMemory
        /// The store cannot take anything now: it failed.
        case unavailable
    }

    package let kind: Kind
    /// What is wrong and what to do about it.
    package let description: String
    /// The line or row of the body, counted from one.
    package let line: Int?

    package init(_ kind: Kind, _ description: String, line: Int? = nil) {
        self.kind = kind
        self.description = description
        self.line = line
    }
}
