internal import AsyncHTTPClient
internal import Foundation
internal import HTTPServer
internal import NIOCore
internal import NIOHTTP1

/// Why a server has not done what it was asked.
struct RemoteFailure: Error, CustomStringConvertible {
    let server: URL
    /// Of the answer; `nil` when there was none.
    private(set) var status: Int?
    /// What is wrong, and what to do about it.
    let text: String
    /// What of the request is wrong, and where.
    private(set) var faults: [Problem.Fault] = []
    /// Of the body that was sent.
    private(set) var line: Int?
    /// When to come again.
    private(set) var retryAfter: Duration?

    /// - Parameter status: of the answer, where there was one.
    init(server: URL, text: String, status: Int? = nil) {
        self.server = server
        self.text = text
        self.status = status
    }

    /// What a server says that says no.
    init(server: URL, answer: HTTPClientResponse, body: ByteBuffer) {
        self.server = server
        let status = Int(answer.status.code)
        self.status = status
        // Something in between may answer as it likes.
        let body = try? JSONDecoder().decode(Body.self, from: Data(body.readableBytesView))
        text = body?.detail ?? body?.title ?? "status \(status)"
        faults = body?.errors ?? []
        line = body?.line
        retryAfter = answer.headers.first(name: "Retry-After").flatMap(Int.init).map { .seconds($0) }
    }

    /// The part of an RFC 9457 answer that people read.
    private struct Body: Decodable {
        var title: String?
        var detail: String?
        var line: Int?
        var errors: [Problem.Fault]?
    }

    /// Whether the same request may be answered another time.
    var isPassing: Bool { status.map { [429, 502, 503, 504].contains($0) } ?? true }

    /// Whether the caller has to ask for something else, or somebody else.
    var isBadInput: Bool { status.map { $0 < 500 && $0 != 429 } ?? false }

    /// Whether the server does not know the key, or what it may.
    var isAboutKey: Bool { status == 401 || status == 403 }

    var description: String {
        if isAboutKey { return "--key: \(server) refuses it: \(text)" }
        let details = faults.filter { $0.detail != text && !text.contains($0.detail) }
            .map { ($0.field.map { "\($0): " } ?? "") + $0.detail }
        return (["\(server): \(text)"] + details).joined(separator: "; ")
    }
}
