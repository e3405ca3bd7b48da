import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import CommandLine

/// Protects what pipelines are told: that the signature is the specification's, that a passing failure is tried again under the same name and a refusal is
/// not, and that no secret is told.
@Suite struct WebhookTests {
    /// Simulations may hold all threads for long; who is given up too soon is told again.
    private static let patience = TimeAmount.minutes(10)
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// A receiver, what it answers in turn (the last one ever after), and what it was told.
    private final class Receiver: Sendable {
        struct Told: Sendable {
            var id, timestamp, signature, body: String
        }

        let told = Mutex<[Told]>([])

        func router(_ answers: [HTTPResponse.Status]) throws -> Router<BasicRequestContext> {
            let names = try ["webhook-id", "webhook-timestamp", "webhook-signature"].map { try #require(HTTPField.Name($0)) }
            let router = Router()
            router.post("train") { request, _ in
                let body = String(buffer: try await request.body.collect(upTo: 1 << 20))
                let headers = names.map { request.headers[$0] ?? "" }
                let place = self.told.withLock { told in
                    told.append(Told(id: headers[0], timestamp: headers[1], signature: headers[2], body: body))
                    return told.count - 1
                }
                return Response(status: answers[min(place, answers.count - 1)])
            }
            return router
        }
    }

    private func deliver(_ answers: [HTTPResponse.Status]) async throws -> [Receiver.Told] {
        let receiver = Receiver()
        try await serving(receiver.router(answers)) { port in
            try await Webhook(address: "http://127.0.0.1:\(port)/train", secret: Self.secret)
                .deliver(id: "msg_1", body: Data(#"{"a":1}"#.utf8), pauses: [.milliseconds(1), .milliseconds(1)], patience: Self.patience)
        }
        return receiver.told.withLock { $0 }
    }

    /// The example of the specification's reference libraries.
    @Test func theSignatureIsTheSpecifications() throws {
        let webhook = try Webhook(address: "https://example.org", secret: Self.secret)
        let signature = webhook.signature(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Data(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func passingFailuresAreTriedAgain() async throws {
        let told = try await deliver([.serviceUnavailable, .tooManyRequests, .noContent])
        #expect(told.map(\.id) == ["msg_1", "msg_1", "msg_1"])
        let webhook = try Webhook(address: "https://example.org", secret: Self.secret)
        for one in told {
            #expect(try one.signature == webhook.signature(id: one.id, timestamp: #require(Int(one.timestamp)), body: Data(one.body.utf8)))
        }
    }

    @Test func refusalsAreNot() async throws {
        let receiver = Receiver()
        let refused = await #expect(throws: InputError.self) {
            try await serving(receiver.router([.forbidden])) { port in
                try await Webhook(address: "http://127.0.0.1:\(port)/train", secret: Self.secret)
                    .deliver(id: "msg_1", body: Data(), pauses: [.milliseconds(1)], patience: Self.patience)
            }
        }
        let times = receiver.told.withLock { $0.count }
        #expect(refused?.description.contains("403") == true && times == 1)
        // Nor is a redirection followed to somebody who was not named.
        await #expect(throws: InputError.self) { try await deliver([.temporaryRedirect]) }
        let failed = await #expect(throws: RemoteFailure.self) { try await deliver([.badGateway]) }
        #expect(failed?.description.contains("status 502; it was told 3 times in vain") == true)
    }

    @Test func nobodyThereIsSaid() async throws {
        let failed = await #expect(throws: RemoteFailure.self) {
            // Nothing listens on the port of the discard service.
            try await Webhook(address: "http://127.0.0.1:9/train", secret: Self.secret).deliver(id: "msg_1", body: Data(), pauses: [], patience: Self.patience)
        }
        #expect(failed?.description.contains("cannot be reached") == true)
    }

    @Test(arguments: [nil, "", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_no base64!"])
    func secretsThatSignNothingAreRefused(_ secret: String?) {
        let refused = #expect(throws: InputError.self) { try Webhook(address: "https://example.org", secret: secret) }
        #expect(refused?.description.contains("whsec_$(openssl") == true)
        if let secret, secret.count > 6 { #expect(refused?.description.contains(secret) == false) }
    }

    @Test(arguments: ["example.org", "ftp://example.org", "", "http://"])
    func addressesThatAreNoneAreRefused(_ address: String) {
        #expect(throws: InputError.self) { try Webhook(address: address, secret: Self.secret) }
    }
}
