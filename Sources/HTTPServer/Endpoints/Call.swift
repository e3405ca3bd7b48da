internal import Domain
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Ingest
internal import Logging
internal import NIOCore

/// One request on its way through an endpoint.
struct Call: Sendable {
    /// Largest body that is configuration, in bytes.
    static let documentLimit = 4_000_000

    var request: Request
    var context: CallContext
    var caller: Caller
    var settings: ServerSettings
    private let parameters: QueryText

    init(request: Request, context: CallContext, caller: Caller, settings: ServerSettings) {
        (self.request, self.context, self.caller, self.settings) = (request, context, caller, settings)
        parameters = QueryText(request.uri.query)
    }

    /// A parameter of the path, percent-decoded.
    func parameter(_ name: String) throws -> String {
        let raw = try context.parameters.require(name)
        guard let text = raw.removingPercentEncoding else {
            throw Problem(.badRequest, "the path is not percent-encoded UTF-8", faults: [.init("cannot be decoded", field: name)])
        }
        return text
    }

    /// The model that the path names, when the caller may know of it.
    func model() throws -> String {
        let name = try parameter("model")
        guard caller.mayUse(model: name) else { throw Problem.unknownModel(name) }
        return name
    }

    /// A parameter of the query that is a number in this range.
    func integer(_ name: String, in range: ClosedRange<Int>, default usual: Int) throws -> Int {
        guard let text = query(name) else { return usual }
        guard let value = Int(text), range.contains(value) else {
            throw Problem(
                .badRequest, "\(name): a whole number from \(range.lowerBound) to \(range.upperBound) is wanted",
                faults: [.init("not '\(text)'", field: name)])
        }
        return value
    }

    /// A parameter of the query that is a number in this range.
    func number(_ name: String, in range: ClosedRange<Double>, default usual: Double) throws -> Double {
        guard let text = query(name) else { return usual }
        guard let value = Double(text), range.contains(value) else {
            throw Problem(
                .badRequest, "\(name): a number from \(range.lowerBound) to \(range.upperBound) is wanted",
                faults: [.init("not '\(text.prefix(60))'", field: name)])
        }
        return value
    }

    /// A parameter of the query that is names, separated by commas or each given by itself; none where it was left out.
    ///
    /// - Parameter isName: whether a text is one name with all its commas.
    func names(_ name: String, where isName: (String) -> Bool = { _ in false }) -> [String] {
        parameters[name].flatMap { text in isName(text) ? [text] : text.split(separator: ",").map(String.init) }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// A parameter of the query.
    func query(_ name: String) -> String? { parameters[name].first }

    /// Refuses parameters that the endpoint does not know, and those given twice that have one value: what is passed over in silence is taken for answered.
    func refuseOtherParameters(than known: [OperationDescription.Parameter]) throws {
        let known = known.filter { $0.place == "query" }
        for name in parameters.names {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let shown = "'\(name.prefix(60))'"
                let remedy = NearestName.nearest(to: name, among: known.map(\.name)).map { "did you mean \($0)?" }
                    ?? (known.isEmpty ? "there are none here" : "known are \(known.map(\.name).joined(separator: ", "))")
                throw Problem(
                    .badRequest, "there is no parameter \(shown) here; \(remedy)", faults: [.init("not a parameter", field: String(name.prefix(60)))])
            }
            guard parameter.isList || parameters[name].count == 1 else {
                throw Problem(.badRequest, "\(name): one value is wanted, and it is given \(parameters[name].count) times", faults: [.init("given twice", field: name)])
            }
        }
    }

    /// The body's media type in small letters, without parameters; `nil` when none is given.
    var mediaType: String? {
        request.headers[.contentType]?.split(separator: ";", omittingEmptySubsequences: false).first
            .map { $0.filter { !$0.isWhitespace }.lowercased() }
    }

    /// The body as it arrives, held to its limits.
    func body(upTo limit: Int) throws -> LimitedBody {
        try LimitedBody(request, limit: limit, timeout: settings.readTimeout)
    }

    /// The body as JSON; `nil` when there is none.
    func json() async throws -> JSONValue? {
        let bytes = try await body(upTo: Self.documentLimit).collect(upTo: Self.documentLimit)
        guard bytes.readableBytes > 0 else { return nil }
        guard let type = mediaType, type == "application/json" || type.hasSuffix("+json") else {
            throw Problem(.unsupportedMediaType, "send JSON, with the header Content-Type: application/json")
        }
        return try JSONParser.parse(bytes.readableBytesView)
    }
}

extension ModelCatalog {
    /// The model that a call names.
    func entry(of call: Call) async throws -> Entry {
        let name = try call.model()
        guard let entry = entry(name) else { throw Problem.unknownModel(name) }
        return entry
    }
}
