internal import SQLText
package import Store

/// Rows on their way out. What they look like in a file or in JSON is the embedded engine's to say, so that it is the same
/// whatever engine kept them.
extension ClickHouseStore {
    package func rows(of relation: Relation, in order: RowOrder?, from offset: Int, limit: Int) async throws -> [String] {
        var sorting: SQL = "n"
        if let order {
            let column = try scan(relation).column(relation.requireColumn(order.column))
            sorting = "\(column.value) \(order.isDescending ? "DESC" : "ASC") NULLS LAST, n"
        }
        let batch = try await batch(
            of: relation, "ORDER BY \(sorting) LIMIT \(max(0, limit)) OFFSET \(max(0, offset))", in: scan(relation))
        return try await local.usingCopy(of: relation) { copy in
            let filled = try await local.append(batch, to: copy)
            return try await local.rows(of: filled, in: nil, from: 0, limit: limit)
        }
    }

    package func export(_ relation: Relation, to path: String, as format: ExportFormat) async throws -> Int {
        try await local.usingCopy(of: relation) { copy in
            var whole = copy
            for places in try await stretches(of: relation) {
                // By places, of which servers look at those stretches only; a limit would have them sort all rows for each piece.
                let scan = try scan(relation).where("n >= \(.int64(places.lowerBound)) AND n <= \(.int64(places.upperBound))")
                let part = try await batch(of: relation, "ORDER BY n", in: scan)
                if part.rowCount > 0 { whole = try await local.append(part, to: whole) }
            }
            return try await local.export(whole, to: path, as: format)
        }
    }

    /// The places of a relation's rows, in pieces that fit in memory.
    private func stretches(of relation: Relation) async throws -> [ClosedRange<Int64>] {
        let writer: SQL = "intDiv(n, \(.int64(1 << RecordWriter.shift)))"
        var reader = try await client.query(
            scan(relation).select([integer("min(n)"), integer("max(n)")], "GROUP BY \(writer) ORDER BY min(n)"))
        let size = Int64(Self.rowsPerInsertion(columns: relation.columns.count))
        var stretches: [ClosedRange<Int64>] = []
        while !reader.isAtEnd {
            let (first, last) = (try reader.integer() ?? 0, try reader.integer() ?? -1)
            guard first <= last else { continue }
            stretches += stride(from: first, through: last, by: Int64.Stride(size)).map { $0...min($0 + size - 1, last) }
        }
        return stretches
    }

    private func batch(of relation: Relation, _ rest: SQL, in scan: Scan) async throws -> Batch {
        let columns = relation.columns.map { scan.column($0) }
        return try await batch(of: relation.columns, scan.select(columns.map(\.cell), rest))
    }

    /// - Parameter query: gives these columns, each as `EngineColumn.cell`.
    func batch(of columns: [StoredColumn], _ query: SQL) async throws -> Batch {
        var reader = try await client.query(query)
        var cells = columns.map { CellReader(name: $0.name, type: $0.type) }
        while !reader.isAtEnd {
            for index in cells.indices { try cells[index].read(&reader) }
        }
        return Batch(cells.map(\.column))
    }
}

extension LocalEngine {
    /// Calls `body` with an empty relation of the same columns, and gives that back whatever happens.
    fileprivate func usingCopy<Answer>(
        of relation: Relation, isolation: isolated (any Actor)? = #isolation, _ body: (Relation) async throws -> Answer
    ) async throws -> Answer {
        try await using(makeRelation(named: relation.name, columns: relation.columns), body)
    }
}

extension EngineColumn {
    /// As `CellReader` reads it.
    var cell: SQL {
        switch type {
        case .boolean, .integer, .timestamp: integer(value)
        case .double: double(value)
        case .text, .other: text(value)
        }
    }
}

/// Cells of one column of an answer.
private struct CellReader {
    let name: String
    let type: StoredType
    private var integers: [Int64] = []
    private var doubles: [Double] = []
    private var texts: [String] = []
    private var nulls: [Bool] = []

    init(name: String, type: StoredType) {
        self.name = name
        self.type = type
    }

    mutating func read(_ reader: inout RowBinaryReader) throws {
        switch type {
        case .boolean, .integer, .timestamp:
            let value = try reader.integer()
            integers.append(value ?? 0)
            nulls.append(value == nil)
        case .double:
            let value = try reader.double()
            doubles.append(value ?? 0)
            nulls.append(value == nil)
        case .text, .other:
            let value = try reader.text()
            texts.append(value ?? "")
            nulls.append(value == nil)
        }
    }

    var column: Batch.Column {
        let values: Batch.Values =
            switch type {
            case .boolean: .booleans(integers.map { $0 != 0 })
            case .integer: .integers(integers)
            case .timestamp: .timestamps(integers)
            case .double: .doubles(doubles)
            case .text, .other: .texts(texts)
            }
        return Batch.Column(name, values, nulls: nulls.contains(true) ? nulls : nil)
    }
}
