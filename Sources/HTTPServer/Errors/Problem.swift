package import HTTPTypes

/// A failure as the caller sees it: RFC 9457 problem details.
package struct Problem: Error, Sendable, Hashable {
    /// One thing that is wrong with what was sent, and where.
    package struct Fault: Sendable, Hashable, Codable {
        package var detail: String
        /// Where in a JSON body, such as `columns.2.role`.
        package var field: String?
        /// Line or row, counted from one.
        package var line: Int?
        /// Counted from one, in bytes.
        package var column: Int?

        package init(_ detail: String, field: String? = nil, line: Int? = nil, column: Int? = nil) {
            self.detail = detail
            self.field = field
            self.line = line
            self.column = column
        }
    }

    /// What kind of failure it is; `urn:assay:problem:` and this is the `type` member. Never changes its meaning.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case badRequest = "bad-request"
        case unauthenticated
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case notAcceptable = "not-acceptable"
        case timeout
        case conflict
        case tooLarge = "too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case unprocessable
        case tooManyRequests = "too-many-requests"
        case `internal` = "internal"
        case unavailable
        case overdue
        case storageFull = "storage-full"

        package var status: HTTPResponse.Status {
            switch self {
            case .badRequest: .badRequest
            case .unauthenticated: .unauthorized
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .notAcceptable: .notAcceptable
            case .timeout: .requestTimeout
            case .conflict: .conflict
            case .tooLarge: .contentTooLarge
            case .unsupportedMediaType: .unsupportedMediaType
            case .unprocessable: .unprocessableContent
            case .tooManyRequests: .tooManyRequests
            case .internal: .internalServerError
            case .unavailable: .serviceUnavailable
            case .overdue: .gatewayTimeout
            case .storageFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
            }
        }
    }

    package var kind: Kind
    /// What is wrong, and what to do about it.
    package var detail: String
    package var faults: [Fault]
    /// Such as `Retry-After`.
    package var headers: HTTPFields

    package init(_ kind: Kind, _ detail: String, faults: [Fault] = [], headers: HTTPFields = [:]) {
        self.kind = kind
        self.detail = detail
        self.faults = faults
        self.headers = headers
    }

    /// Try again after so many seconds.
    package init(_ kind: Kind, _ detail: String, retryAfter seconds: Int) {
        self.init(kind, detail, headers: [.retryAfter: String(seconds)])
    }

    /// The same for a model that is not there and for one that the caller may not see.
    package static func unknownModel(_ name: String) -> Problem {
        Problem(.notFound, "there is no model '\(name)' that this key may use")
    }
}

extension Problem {
    /// The body of the response.
    struct Body: Encodable {
        var problem: Problem
        var requestID: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("urn:assay:problem:\(problem.kind.rawValue)", forKey: .type)
            try container.encode(problem.kind.status.reasonPhrase, forKey: .title)
            try container.encode(problem.kind.status.code, forKey: .status)
            try container.encode(problem.detail, forKey: .detail)
            try container.encode(requestID, forKey: .requestID)
            if !problem.faults.isEmpty { try container.encode(problem.faults, forKey: .errors) }
            // Where there is only one place, it is easier found here.
            if problem.faults.count == 1 {
                try container.encodeIfPresent(problem.faults[0].line, forKey: .line)
                try container.encodeIfPresent(problem.faults[0].column, forKey: .column)
            }
        }

        private enum CodingKeys: String, CodingKey {
            case type, title, status, detail, line, column, errors
            case requestID = "request_id"
        }
    }
}
