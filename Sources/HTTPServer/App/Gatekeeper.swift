internal import HTTPTypes
internal import Hummingbird

/// Decides who may come in.
struct Gatekeeper: Sendable {
    let keys: KeyRing
    let needsKeys: Bool
    let limiter: RateLimiter

    /// - Throws: `Problem` of kind `unauthenticated`, `forbidden` or `tooManyRequests`.
    func admit(_ request: Request, to access: Endpoint.Access) async throws -> Caller {
        if access == .everybody { return Caller(key: nil) }
        guard needsKeys else {
            try limiter.admit(Caller(key: nil).identity)
            return Caller(key: nil)
        }
        guard let token = token(in: request), let key = await keys.key(of: token) else {
            throw Problem(
                .unauthenticated, "a valid key is wanted, in the header Authorization: Bearer KEY",
                headers: [.wwwAuthenticate: "Bearer realm=\"assay\""])
        }
        let caller = Caller(key: key)
        try limiter.admit(caller.identity)
        switch access {
        case .everybody: break
        case .holders(let scope):
            guard caller.may(scope) else { throw Problem(.forbidden, "this key lacks the scope \(scope.rawValue)") }
        case .wholeStoreAdmins:
            guard caller.may(.admin), key.models == nil else {
                throw Problem(.forbidden, "a key of scope admin for all models is wanted")
            }
        }
        return caller
    }

    private func token(in request: Request) -> Substring? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1]
    }
}
