internal import Domain
internal import Foundation
internal import Store

/// A request that has been read.
struct Submission: Sendable {
    var request: IngestRequest
    var fingerprint: String

    init(_ request: IngestRequest, fingerprint: String) {
        self.request = request
        self.fingerprint = fingerprint
    }

    /// Requests that can be staged together differ in nothing that rows do not say.
    struct Group: Sendable, Hashable {
        var model: String
        var kind: RecordKind
        var environment: Environment
        var version: String?
        var areBodies: Bool
    }
}

/// The rows of a submission.
enum SubmittedRows: Sendable {
    /// Not staged yet: with others of their group.
    case lines(LineBlock)
    case staged([StagedRows])
}

/// Commits what has come while the last commit was under way, all at once.
actor GroupCommitter {
    private struct Waiting {
        var submission: Submission
        var rows: SubmittedRows
        var answer: CheckedContinuation<IngestAnswer, any Error>
    }

    nonisolated let preparation: Preparation
    private let store: any RecordStore
    private let limits: IngestLimits
    private var waiting: [Waiting] = []
    private var isStopping = false
    private var wakeUp: CheckedContinuation<Void, Never>?

    init(store: any RecordStore, preparation: Preparation, limits: IngestLimits) {
        self.store = store
        self.preparation = preparation
        self.limits = limits
    }

    /// - Returns: when the rows are durable.
    func submit(_ submission: Submission, _ rows: SubmittedRows) async throws -> IngestAnswer {
        if isStopping { throw IngestError(.unavailable, "the server is stopping; send it again in a moment") }
        // Not cancelled with the client: what was read is stored, and the client may ask again.
        return try await withCheckedThrowingContinuation { answer in
            waiting.append(Waiting(submission: submission, rows: rows, answer: answer))
            wake()
        }
    }

    func run() async {
        while true {
            if waiting.isEmpty {
                if isStopping || Task.isCancelled { break }
                await withTaskCancellationHandler {
                    await withCheckedContinuation { wakeUp = $0 }
                } onCancel: {
                    Task { await self.stop() }  // ends the wait above; `stop` is quick
                }
                continue
            }
            await commit(takeNext())
        }
    }

    func stop() {
        isStopping = true
        wake()
    }

    private func wake() {
        wakeUp?.resume()
        wakeUp = nil
    }

    /// The first that waits, and what can be committed with it. Two of one idempotency key never go together: the second
    /// must see what became of the first.
    private func takeNext() -> [Waiting] {
        var taken: [Waiting] = []
        var left: [Waiting] = []
        var bytes = 0
        var keys: Set<String> = []
        for entry in waiting {
            let request = entry.submission.request
            let key = request.idempotencyKey.map { "\(request.model)\u{0}\($0)" }
            if bytes < limits.groupBytes, key.map({ keys.insert($0).inserted }) ?? true {
                bytes += entry.rows.byteCount
                taken.append(entry)
            } else {
                left.append(entry)
            }
        }
        waiting = left
        return taken
    }

    private func commit(_ entries: [Waiting]) async {
        do {
            let answers = try await answers(to: entries)
            for (entry, answer) in zip(entries, answers) { entry.answer.resume(with: answer) }
        } catch let error as StoreError where error.kind == .noRoom {
            // For none of them; the next commit tries again.
            for entry in entries { entry.answer.resume(throwing: IngestError(error)) }
        } catch where entries.count > 1 {
            // One of them may be to blame; the others shall not bear it.
            for entry in entries { await commit([entry]) }
        } catch {
            entries[0].answer.resume(throwing: (error as? StoreError).map { IngestError($0) } ?? error)
        }
    }

    /// - Throws: when nothing was stored.
    private func answers(to entries: [Waiting]) async throws -> [Result<IngestAnswer, any Error>] {
        var batches = Batches(preparation: preparation)
        do {
            try await batches.stage(entries.map { ($0.submission, $0.rows) })
            let outcomes = try await store.insert(batches.insertions)
            batches.note(outcomes)
        } catch {
            try await release(batches)
            throw error
        }
        try await release(batches)
        return batches.answers
    }

    private func release(_ batches: Batches) async throws {
        for relation in batches.relations { try await store.release(relation) }
    }
}

extension SubmittedRows {
    var byteCount: Int { if case .lines(let block) = self { block.bytes.count } else { 0 } }
}
