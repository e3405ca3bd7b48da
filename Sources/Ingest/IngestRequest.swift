package import Domain
package import Store

/// Rows that somebody sends for a model.
package struct IngestRequest: Sendable {
    package var model: String
    package var kind: RecordKind
    package var format: IngestFormat
    package var coding: ContentCoding
    /// For rows that do not say.
    package var environment: Environment
    package var version: String?
    /// A name for this request, so that sending it again does nothing.
    package var idempotencyKey: String?
    /// Who sends it, for the log of the model's changes.
    package var author: String

    package init(
        model: String, kind: RecordKind, format: IngestFormat, coding: ContentCoding = .identity,
        environment: Environment = .production, version: String? = nil, idempotencyKey: String? = nil, author: String
    ) {
        self.model = model
        self.kind = kind
        self.format = format
        self.coding = coding
        self.environment = environment
        self.version = version
        self.idempotencyKey = idempotencyKey
        self.author = author
    }
}

/// How rows are written down.
package enum IngestFormat: String, Sendable, Hashable, CaseIterable {
    /// An object a line.
    case ndjson
    /// An object, or an array of objects.
    case json
    case csv
    case parquet

    /// Reads a media type, whatever its parameters; `nil` for one that is not understood.
    package init?(mediaType: String) {
        let type = mediaType.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } } ?? ""
        switch type {
        case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines": self = .ndjson
        case "application/json": self = .json
        case "text/csv", "application/csv": self = .csv
        case "application/vnd.apache.parquet", "application/x-parquet", "application/parquet": self = .parquet
        default: return nil
        }
    }
}

/// What became of a request: all of it is durable.
package struct IngestAnswer: Sendable, Hashable, Codable {
    package var model: String
    /// Rows that were stored, and cells among them that were set to null because they do not fit their columns.
    package var receipt: Receipt
    /// Columns that the model had not before.
    package var newColumns: [String]
    /// Columns that were left out: their names cannot be told from others, or cannot be kept.
    package var ignoredColumns: [String]
    /// Whether the same request had come before, so that nothing was stored now.
    package var isRepeated: Bool

    package init(
        model: String, receipt: Receipt, newColumns: [String] = [], ignoredColumns: [String] = [],
        isRepeated: Bool = false
    ) {
        self.model = model
        self.receipt = receipt
        self.newColumns = newColumns
        self.ignoredColumns = ignoredColumns
        self.isRepeated = isRepeated
    }

    private enum CodingKeys: String, CodingKey {
        case model
        case newColumns = "new_columns"
        case ignoredColumns = "ignored_columns"
        case isRepeated = "repeated"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        model = try values.decode(String.self, forKey: .model)
        receipt = try Receipt(from: decoder)
        newColumns = try values.decode([String].self, forKey: .newColumns)
        ignoredColumns = try values.decode([String].self, forKey: .ignoredColumns)
        isRepeated = try values.decode(Bool.self, forKey: .isRepeated)
    }

    /// One flat object.
    package func encode(to encoder: any Encoder) throws {
        try receipt.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(model, forKey: .model)
        try values.encode(newColumns, forKey: .newColumns)
        try values.encode(ignoredColumns, forKey: .ignoredColumns)
        try values.encode(isRepeated, forKey: .isRepeated)
    }
}

/// How much may be in hand at once.
package struct IngestLimits: Sendable, Hashable {
    /// Unpacked bytes of one request.
    package var requestBytes: Int
    /// Bytes in memory of all requests that are being read or wait: more are told to come later.
    package var heldBytes: Int
    /// A request above this is staged piece by piece, by itself.
    package var pieceBytes: Int
    /// Bytes that are committed together.
    package var groupBytes: Int
    /// Where bodies that the engine reads as files are put meanwhile.
    package var spoolFolder: String

    package init(
        requestBytes: Int = 1 << 30, heldBytes: Int = 256 << 20, pieceBytes: Int = 8 << 20, groupBytes: Int = 32 << 20,
        spoolFolder: String
    ) {
        self.requestBytes = requestBytes
        self.heldBytes = heldBytes
        self.pieceBytes = pieceBytes
        self.groupBytes = groupBytes
        self.spoolFolder = spoolFolder
    }
}
