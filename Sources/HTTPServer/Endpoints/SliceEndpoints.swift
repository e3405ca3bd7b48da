internal import Domain
internal import Hummingbird
internal import Ingest

/// Slices of a model's records that were given names.
struct SliceEndpoints: EndpointGroup {
    let catalog: ModelCatalog

    private static let path = "/v1/models/{model}/slices"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, Self.path, access: .holders(of: .read),
                .init(id: "listSlices", summary: "The saved slices of a model", answer: Schemas.sliceList.reference)
            ) { call in
                let slices = try await catalog.entry(of: call).slices.values
                    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                return try Response(json: ["slices": slices.map(SliceView.init)])
            },
            Endpoint(
                .get, "\(Self.path)/{slice}", access: .holders(of: .read),
                .init(id: "getSlice", summary: "A saved slice", answer: Schemas.savedSlice.reference)
            ) { call in
                try await SliceView(catalog.entry(of: call).slice(call.parameter("slice"))).response()
            },
            Endpoint(
                .put, "\(Self.path)/{slice}", access: .holders(of: .admin),
                .init(
                    id: "saveSlice", summary: "Save a slice under a name, in place of one that has it",
                    details:
                        "It is asked for by slice= in questions about the model, and followed by itself in its reports. A name holds no slash.",
                    parameters: [.ifMatch], body: .json(Schemas.sliceRequest), answer: Schemas.savedSlice.reference,
                    problems: [.conflict])
            ) { call in try await save(call) },
            Endpoint(
                .delete, "\(Self.path)/{slice}", access: .holders(of: .admin),
                .init(
                    id: "deleteSlice", summary: "Delete a saved slice", details: "No record is deleted.", status: .noContent)
            ) { call in
                try await catalog.deleteSlice(call.parameter("slice"), of: call.model(), by: call.caller.author)
                return Response(status: .noContent)
            },
        ]
    }

    private func save(_ call: Call) async throws -> Response {
        _ = try await catalog.entry(of: call)
        let revision = try call.revision()
        guard let value = try await call.json() else { throw Problem(.badRequest, "the body is empty; where is wanted") }
        let body = try Schemas.sliceRequest.decode(SliceBody.self, from: value)
        let saved = try await catalog.save(
            Slice(parsing: body.where), named: call.parameter("slice"), explanation: body.description, of: call.model(),
            from: revision, by: call.caller.author)
        return try SliceView(saved).response()
    }
}

private struct SliceBody: Decodable {
    var `where`: String
    var description: String?
}

/// A saved slice as callers see it.
private struct SliceView: Encodable {
    var name: String
    var `where`: String
    var description: String?
    var revision: Int64
    var updatedAt: Timestamp

    init(_ saved: SavedSlice) {
        name = saved.name
        `where` = saved.slice.description
        description = saved.explanation
        revision = saved.revision
        updatedAt = saved.writtenAt
    }

    func response() throws -> Response { try Response(headers: [.eTag: "\"\(revision)\""], json: self) }

    private enum CodingKeys: String, CodingKey {
        case name, `where`, description, revision
        case updatedAt = "updated_at"
    }
}
