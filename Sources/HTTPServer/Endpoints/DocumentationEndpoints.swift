internal import Hummingbird

/// The API's description of itself.
struct DocumentationEndpoints: EndpointGroup {
    let described: [Endpoint]
    let version: String
    let needsKeys: Bool

    var endpoints: [Endpoint] {
        var own = Endpoint(
            .get, "/openapi.json", access: .everybody,
            .init(id: "getOpenAPI", summary: "This document", answer: ["type": "object"])
        ) { _ in Response(status: .ok) }
        // Made once, and of itself too.
        let document = OpenAPIDocument(endpoints: described + [own], version: version, needsKeys: needsKeys).value
        own.handle = { _ in try Response(json: document) }
        return [own]
    }
}
