/// Lets an actor's changes happen one after the other although each waits for the store: between two of its waits, an
/// actor would else let the next change in.
package actor ChangeQueue {
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init() {}

    /// Runs a change when those before it are done, and to its end even when the caller is cancelled: half a change
    /// would be worse.
    package func run<Owner: Actor, Result: Sendable>(
        on owner: Owner, _ change: @Sendable @escaping (isolated Owner) async throws -> Result
    ) async throws -> Result {
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
        defer {
            isBusy = false
            if !waiting.isEmpty { waiting.removeFirst().resume() }
        }
        return try await Task { try await change(owner) }.value
    }
}
