internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// An Assay server that a command speaks with.
struct RemoteServer: Sendable {
    /// Such as `https://assay.example.org`.
    let url: URL
    let key: String?

    init(url: URL, key: String?) {
        self.url = url
        self.key = key
    }

    /// - Parameter address: as it was given to `--server`.
    init(address: String, key: String?) throws {
        guard let url = Self.url(address) else {
            throw InputError("--server: '\(address)' is no address such as https://assay.example.org")
        }
        self.init(url: url, key: key)
    }

    /// - Returns: `nil` for what is no address of HTTP.
    static func url(_ address: String) -> URL? {
        URL(string: address).flatMap { ["http", "https"].contains($0.scheme) && $0.host() != nil ? $0 : nil }
    }

    /// Unlike the shared one it does not give up when nothing comes for a minute and a half, because a server may count
    /// for longer before it answers; and it says at once when nobody is there.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.timeout = .init(connect: .seconds(30), read: .hours(1))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    /// - Parameters:
    ///   - path: its parts, whatever characters they have.
    ///   - query: parameters; those without a value are left out.
    func request(
        _ method: HTTPMethod = .GET, _ path: [String], _ query: [(name: String, value: String?)] = []
    ) throws -> HTTPClientRequest {
        var address = URLComponents(url: url, resolvingAgainstBaseURL: false) ?? URLComponents()
        let base = address.percentEncodedPath
        address.percentEncodedPath = try (base.hasSuffix("/") ? String(base.dropLast()) : base) + path.map { "/" + (try Self.encoded($0)) }.joined()
        let given = try query.compactMap { name, value in try value.map { "\(name)=\(try Self.encoded($0))" } }
        if !given.isEmpty { address.percentEncodedQuery = given.joined(separator: "&") }
        var request = HTTPClientRequest(url: address.string ?? "")
        request.method = method
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        return request
    }

    /// Sends a request whose answer is JSON.
    ///
    /// - Throws: `RemoteFailure`.
    func answer<Value: Decodable>(
        _ type: Value.Type, to request: HTTPClientRequest, within time: TimeAmount = .minutes(15)
    ) async throws -> Value {
        let response = try await response(to: request, within: time)
        let body = try await Self.body(of: response, from: url)
        do {
            return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch {
            throw Self.stranger(url, response)
        }
    }

    /// What answers is something else.
    static func stranger(_ server: URL, _ response: HTTPClientResponse) -> RemoteFailure {
        RemoteFailure(server: server, text: "it answers as no Assay server does; check --server", status: Int(response.status.code))
    }

    /// Sends a request. The answer's body has yet to be read.
    ///
    /// - Parameter time: in which the answer must begin.
    /// - Throws: `RemoteFailure`, also for an answer that says no.
    func response(to request: HTTPClientRequest, within time: TimeAmount) async throws -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            response = try await Self.client.execute(request, timeout: time)
        } catch {
            try Task.checkCancellation()
            throw RemoteFailure(server: url, text: "it cannot be reached: \(error)")
        }
        guard !(200..<300).contains(response.status.code) else { return response }
        throw RemoteFailure(server: url, answer: response, body: try await Self.body(of: response, from: url))
    }

    private static func body(of response: HTTPClientResponse, from server: URL) async throws -> ByteBuffer {
        do {
            return try await response.body.collect(upTo: 64 << 20)
        } catch {
            try Task.checkCancellation()
            throw RemoteFailure(server: server, text: "its answer broke off: \(error)")
        }
    }

    /// Not by URL's own rules, which let a slash of a name be one of the path, and a plus of a value be a blank.
    private static func encoded(_ text: String) throws -> String {
        let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        guard let encoded = text.addingPercentEncoding(withAllowedCharacters: unreserved) else {
            throw InputError("'\(text)' cannot be part of an address; it is no text")
        }
        return encoded
    }
}
