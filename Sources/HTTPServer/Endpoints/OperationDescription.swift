internal import HTTPTypes

/// What the OpenAPI document says of an endpoint beyond its method, path and access.
struct OperationDescription: Sendable {
    /// A parameter of the query or a header.
    struct Parameter: Sendable {
        var name: String
        var place = "query"
        var description: String
        var schema: JSONValue
        /// Whether it holds names, separated by commas, and may be given more than once.
        var isList = false
    }

    struct Body: Sendable {
        /// Schema by media type.
        var content: [String: JSONValue]
        var isRequired = true

        static func json(_ schema: Schema, isRequired: Bool = true) -> Body {
            Body(content: ["application/json": schema.reference], isRequired: isRequired)
        }
    }

    /// Of the operation, unique.
    var id: String
    var summary: String
    var details: String?
    var parameters: [Parameter] = []
    var body: Body?
    var status = HTTPResponse.Status.ok
    /// `nil` for an empty answer.
    var answer: JSONValue?
    var answerTypes = ["application/json"]
    /// Beyond those that every endpoint of its kind can have.
    var problems: [Problem.Kind] = []
}
