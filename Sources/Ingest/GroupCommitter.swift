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

    /// While one group is inserted, the next is staged.
    func run() async {
        var inserting: Task<Void, Never>?
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
            let entries = takeNext()
            let batches = await stage(entries)
            // One after the other: a later group must see what became of an earlier one.
            await inserting?.value
            inserting = batches.map { batches in Task { await insert(batches, for: entries) } }
        }
        await inserting?.value
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

    /// - Returns: `nil` when it failed, and the requests have their answers.
    private func stage(_ entries: [Waiting]) async -> Batches? {
        var batches = Batches(preparation: preparation)
        do {
            try await batches.stage(entries.map { ($0.submission, $0.rows) })
            return batches
        } catch {
            await release(batches.relations)
            await fail(entries, error)
            return nil
        }
    }

    private func insert(_ staged: Batches, for entries: [Waiting]) async {
        var batches = staged
        do {
            batches.note(try await store.insert(batches.insertions))
        } catch {
            await release(batches.relations)
            await fail(entries, error)
            return
        }
        for (entry, answer) in zip(entries, batches.answers) { entry.answer.resume(with: answer) }
        await release(batches.relations + entries.flatMap(\.rows.relations))
    }

    /// Answers requests of which nothing was stored.
    private func fail(_ entries: [Waiting], _ error: any Error) async {
        if entries.count > 1, (error as? StoreError)?.kind != .noRoom {
            // One of them may be to blame; the others shall not bear it.
            for entry in entries {
                if let batches = await stage([entry]) { await insert(batches, for: [entry]) }
            }
            return
        }
        for entry in entries {
            entry.answer.resume(throwing: (error as? StoreError).map { IngestError($0) } ?? error)
            await release(entry.rows.relations)
        }
    }

    private func release(_ relations: [Relation]) async {
        // What stays behind is in memory, and harms nobody; the answer must not depend on it.
        for relation in relations { try? await store.release(relation) }
    }
}

extension SubmittedRows {
    /// What was staged before it was submitted.
    var relations: [Relation] { if case .staged(let parts) = self { parts.map(\.relation) } else { [] } }

    var byteCount: Int { if case .lines(let block) = self { block.bytes.count } else { 0 } }
}
