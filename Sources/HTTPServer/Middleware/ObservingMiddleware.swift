internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Counts, times and logs every request, and gives it its number.
struct ObservingMiddleware: RouterMiddleware {
    let metrics: MetricRegistry

    func handle(
        _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        metrics.shift("assay_http_requests_in_flight", by: 1)
        defer { metrics.shift("assay_http_requests_in_flight", by: -1) }
        var response = try await next(request, context)
        let duration = ContinuousClock.now - start
        response.headers[.requestID] = context.id
        let method = Self.knownMethods.contains(request.method) ? request.method.rawValue : "other"
        let labels = ["method": method, "route": context.routeTemplate, "status": "\(response.status.code / 100)xx"]
        metrics.add(1, to: "assay_http_requests_total", labels)
        metrics.observe(duration, in: "assay_http_request_duration_seconds", labels)
        // What goes well is counted; a line for each would cost more than the request.
        context.logger.log(
            level: response.status.code < 400 ? .debug : .info, "Request",
            metadata: [
                "method": "\(method)", "route": "\(context.routeTemplate)", "status": "\(response.status.code)",
                "milliseconds": "\(Int((duration / .milliseconds(1)).rounded()))",
            ])
        return response
    }

    /// Others are whatever the caller writes, which is no label.
    private static let knownMethods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .patch, .options]
}

extension HTTPField.Name {
    // These are tokens, as names of fields must be.
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let frameOptions = HTTPField.Name("X-Frame-Options")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
