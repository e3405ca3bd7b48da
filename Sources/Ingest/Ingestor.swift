internal import Crypto
package import Domain
internal import Foundation
package import Store

/// Brings what people send into the store, and answers when it is durable.
///
/// Small requests of one model are staged and committed together, because a commit costs the same for one row as for
/// thousands; large ones are staged piece by piece, so that none is ever whole in memory.
package final class Ingestor: Sendable {
    private let store: any RecordStore
    private let committer: GroupCommitter
    private let limits: IngestLimits
    private let budget: Budget

    /// - Parameter infer: makes the definition of a model that nobody has described, of its first records.
    package init(
        store: any RecordStore, catalog: ModelCatalog, limits: IngestLimits,
        infer: @escaping @Sendable (_ name: String, _ records: Relation) async throws -> ModelDefinition
    ) {
        self.store = store
        self.limits = limits
        budget = Budget(limit: limits.heldBytes)
        committer = GroupCommitter(
            store: store, preparation: Preparation(store: store, catalog: catalog, infer: infer), limits: limits)
    }

    /// Commits what `ingest` brings, until the task is cancelled or `stop` was called and everything is done.
    package func run() async { await committer.run() }

    /// Takes nothing more; `run` returns when what was taken is done.
    package func stop() async { await committer.stop() }

    /// Bytes of requests that are being read or wait.
    package var heldBytes: Int { budget.heldBytes }

    /// Takes a request.
    ///
    /// - Parameter body: the packed bytes, read as they come.
    /// - Returns: when the rows are durable.
    /// - Throws: `IngestError`, then nothing of the request was stored; or what `body` throws.
    package func ingest<Body: AsyncSequence & Sendable>(
        _ request: IngestRequest, body: Body
    ) async throws -> IngestAnswer where Body.Element == ArraySlice<UInt8> {
        if let problem = ModelDefinition.problem(ofName: request.model) { throw IngestError(.unreadable, problem) }
        if let key = request.idempotencyKey, key.isEmpty || key.utf8.count > 200 {
            throw IngestError(.unreadable, "Idempotency-Key: 1 to 200 bytes are wanted")
        }
        switch request.format {
        case .ndjson: return try await ingestLines(request, body)
        case .json: return try await ingestDocument(request, body)
        case .csv, .parquet: return try await ingestFile(request, body)
        }
    }

    private func ingestLines<Body: AsyncSequence>(
        _ request: IngestRequest, _ body: Body
    ) async throws -> IngestAnswer where Body.Element == ArraySlice<UInt8> {
        var held = Held(budget)
        var reader = LineReader()
        var parts: [StagedRows] = []
        defer { held.release() }
        do {
            var unpacking = try Unpacking(request.coding, limit: limits.requestBytes)
            for try await chunk in body {
                try unpacking.unpack(chunk) { piece throws(IngestError) in
                    try held.take(piece.count)
                    try reader.append(piece)
                }
                if reader.block.bytes.count > limits.pieceBytes {
                    parts.append(try await stage(.lines(reader.takeBlock()), for: request))
                    held.shrink(to: reader.block.bytes.count)
                }
            }
            try unpacking.finish()
            try reader.finish()
            let submission = Submission(request, fingerprint: unpacking.fingerprint)
            if parts.isEmpty { return try await committer.submit(submission, .lines(reader.block)) }
            if !reader.block.lines.isEmpty { parts.append(try await stage(.lines(reader.takeBlock()), for: request)) }
            return try await committer.submit(submission, .staged(parts))
        } catch {
            for part in parts { try await store.release(part.relation) }
            throw error
        }
    }

    private func ingestDocument<Body: AsyncSequence>(
        _ request: IngestRequest, _ body: Body
    ) async throws -> IngestAnswer where Body.Element == ArraySlice<UInt8> {
        var held = Held(budget)
        defer { held.release() }
        // Half of what may be held: a document is taken apart as a whole.
        var unpacking = try Unpacking(request.coding, limit: min(limits.requestBytes, limits.heldBytes / 4))
        var bytes: [UInt8] = []
        for try await chunk in body {
            try unpacking.unpack(chunk) { piece throws(IngestError) in
                try held.take(piece.count)
                bytes += piece
            }
        }
        try unpacking.finish()
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let isBlank = !bytes.contains { $0 > 32 }
        let lines = isBlank ? [] : [LineBlock.Line(request: 0, number: 1, bytes: 0..<bytes.count)]
        return try await committer.submit(
            Submission(request, fingerprint: unpacking.fingerprint),
            .lines(LineBlock(bytes: bytes, lines: lines, areBodies: true)))
    }

    private func ingestFile<Body: AsyncSequence>(
        _ request: IngestRequest, _ body: Body
    ) async throws -> IngestAnswer where Body.Element == ArraySlice<UInt8> {
        var unpacking = try Unpacking(request.coding, limit: limits.requestBytes)
        let file = try SpoolFile(in: limits.spoolFolder)
        defer { file.remove() }
        for try await chunk in body {
            try unpacking.unpack(chunk) { piece throws(IngestError) in try file.write(piece) }
        }
        try unpacking.finish()
        guard unpacking.count > 0 else { throw IngestError(.unreadable, "the body is empty; send rows") }
        let format: StagingFormat = request.format == .csv ? .csv : .parquet
        let part = try await stage(.file(path: file.path, format: format), for: request)
        return try await committer.submit(Submission(request, fingerprint: unpacking.fingerprint), .staged([part]))
    }

    /// Stages a part of one request; a problem in it is the request's.
    private func stage(_ source: StagingSource, for request: IngestRequest) async throws -> StagedRows {
        let rows = try await committer.preparation.stage(source, for: request.model, request.kind)
        guard let problem = rows.problems.first else { return rows }
        try await store.release(rows.relation)
        throw IngestError(.unreadable, problem.reason, line: problem.line)
    }
}

/// What one request holds of the budget.
private struct Held {
    private let budget: Budget
    private var bytes = 0

    init(_ budget: Budget) { self.budget = budget }

    mutating func take(_ count: Int) throws(IngestError) {
        try budget.take(count)
        bytes += count
    }

    mutating func shrink(to count: Int) {
        budget.giveBack(bytes - count)
        bytes = count
    }

    mutating func release() { shrink(to: 0) }
}

/// Unpacks a body, counting and digesting what comes out.
private struct Unpacking: ~Copyable {
    private let decompressor: Decompressor
    private let limit: Int
    private var digest = SHA256()
    private(set) var count = 0

    init(_ coding: ContentCoding, limit: Int) throws(IngestError) {
        decompressor = try Decompressor(coding)
        self.limit = limit
    }

    mutating func unpack(
        _ chunk: ArraySlice<UInt8>, _ consume: (ArraySlice<UInt8>) throws(IngestError) -> Void
    ) throws(IngestError) {
        var (digest, count) = (self.digest, self.count)
        let limit = limit
        try decompressor.unpack(chunk) { piece throws(IngestError) in
            count += piece.count
            guard count <= limit else {
                throw IngestError(
                    .tooLarge, "the body unpacks to more than \(limit >> 20) MiB; send it in several requests")
            }
            digest.update(data: piece)
            try consume(piece)
        }
        (self.digest, self.count) = (digest, count)
    }

    func finish() throws(IngestError) { try decompressor.finish() }

    var fingerprint: String {
        digest.finalize().map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }
}
