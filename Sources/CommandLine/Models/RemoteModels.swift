internal import AsyncHTTPClient
internal import Foundation
internal import HTTPServer
internal import NIOCore
internal import NIOHTTP1

/// The models that a server keeps.
struct RemoteModels: ModelPlace {
    let server: RemoteServer

    private static let root = ["v1", "models"]

    private struct List: Decodable {
        var models: [ModelView]
    }

    func models() async throws -> [ModelView] {
        try await server.answer(List.self, to: server.request(.GET, Self.root)).models
    }

    func model(_ name: String) async throws -> ModelView {
        try await server.answer(ModelView.self, to: server.request(.GET, Self.root + [name]))
    }

    func create(_ document: SourceDocument) async throws -> ModelView {
        try await send(document, with: server.request(.POST, Self.root))
    }

    func replace(_ document: SourceDocument, from revision: Int64?) async throws -> ModelView {
        guard let name = document.value["name"]?.text else {
            throw document.error("this does not say which model it is", [.init("a text is wanted here: the model's name", field: "name")])
        }
        var request = try server.request(.PUT, Self.root + [name])
        if let revision { request.headers.add(name: "If-Match", value: "\"\(revision)\"") }
        return try await send(document, with: request)
    }

    func confirm(_ name: String) async throws -> ModelView {
        try await server.answer(ModelView.self, to: server.request(.POST, Self.root + [name, "confirmation"]))
    }

    func delete(_ name: String) async throws {
        _ = try await server.response(to: server.request(.DELETE, Self.root + [name]), within: .minutes(15))
    }

    private func send(_ document: SourceDocument, with request: HTTPClientRequest) async throws -> ModelView {
        var request = request
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(document.value)))
        do {
            return try await server.answer(ModelView.self, to: request)
        } catch let failure as RemoteFailure {
            // What is wrong with the definition is told with the lines of its file.
            guard [400, 409, 422].contains(failure.status) else { throw failure }
            throw document.error(failure.text, failure.faults)
        }
    }
}
