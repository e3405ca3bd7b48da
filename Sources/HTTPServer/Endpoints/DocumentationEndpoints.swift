internal import Hummingbird

/// The API's description of itself.
struct DocumentationEndpoints: EndpointGroup {
    let described: [Endpoint]
    let version: String

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/openapi.json", access: .everybody,
                .init(id: "getOpenAPI", summary: "This document", answer: ["type": "object"])
            ) { [document = OpenAPIDocument(endpoints: described + [placeholder], version: version).value] _ in
                try Response(json: document)
            }
        ]
    }

    /// The document speaks of its own endpoint too.
    private var placeholder: Endpoint {
        Endpoint(
            .get, "/openapi.json", access: .everybody,
            .init(id: "getOpenAPI", summary: "This document", answer: ["type": "object"])
        ) { _ in Response(status: .ok) }
    }
}
