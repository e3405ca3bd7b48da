internal import HTTPTypes

/// The OpenAPI 3.1 document of a set of endpoints.
struct OpenAPIDocument {
    let endpoints: [Endpoint]
    let version: String
    let needsKeys: Bool

    var value: JSONValue {
        var paths: [JSONValue.Member] = []
        for path in endpoints.map(\.path).reduce(into: [String](), { if !$0.contains($1) { $0.append($1) } }) {
            let operations = endpoints.filter { $0.path == path }.map {
                JSONValue.Member(name: $0.method.rawValue.lowercased(), value: operation($0))
            }
            paths.append(.init(name: path, value: .object(operations)))
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Assay", "version": .text(version),
                "description": "Records of machine-learning models in, ground truth whenever it comes. Failures are RFC 9457 problem details.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(Schemas.all.map { .init(name: $0.name, value: $0.value) }),
                "securitySchemes": ["key": ["type": "http", "scheme": "bearer", "description": "A key, as made by assay key create."]],
            ],
        ]
    }

    private func operation(_ endpoint: Endpoint) -> JSONValue {
        let description = endpoint.description
        var members: [JSONValue.Member] = [
            .init(name: "operationId", value: .text(description.id)),
            .init(name: "summary", value: .text(description.summary)),
            .init(name: "security", value: endpoint.access == .everybody || !needsKeys ? [] : [["key": []]]),
            .init(name: "responses", value: .object(responses(endpoint))),
        ]
        let details = [description.details, access(endpoint)].compactMap { $0 }.joined(separator: " ")
        if !details.isEmpty { members.append(.init(name: "description", value: .text(details))) }
        let parameters = endpoint.parameters.map { name -> JSONValue in
            [
                "name": .text(name), "in": "path", "required": true,
                "schema": ["type": "string", "minLength": 1],
            ]
        } + description.parameters.map { parameter -> JSONValue in
            [
                "name": .text(parameter.name), "in": .text(parameter.place), "required": false,
                "description": .text(parameter.description), "schema": parameter.schema,
            ]
        }
        if !parameters.isEmpty { members.append(.init(name: "parameters", value: .array(parameters))) }
        if let body = description.body {
            members.append(
                .init(
                    name: "requestBody",
                    value: ["required": .boolean(body.isRequired), "content": content(body.content)]))
        }
        return .object(members)
    }

    private func access(_ endpoint: Endpoint) -> String? {
        switch endpoint.access {
        case .everybody: nil
        case .holders(let scope): "Needs a key of scope \(scope.rawValue)."
        case .wholeStoreAdmins: "Needs a key of scope admin that is not limited to some models."
        }
    }

    private func responses(_ endpoint: Endpoint) -> [JSONValue.Member] {
        let description = endpoint.description
        var success: [JSONValue.Member] = [.init(name: "description", value: .text(description.status.reasonPhrase))]
        if let answer = description.answer {
            success.append(.init(name: "content", value: content(Dictionary(uniqueKeysWithValues: description.answerTypes.map { ($0, answer) }))))
        }
        let problems = Set(problems(endpoint).map { Int($0.status.code) }).sorted()
        return [.init(name: String(description.status.code), value: .object(success))]
            + problems.map { code in
                .init(
                    name: String(code),
                    value: [
                        "description": .text(HTTPResponse.Status(code: code).reasonPhrase),
                        "content": content(["application/problem+json": Schemas.problem.reference]),
                    ])
            }
    }

    private func problems(_ endpoint: Endpoint) -> [Problem.Kind] {
        var problems = endpoint.description.problems + [.internal, .unavailable, .overdue]
        if endpoint.access != .everybody { problems += [.unauthenticated, .forbidden, .tooManyRequests] }
        if !endpoint.parameters.isEmpty { problems += [.badRequest, .notFound] }
        if !endpoint.description.parameters.isEmpty { problems.append(.badRequest) }
        if endpoint.description.body != nil {
            problems += [.badRequest, .timeout, .tooLarge, .unsupportedMediaType, .unprocessable, .storageFull]
        }
        return problems
    }

    private func content(_ schemas: [String: JSONValue]) -> JSONValue {
        .object(schemas.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: ["schema": $0.value]) })
    }
}
