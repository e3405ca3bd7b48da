internal import Dispatch
internal import Synchronization

/// Does independent work with trees at once, each piece on a thread of its own as far as there are cores; in the order of their numbers. Blocks.
///
/// - Throws: what the first piece threw that failed; `CancellationError` where the task is cancelled before.
package func atOnce<Outcome: Sendable>(_ count: Int, _ work: @Sendable (Int) throws -> Outcome) throws -> [Outcome] {
    try Task.checkCancellation()
    let results = Mutex([Int: Result<Outcome, any Error>]())
    DispatchQueue.concurrentPerform(iterations: count) { place in
        let result = Result { try work(place) }
        results.withLock { $0[place] = result }
    }
    let done = results.withLock { $0 }
    return try (0..<count).compactMap { try done[$0]?.get() }
}
