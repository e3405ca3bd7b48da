package import Domain
internal import HTTPTypes
internal import Hummingbird
package import Ingest

/// Models: described, changed, confirmed, deleted.
struct ModelEndpoints: EndpointGroup {
    let catalog: ModelCatalog

    private static let path = "/v1/models/{model}"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/models", access: .holders(of: .read),
                .init(id: "listModels", summary: "The models that the key may use", answer: Schemas.modelList.reference)
            ) { call in
                let entries = await catalog.entries().filter { call.caller.mayUse(model: $0.definition.name) }
                return try Response(json: ["models": entries.map(ModelView.init)])
            },
            Endpoint(
                .post, "/v1/models", access: .holders(of: .admin),
                .init(
                    id: "createModel", summary: "Describe a new model", body: .json(Schemas.definition), status: .created,
                    answer: Schemas.model.reference, problems: [.conflict])
            ) { call in
                let definition = try await definition(in: call, named: nil)
                guard call.caller.mayUse(model: definition.name) else {
                    throw Problem(.forbidden, "this key is limited to other models")
                }
                let entry = try await catalog.create(definition, by: call.caller.author)
                return try ModelView(entry).response(.created)
            },
            Endpoint(
                .get, Self.path, access: .holders(of: .read),
                .init(id: "getModel", summary: "A model as it is described now", answer: Schemas.model.reference)
            ) { call in
                try await ModelView(catalog.entry(of: call)).response()
            },
            Endpoint(
                .put, Self.path, access: .holders(of: .admin),
                .init(
                    id: "updateModel", summary: "Describe a model anew",
                    details: "Columns whose values are stored stay, with their type. The description before remains in the history.",
                    parameters: [.ifMatch], body: .json(Schemas.definition), answer: Schemas.model.reference, problems: [.conflict])
            ) { call in
                let name = try call.model()
                let revision = try call.revision()
                _ = try await catalog.entry(of: call)
                let definition = try await definition(in: call, named: name)
                return try await ModelView(catalog.update(definition, from: revision, by: call.caller.author)).response()
            },
            Endpoint(
                .delete, Self.path, access: .holders(of: .admin),
                .init(
                    id: "deleteModel", summary: "Delete a model with all its records, actuals and saved slices",
                    details: "They cannot be brought back. The history of its descriptions stays.", status: .noContent)
            ) { call in
                try await catalog.delete(call.model(), by: call.caller.author)
                return Response(status: .noContent)
            },
            Endpoint(
                .post, "\(Self.path)/confirmation", access: .holders(of: .admin),
                .init(
                    id: "confirmModel", summary: "Say that an inferred description is right",
                    answer: Schemas.model.reference)
            ) { call in
                try await ModelView(catalog.confirm(call.model(), by: call.caller.author)).response()
            },
            Endpoint(
                .get, "\(Self.path)/history", access: .holders(of: .read),
                .init(
                    id: "getModelHistory", summary: "All descriptions of a model, also of a deleted one, newest first",
                    parameters: [.limit], answer: Schemas.history.reference)
            ) { call in
                let name = try call.model()
                let versions = try await catalog.history(of: name, limit: call.limit())
                guard !versions.isEmpty else { throw Problem.unknownModel(name) }
                return try Response(json: ["versions": versions.map(DocumentView.init)])
            },
        ]
    }

    /// The definition in a body; of this name, when the path has one.
    private func definition(in call: Call, named name: String?) async throws -> ModelDefinition {
        guard let value = try await call.json() else { throw Problem(.badRequest, "the body is empty; send a definition") }
        return try ModelDefinition(json: value, named: name)
    }
}

/// A model as callers see it.
package struct ModelView: Sendable, Codable {
    package var definition: ModelDefinition
    package var revision: Int64
    package var updatedAt: Timestamp

    package init(_ entry: ModelCatalog.Entry) {
        definition = entry.definition
        revision = entry.revision
        updatedAt = entry.writtenAt
    }

    func response(_ status: HTTPResponse.Status = .ok) throws -> Response {
        try Response(status: status, headers: [.eTag: "\"\(revision)\""], json: self)
    }

    private enum CodingKeys: String, CodingKey {
        case definition, revision
        case updatedAt = "updated_at"
    }
}
