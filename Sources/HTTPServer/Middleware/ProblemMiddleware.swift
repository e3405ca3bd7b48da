internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Turns every failure into problem details, and an unknown method of a known path into one that says what is known.
struct ProblemMiddleware: RouterMiddleware {
    let endpoints: [Endpoint]

    func handle(
        _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var problem = Problem(error, logger: context.logger)
            if context.routeTemplate == "unmatched" {
                let allowed = endpoints.filter { $0.matches(path: request.uri.path) }.map(\.method.rawValue)
                if !allowed.isEmpty {
                    let list = Set(allowed + (allowed.contains("GET") ? ["HEAD"] : [])).sorted().joined(separator: ", ")
                    problem = Problem(
                        .methodNotAllowed, "this path takes \(list)", headers: [.allow: list])
                }
            }
            let response = try problem.response(requestID: context.id)
            // For known paths, the router does this.
            return request.method == .head ? response.createHeadResponse() : response
        }
    }
}

extension Problem {
    func response(requestID: String) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return try Response(status: kind.status, headers: headers, json: Body(problem: self, requestID: requestID))
    }
}
