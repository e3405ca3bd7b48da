package import Domain

/// JSON on its way in, of one or of several small requests: lines of an object each, or whole bodies.
package struct LineBlock: Sendable {
    /// One line's place.
    package struct Line: Sendable {
        /// Which of the requests that are staged together it belongs to, counted from zero.
        package var request: Int
        /// Counted from one in its request.
        package var number: Int
        /// Its bytes, without the line's end.
        package var bytes: Range<Int>

        package init(request: Int, number: Int, bytes: Range<Int>) {
            self.request = request
            self.number = number
            self.bytes = bytes
        }
    }

    /// UTF-8.
    package var bytes: [UInt8]
    package var lines: [Line]
    /// Whether each line is a request's whole body, which may be an array of objects; these are then counted as lines.
    package var areBodies: Bool

    package init(bytes: [UInt8] = [], lines: [Line] = [], areBodies: Bool = false) {
        self.bytes = bytes
        self.lines = lines
        self.areBodies = areBodies
    }
}

/// What is to be staged.
package enum StagingSource: Sendable {
    case lines(LineBlock)
    /// A file of one request that the engine reads by itself.
    case file(path: String, format: StagingFormat)
}

/// A format that is read as a whole file.
package enum StagingFormat: String, Sendable, Hashable, CaseIterable {
    case csv, parquet
}

/// Rows that were read and are not yet part of the store: on the way from a request to a table.
package struct StagedRows: Sendable {
    /// Why a request cannot be taken.
    package struct Problem: Sendable, Hashable {
        package var request: Int
        /// Line or row, counted from one; `nil` where the engine does not say.
        package var line: Int?
        package var reason: String

        package init(request: Int, line: Int?, reason: String) {
            self.request = request
            self.line = line
            self.reason = reason
        }
    }

    /// The readable rows; a request that has an unreadable line is left out whole. A column without any value is of the
    /// type `other`; texts of known columns are not looked at.
    package var relation: Relation
    /// Columns whose cells are kept as values of the column's type; those of others are texts, whatever they look like.
    package var valued: Set<String>
    package var problems: [Problem]
    /// Names that are left out because they differ from another only in capitals, or are no names that can be kept.
    package var ignoredNames: [String]

    package init(
        relation: Relation, valued: Set<String> = [], problems: [Problem] = [], ignoredNames: [String] = []
    ) {
        self.relation = relation
        self.valued = valued
        self.problems = problems
        self.ignoredNames = ignoredNames
    }
}

/// What goes into a model's table in one transaction with others.
package struct Insertion: Sendable {
    /// More than one for a request that was staged piece by piece.
    package var parts: [StagedRows]
    package var kind: RecordKind
    package var tables: RecordTables
    /// The staged column for a column of the table, where it has another name.
    package var sources: [String: String]
    /// For rows that do not say.
    package var environment: Environment
    package var version: String?
    /// When the rows arrived, for rows that do not say.
    package var receivedAt: Timestamp
    /// Whether records bring their ground truth with them, in `actual`; rows without a value there bring none.
    package var bringsActuals: Bool
    /// What is stored under a request's idempotency key, by request.
    package var keys: [Int: IdempotencyKey]

    package init(
        parts: [StagedRows], kind: RecordKind, tables: RecordTables, sources: [String: String] = [:],
        environment: Environment = .production, version: String? = nil, receivedAt: Timestamp,
        bringsActuals: Bool = false, keys: [Int: IdempotencyKey] = [:]
    ) {
        self.parts = parts
        self.kind = kind
        self.tables = tables
        self.sources = sources
        self.environment = environment
        self.version = version
        self.receivedAt = receivedAt
        self.bringsActuals = bringsActuals
        self.keys = keys
    }
}

/// A name that a client gives to a request, so that sending it again does nothing.
package struct IdempotencyKey: Sendable, Hashable {
    package var key: String
    /// A digest of the request: the same key with another body is a mistake.
    package var fingerprint: String

    package init(key: String, fingerprint: String) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What became of one request.
package struct Receipt: Sendable, Hashable, Codable {
    /// A cell whose text does not fit its column: null in the column, kept beside it.
    package struct Misfit: Sendable, Hashable, Codable {
        package var column: String
        package var cells: Int
        package var example: String

        package init(column: String, cells: Int, example: String) {
            self.column = column
            self.cells = cells
            self.example = example
        }
    }

    /// Rows that are now durable.
    package var rows: Int
    /// Rows among them without an identity: no ground truth will find them.
    package var withoutID: Int
    package var misfits: [Misfit]

    package init(rows: Int, withoutID: Int, misfits: [Misfit]) {
        self.rows = rows
        self.withoutID = withoutID
        self.misfits = misfits
    }

    /// What became of two parts of a request.
    package func adding(_ other: Receipt) -> Receipt {
        var misfits = misfits
        for misfit in other.misfits {
            if let place = misfits.firstIndex(where: { $0.column == misfit.column }) {
                misfits[place].cells += misfit.cells
            } else {
                misfits.append(misfit)
            }
        }
        return Receipt(rows: rows + other.rows, withoutID: withoutID + other.withoutID, misfits: misfits)
    }

    private enum CodingKeys: String, CodingKey {
        case rows = "accepted"
        case withoutID = "without_prediction_id"
        case misfits = "nulled"
    }
}

/// What became of one request of an insertion.
package enum InsertionOutcome: Sendable, Hashable {
    case accepted(Receipt)
    /// Nothing of it was stored.
    case rejected(StagedRows.Problem)
    /// Its idempotency key was used before: nothing more was stored.
    case repeated(fingerprint: String, Receipt)
}
