internal import AsyncHTTPClient
internal import Domain
internal import Foundation
internal import Ingest
internal import NIOCore
internal import NIOHTTP1
internal import Store

/// Brings rows to a server. What the server cannot take now is sent again: the idempotency key makes that harmless.
struct RemoteSender: RecordSender {
    /// Such as `https://assay.example.org`.
    let server: URL
    let key: String?
    var retry = RetryPolicy()

    func send(_ part: IngestPart, to target: IngestTarget) async throws -> IngestAnswer {
        let request = try request(for: part, to: target)
        var attempt = 0
        while true {
            attempt += 1
            let failure: Failure
            do {
                return try await answer(to: request)
            } catch let error as Failure {
                failure = error
            }
            guard attempt < retry.attempts else {
                throw IngestError(.unavailable, "\(failure.reason); gave up after \(attempt) attempts, run the command again later")
            }
            try await retry.sleep(retry.delay(after: attempt, wanted: failure.retryAfter))
        }
    }

    /// What another attempt may mend.
    private struct Failure: Error {
        var reason: String
        var retryAfter: Duration?
    }

    private func request(for part: IngestPart, to target: IngestTarget) throws -> HTTPClientRequest {
        var address = URLComponents(url: server, resolvingAgainstBaseURL: false) ?? URLComponents()
        // Not by URL's own rules, which let a slash of the name be one of the path.
        let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        guard let model = target.model.addingPercentEncoding(withAllowedCharacters: unreserved) else {
            throw InputError("--model: '\(target.model)' cannot be part of an address")
        }
        let base = address.percentEncodedPath.hasSuffix("/") ? String(address.percentEncodedPath.dropLast()) : address.percentEncodedPath
        address.percentEncodedPath = "\(base)/v1/models/\(model)/\(target.kind.rawValue)"
        if target.kind == .records {
            address.queryItems = [URLQueryItem(name: "environment", value: target.environment.rawValue)]
                + (target.version.map { [URLQueryItem(name: "version", value: $0)] } ?? [])
            // A plus would be read as a blank.
            address.percentEncodedQuery = address.percentEncodedQuery?.replacing("+", with: "%2B")
        }
        var request = HTTPClientRequest(url: address.string ?? "")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: part.format.mediaType)
        request.headers.add(name: "Idempotency-Key", value: try part.idempotencyKey(target.purpose))
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        switch part.body {
        case .bytes(let bytes): request.body = .bytes(ByteBuffer(bytes: bytes))
        case .file(_, let size):
            request.body = .stream(part.chunks.map { ByteBuffer(bytes: $0) }, length: .known(Int64(size)))
        }
        return request
    }

    private func exchange(_ request: HTTPClientRequest) async throws -> (HTTPClientResponse, ByteBuffer) {
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .minutes(15))
            return (response, try await response.body.collect(upTo: 4 << 20))
        } catch {
            try Task.checkCancellation()
            throw Failure(reason: "\(server) cannot be reached: \(error)", retryAfter: nil)
        }
    }

    private func answer(to request: HTTPClientRequest) async throws -> IngestAnswer {
        let (response, body) = try await exchange(request)
        let status = Int(response.status.code)
        if (200..<300).contains(status) {
            do {
                return try JSONDecoder().decode(IngestAnswer.self, from: Data(body.readableBytesView))
            } catch {
                throw IngestError(.unavailable, "\(server) answers as no Assay server does; check --server")
            }
        }
        let problem = Problem(body: body.readableBytesView, status: status)
        switch status {
        case 429, 502, 503, 504:
            let seconds = response.headers.first(name: "Retry-After").flatMap(Int.init)
            throw Failure(reason: "\(server): \(problem.text)", retryAfter: seconds.map { .seconds($0) })
        case 401, 403: throw InputError("--key: \(server) refuses it: \(problem.text)")
        case 404: throw IngestError(.unknownModel, problem.text)
        case 409: throw IngestError(.keyReused, problem.text, line: problem.line)
        case 413: throw IngestError(.tooLarge, problem.text, line: problem.line)
        case 400..<500: throw IngestError(.unreadable, problem.text, line: problem.line)
        default: throw IngestError(.unavailable, "\(server) failed: \(problem.text)")
        }
    }
}

/// The part of an RFC 9457 answer that people read.
private struct Problem {
    var text: String
    var line: Int?

    private struct Body: Decodable {
        var title: String?
        var detail: String?
        var line: Int?
    }

    init(body: some Sequence<UInt8>, status: Int) {
        // Something in between may answer as it likes.
        let body = try? JSONDecoder().decode(Body.self, from: Data(body))
        text = body?.detail ?? body?.title ?? "status \(status)"
        line = body?.line
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
