internal import Domain
internal import Evaluation
internal import HTTPTypes
internal import Hummingbird
package import Ingest
internal import Logging
internal import NIOCore
internal import Store

extension Problem {
    /// What the caller is told of any failure: the only place where failures become statuses.
    ///
    /// Failures that are ours are logged whole, and told without their insides.
    init(_ failure: any Error, logger: Logger) {
        // A slice that does not fit the columns is found by the store; what is wrong with it says more.
        let error: any Error = ((failure as? StoreError)?.cause as? SliceError) ?? failure
        switch error {
        case let problem as Problem: self = problem
        case let error as JSONSyntaxError:
            self.init(
                .badRequest, "the body is no JSON: \(error.reason) (line \(error.line), column \(error.column))",
                faults: [Fault(error.reason, line: error.line, column: error.column)])
        case let error as DecodingError: self.init(error)
        case let error as ModelError: self.init(error)
        case let error as SavedSliceError: self.init(error)
        case let error as KeyError: self.init(error)
        case let error as IngestError: self.init(error, logger: logger)
        case let error as EvaluationError: self.init(.badRequest, error.description)
        case let error as SliceError: self.init(error)
        case let error as StoreError where error.kind == .badInput: self.init(.badRequest, error.description)
        case let error as StoreError where error.kind == .unavailable:
            logger.error("Store is not there", metadata: ["error": "\(Self.line(error))"])
            // Our own words are for callers; a server's are for the log.
            self.init(
                .unavailable, error.cause == nil ? error.description : "the store does not answer now; try again in a moment", retryAfter: 5)
        case let error as StoreError where error.kind == .noRoom:
            logger.error("Store is out of space", metadata: ["error": "\(Self.line(error))"])
            self = .diskFull
        case is NIOTooManyBytesError: self = .bodyTooLarge
        case let error as any HTTPResponseError: self.init(status: error.status)
        case is CancellationError:
            self.init(.unavailable, "the request was stopped before it was done", retryAfter: 1)
        default:
            logger.error("Request failed", metadata: ["error": "\(Self.line(error))", "type": "\(type(of: error))"])
            self.init(.internal, "the server failed; its log has the reason under this request_id")
        }
    }

    static let bodyTooLarge = Problem(
        .tooLarge, "the body is larger than this server takes (request_limit_mb); send it in several requests")

    private static let diskFull = Problem(
        .storageFull, "the server has no room left on its disk; nothing of this request was stored", retryAfter: 60)

    /// One line of the log, whatever the failure quotes.
    private static func line(_ error: any Error) -> String {
        "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// Hummingbird's own failures, such as an unknown path.
    private init(status: HTTPResponse.Status) {
        switch status.code {
        case 404: self.init(.notFound, "there is nothing at this path; /openapi.json lists what there is")
        case 413: self = .bodyTooLarge
        default:
            let kind = Kind.allCases.first { $0.status == status } ?? (status.code < 500 ? .badRequest : .internal)
            self.init(kind, status.reasonPhrase)
        }
    }

    package init(_ error: ModelError) {
        switch error {
        case .unknown(let name): self = .unknownModel(name)
        case .exists: self.init(.conflict, error.description)
        case .invalid(let problems):
            self.init(.unprocessable, "the definition cannot be used", faults: problems.map { Fault($0) })
        case .refused(let reasons):
            self.init(.conflict, "the definition cannot be changed like this", faults: reasons.map { Fault($0) })
        }
    }

    private init(_ error: SavedSliceError) {
        switch error {
        case .unknown: self.init(.notFound, error.description)
        case .invalid(let field, let problem): self.init(.unprocessable, error.description, faults: [Fault(problem, field: field)])
        case .changed: self.init(.conflict, error.description)
        }
    }

    private init(_ error: IngestError, logger: Logger) {
        let faults = error.line.map { [Fault(error.description, line: $0)] } ?? []
        switch error.kind {
        case .unreadable: self.init(.badRequest, error.description, faults: faults)
        case .tooLarge: self.init(.tooLarge, error.description, faults: faults)
        case .unknownModel: self.init(.notFound, error.description)
        case .keyReused: self.init(.conflict, error.description)
        case .busy: self.init(.tooManyRequests, error.description, retryAfter: 1)
        case .unavailable:
            logger.error("Rows could not be stored", metadata: ["error": "\(Self.line(error))"])
            self.init(.unavailable, "the store cannot take anything now; nothing of this request was stored", retryAfter: 5)
        case .noMemory: self.init(.unavailable, "\(error.description); nothing of this request was stored", faults: faults)
        case .noRoom:
            logger.error("Store is out of space", metadata: ["error": "\(Self.line(error))"])
            self = .diskFull
        }
    }

    private init(_ error: SliceError) {
        self.init(
            .badRequest, "where: \(error.message) (character \(error.offset))",
            faults: [Fault(error.message, field: "where", column: error.offset)])
    }

    private init(_ error: KeyError) {
        switch error {
        case .unknown(let id): self.init(.notFound, "there is no key '\(id)'")
        case .invalid(let reason): self.init(.unprocessable, reason)
        }
    }

    init(_ error: DecodingError) {
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, context.debugDescription)
            @unknown default: ([], "the body cannot be read")
            }
        let field = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        self.init(
            .unprocessable, field.isEmpty ? reason : "\(field): \(reason)",
            faults: [Fault(reason, field: field.isEmpty ? nil : field)])
    }
}
