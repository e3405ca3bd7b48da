internal import AsyncHTTPClient
internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// An address that is told of events, signed by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`, so that the receiver knows who sent it
/// (the secret is known to both), that nothing was changed, and by the time that nobody sends it again later.
struct Webhook: Sendable {
    let url: URL
    private let secret: SymmetricKey

    /// Where the secret is taken from if no file names it.
    static let variable = "ASSAY_WEBHOOK_SECRET"
    private static let prefix = "whsec_"
    /// Of the specification, in bytes.
    private static let sizes = 24...64

    /// - Parameters:
    ///   - address: `http` or `https`.
    ///   - secret: `whsec_` and base64 of 24 to 64 bytes.
    /// - Throws: `InputError`, which does not tell the secret.
    init(address: String, secret: String?) throws {
        guard let url = RemoteServer.url(address) else {
            throw InputError("--webhook: '\(address)' is no address such as https://pipelines.example.org/hooks/train")
        }
        guard let secret, !secret.isEmpty else {
            throw InputError("--webhook: a secret must sign; give --webhook-secret or $\(Self.variable) one, such as whsec_$(openssl rand -base64 32)")
        }
        guard secret.hasPrefix(Self.prefix), let key = Data(base64Encoded: String(secret.dropFirst(Self.prefix.count))), Self.sizes.contains(key.count)
        else {
            throw InputError("--webhook-secret: whsec_ and 24 to 64 bytes in base64 are wanted, such as whsec_$(openssl rand -base64 32)")
        }
        self.url = url
        self.secret = SymmetricKey(data: key)
    }

    /// Of a body that is sent at a time, in seconds since 1970.
    func signature(id: String, timestamp: Int, body: Data) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(id).\(timestamp).".utf8) + body, using: secret)
        return "v1," + Data(code).base64EncodedString()
    }

    /// Sends until it is answered with a 2xx status, `pauses.count + 1` times at most; what the receiver refuses is not sent again.
    ///
    /// - Parameter patience: in which it must have answered.
    /// - Throws: `InputError` where it refuses, `RemoteFailure` where it cannot be reached or has failed each time.
    func deliver(
        id: String, body: Data, pauses: [Duration] = [.seconds(1), .seconds(5)], patience: TimeAmount = .seconds(60)
    ) async throws {
        // A redirection would hand the event to somebody who was not named.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: patience, read: patience)
        // Where nobody listens that is known at once, and tried again after a pause.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        do {
            try await deliver(id, body, pauses, patience, by: client)
        } catch {
            // What went wrong first is what to tell.
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func deliver(_ id: String, _ body: Data, _ pauses: [Duration], _ patience: TimeAmount, by client: HTTPClient) async throws {
        var failure = ""
        for pause in [.zero] + pauses {
            try await Task.sleep(for: pause)
            let status: UInt
            do {
                status = try await self.status(id, body, within: patience, by: client)
            } catch {
                try Task.checkCancellation()
                failure = "it cannot be reached: \(error)"
                continue
            }
            if (200..<300).contains(status) { return }
            failure = "it answers with status \(status)"
            guard status == 429 || status >= 500 else { throw InputError("--webhook: \(url): \(failure)") }
        }
        throw RemoteFailure(server: url, text: "\(failure); it was told \(pauses.count + 1) times in vain, and what was written stays (--webhook)")
    }

    private func status(_ id: String, _ body: Data, within patience: TimeAmount, by client: HTTPClient) async throws -> UInt {
        // Of each try: a receiver takes no old ones.
        let timestamp = Int(Date.now.timeIntervalSince1970)
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "webhook-id", value: id)
        request.headers.add(name: "webhook-timestamp", value: "\(timestamp)")
        request.headers.add(name: "webhook-signature", value: signature(id: id, timestamp: timestamp, body: body))
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await client.execute(request, timeout: patience)
        // What it says beside is of no interest, and is read so that the connection ends well.
        for try await _ in response.body {}
        return response.status.code
    }
}
