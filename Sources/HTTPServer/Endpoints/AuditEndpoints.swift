internal import Domain
internal import Hummingbird
internal import Store

/// Who changed what, and when.
struct AuditEndpoints: EndpointGroup {
    let store: any RecordStore

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/audit", access: .wholeStoreAdmins,
                .init(
                    id: "getAudit", summary: "All changes of configuration, newest first",
                    parameters: [
                        .limit,
                        .init(
                            name: "kind", description: "Only this kind.",
                            schema: .choiceSchema(Document.Kind.allCases.map(\.rawValue))),
                        .init(name: "name", description: "Only of this name.", schema: .textSchema()),
                    ], answer: Schemas.history.reference)
            ) { call in
                let limit = try call.limit()
                var entries: [Document] = []
                for kind in try kinds(in: call) {
                    entries += try await store.history(of: kind, named: call.query("name"), limit: limit)
                }
                let newest = entries.sorted { $0.revision > $1.revision }.prefix(limit)
                return try Response(json: ["versions": newest.map(DocumentView.init)])
            }
        ]
    }

    private func kinds(in call: Call) throws -> [Document.Kind] {
        guard let text = call.query("kind") else { return Document.Kind.allCases }
        guard let kind = Document.Kind(rawValue: text) else {
            throw Problem(
                .badRequest, "kind: one of \(Document.Kind.allCases.map(\.rawValue).joined(separator: ", ")) is wanted",
                faults: [.init("not '\(text)'", field: "kind")])
        }
        return [kind]
    }
}
