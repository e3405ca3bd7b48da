internal import Synchronization

/// Counts the bytes that requests hold in memory, and refuses more than there may be: the queue's length is bounded by
/// this and by nothing else.
final class Budget: Sendable {
    private let limit: Int
    private let held = Mutex(0)

    init(limit: Int) { self.limit = limit }

    var heldBytes: Int { held.withLock { $0 } }

    func take(_ bytes: Int) throws(IngestError) {
        let isFree = held.withLock { held in
            guard held + bytes <= limit else { return false }
            held += bytes
            return true
        }
        if !isFree { throw IngestError(.busy, "too much is waiting to be stored; send it again in a moment") }
    }

    func giveBack(_ bytes: Int) { held.withLock { $0 -= bytes } }
}
