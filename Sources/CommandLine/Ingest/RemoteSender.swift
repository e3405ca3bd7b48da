internal import AsyncHTTPClient
internal import Domain
internal import Foundation
internal import Ingest
internal import NIOCore
internal import NIOHTTP1
internal import Store

/// Brings rows to a server. What the server cannot take now is sent again: the idempotency key makes that harmless.
struct RemoteSender: RecordSender {
    let server: RemoteServer
    var retry = RetryPolicy()

    func send(_ part: IngestPart, to target: IngestTarget) async throws -> IngestAnswer {
        let request = try request(for: part, to: target)
        var attempt = 0
        while true {
            attempt += 1
            let failure: RemoteFailure
            do {
                return try await server.answer(IngestAnswer.self, to: request)
            } catch let error as RemoteFailure {
                failure = error
            }
            guard failure.isPassing else { throw explain(failure) }
            guard attempt < retry.attempts else {
                throw IngestError(.unavailable, "\(failure); gave up after \(attempt) attempts, run the command again later")
            }
            try await retry.sleep(retry.delay(after: attempt, wanted: failure.retryAfter))
        }
    }

    private func request(for part: IngestPart, to target: IngestTarget) throws -> HTTPClientRequest {
        let isOfRecords = target.kind == .records
        var request = try server.request(
            .POST, ["v1", "models", target.model, target.kind.rawValue],
            [("environment", isOfRecords ? target.environment.rawValue : nil), ("version", isOfRecords ? target.version : nil)])
        request.headers.add(name: "Content-Type", value: part.format.mediaType)
        request.headers.add(name: "Idempotency-Key", value: try part.idempotencyKey(target.purpose))
        switch part.body {
        case .bytes(let bytes): request.body = .bytes(ByteBuffer(bytes: bytes))
        case .file(_, let size):
            request.body = .stream(part.chunks.map { ByteBuffer(bytes: $0) }, length: .known(Int64(size)))
        }
        return request
    }

    /// What another attempt cannot mend.
    private func explain(_ failure: RemoteFailure) -> any Error {
        switch failure.status ?? 0 {
        case 401, 403: failure
        case 404: IngestError(.unknownModel, failure.text)
        case 409: IngestError(.keyReused, failure.text, line: failure.line)
        case 413: IngestError(.tooLarge, failure.text, line: failure.line)
        case 400..<500: IngestError(.unreadable, failure.text, line: failure.line)
        default: IngestError(.unavailable, failure.description)
        }
    }
}

/// How often and when something is tried again.
struct RetryPolicy: Sendable {
    var attempts = 10
    var first = Duration.milliseconds(500)
    var longest = Duration.seconds(60)
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Doubles each time, and is spread a little so that many clients do not come back at once. What the server wants is
    /// the least.
    func delay(after attempt: Int, wanted: Duration?) -> Duration {
        let doubled = min(longest, first * (1 << min(attempt - 1, 20)))
        return max(wanted ?? .zero, doubled * Double.random(in: 0.75...1.25))
    }
}

extension IngestFormat {
    fileprivate var mediaType: String {
        switch self {
        case .ndjson: "application/x-ndjson"
        case .json: "application/json"
        case .csv: "text/csv"
        case .parquet: "application/vnd.apache.parquet"
        }
    }
}
