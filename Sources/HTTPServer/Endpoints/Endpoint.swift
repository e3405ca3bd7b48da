internal import HTTPTypes
internal import Hummingbird

/// One method of one path: who may call it, what it says of itself, and what it does.
struct Endpoint: Sendable {
    enum Access: Sendable, Hashable {
        case everybody
        case holders(of: APIKey.Scope)
        /// Admins whose key is not limited to some models.
        case wholeStoreAdmins
    }

    var method: HTTPRequest.Method
    /// Such as `/v1/models/{model}`.
    var path: String
    var access: Access
    var description: OperationDescription
    var handle: @Sendable (Call) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, access: Access, _ description: OperationDescription,
        handle: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.description = description
        self.handle = handle
    }

    /// The path as the router writes it.
    var routerPath: RouterPath {
        RouterPath(components.map { isParameter($0) ? ":\($0.dropFirst().dropLast())" : String($0) }.joined(separator: "/"))
    }

    /// The names of the path's parameters.
    var parameters: [String] { components.filter(isParameter).map { String($0.dropFirst().dropLast()) } }

    /// Whether a request's path, as it was sent, is this one.
    func matches(path: String) -> Bool {
        let sent = path.split(separator: "/")
        return sent.count == components.count && zip(components, sent).allSatisfy { isParameter($0) || $0 == $1 }
    }

    private var components: [Substring] { path.split(separator: "/") }

    private func isParameter(_ component: Substring) -> Bool { component.hasPrefix("{") }
}

/// Endpoints about one subject.
protocol EndpointGroup: Sendable {
    var endpoints: [Endpoint] { get }
}
