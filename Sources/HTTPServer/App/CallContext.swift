package import Hummingbird

/// What is known of one request on its way through the server.
package struct CallContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }

    /// The path's template, such as `/v1/models/{model}`; `unmatched` for paths that are none of ours.
    var routeTemplate: String {
        guard let path = endpointPath, path != "NotFound" else { return "unmatched" }
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
    }
}

/// Who is calling.
package struct Caller: Sendable {
    /// `nil` where no keys are needed.
    package var key: APIKey?

    /// By whom the log says that a document was written.
    package var author: String { key?.author ?? "local" }

    /// What the rate is limited by.
    var identity: String { key?.id ?? "local" }

    func may(_ scope: APIKey.Scope) -> Bool { key?.may(scope) ?? true }

    /// Whether it may know of this model.
    package func mayUse(model: String) -> Bool { key?.mayUse(model: model) ?? true }
}
