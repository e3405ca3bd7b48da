import HTTPTypes
import Hummingbird
import Testing

@testable import HTTPServer

/// Protects the API's description of itself from saying what is not so.
@Suite struct OpenAPITests {
    private func document(of bench: ServerBench) async throws -> JSONValue {
        try await bench.test { session in try await session.send(.get, "/openapi.json").json }
    }

    @Test func routesAndDocumentAreTheSameInBothDirections() async throws {
        let bench = try await ServerBench()
        let document = try await document(of: bench)
        let described = Set((document["paths"]?.members ?? []).flatMap { path in
            path.value.members.map { "\($0.name.uppercased()) \(path.name)" }
        })
        let routed = Set(AssayServer(bench.parts, settings: bench.settings).router().routes.map { route in
            let path = route.path.description.split(separator: "/")
                .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
            return "\(route.method.rawValue) /\(path.joined(separator: "/"))"
        })
        #expect(described == routed)
        #expect(described.count > 10)
    }

    @Test func everyReferenceLeadsSomewhere() async throws {
        let document = try await document(of: ServerBench())
        #expect(document["openapi"]?.text == "3.1.0")
        let names = Set(document["components"]?["schemas"]?.members.map(\.name) ?? [])
        var used: Set<String> = []
        func walk(_ value: JSONValue) {
            if let reference = value["$ref"]?.text { used.insert(reference) }
            value.members.forEach { walk($0.value) }
            value.elements.forEach(walk)
        }
        walk(document)
        #expect(used == Set(names.map { "#/components/schemas/\($0)" }), "all lead somewhere, and nothing is left over")
        let ids = (document["paths"]?.members ?? []).flatMap { $0.value.members }.map { $0.value["operationId"]?.text }
        #expect(Set(ids).count == ids.count && !ids.contains(nil))
    }

    /// What the server answers has the fields that the document says, and no others.
    @Test func answersFitTheirSchemas() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let model = try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin)
            #expect(Schemas.model.faults(in: try model.json).isEmpty)
            let record = try await session.send(
                .post, "/v1/models/churn/records", #"{"prediction_id": "a", "age": "x"}"#, as: bench.loader)
            #expect(Schemas.ingestAnswer.faults(in: try record.json).isEmpty)
            let key = try await session.send(
                .post, "/v1/keys", #"{"name": "k", "scopes": ["read"], "models": ["m"], "expires_at": "2999-01-01T00:00:00Z"}"#,
                as: bench.admin)
            #expect(Schemas.keyWithToken.faults(in: try key.json).isEmpty)
            let answers: [(Schema, String)] = [
                (Schemas.modelList, "/v1/models"), (Schemas.history, "/v1/models/churn/history"), (Schemas.keyList, "/v1/keys"),
                (Schemas.history, "/v1/audit"), (Schemas.status, "/health"), (Schemas.problem, "/v1/models/none"),
            ]
            for (schema, path) in answers {
                let answer = try await session.send(.get, path, as: bench.admin).json
                #expect(schema.faults(in: answer).isEmpty, "\(path)")
            }
        }
    }
}
