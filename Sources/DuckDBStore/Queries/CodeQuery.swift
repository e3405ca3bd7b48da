internal import SQLText
internal import Statistics
internal import Store

/// Turns each value into the code of its bin, then counts windows and codes for all columns in one scan.
struct CodeQuery {
    /// How windows and codes are counted.
    enum Grouping {
        /// Each column is one of the GROUPING SETS. A third less work for many rows, and a hash table for each column.
        case sets
        /// Cells are put below one another, into one hash table.
        case cells
    }

    /// Fewer rows than this take less time than the hash tables of GROUPING SETS.
    static let leastRowsForSets = 50_000

    let columns: [BinnedColumn]
    let stored: [StoredColumn]
    /// The enumeration of each categorical column's values.
    let categoryTypes: [SQL?]
    let key: SQL
    let source: SQL
    let grouping: Grouping

    /// Columns: window, count; then for sets the code of each column, for cells the place of the column and the code.
    var sql: SQL {
        let values = zip(columns, stored).enumerated().map { index, pair -> SQL in
            "\(pair.0.value(of: pair.1)) AS v\(index)\(pair.0.keepsRaw(of: pair.1) ? ", \(identifier: pair.1.name) AS r\(index)" : "")"
        }
        let codes = zip(columns, stored).enumerated().map { index, pair -> SQL in
            let raw: SQL? = pair.0.keepsRaw(of: pair.1) ? "r\(index)" : nil
            return "(\(pair.0.code(of: "v\(index)", raw: raw, categoryType: categoryTypes[index])))::\(pair.0.codeType) AS c\(index)"
        }
        let names = columns.indices.map { SQL(trusted: "c\($0)") }
        let rows: SQL = """
            WITH cells AS (SELECT \(key) AS k, \(values.joined()) FROM \(source)),
            codes AS (SELECT k, \(codes.joined()) FROM cells)
            """
        switch grouping {
        case .sets:
            return """
                \(rows)
                SELECT k, count(*), \(names.map { "\($0)::BIGINT" as SQL }.joined()) FROM codes
                GROUP BY GROUPING SETS (\(names.map { "(k, \($0))" as SQL }.joined()))
                """
        case .cells:
            return """
                \(rows),
                long AS (SELECT k, \(belowOneAnother(names, as: "c")) FROM codes)
                SELECT k, count(*), i::BIGINT, c::BIGINT FROM long GROUP BY k, i, c
                """
        }
    }

    /// The column and code of a row of the result. For sets it belongs to the only column whose code is not null.
    func cell(_ chunk: Chunk, _ row: Int) throws -> (column: Int, code: Int64)? {
        switch grouping {
        case .sets:
            for column in columns.indices {
                if let code = try chunk.integer(column + 2, row) { return (column, code) }
            }
            return nil
        case .cells:
            guard let column = try chunk.integer(2, row), let code = try chunk.integer(3, row) else { return nil }
            return (Int(column), code)
        }
    }
}

extension BinnedColumn {
    /// The value that bins are taken of.
    func value(of column: StoredColumn) -> SQL {
        switch bins {
        case .numeric: column.asNumber
        case .categorical: column.asCategory
        case .presence: "(\(identifier: column.name) IS NOT NULL)"
        case .time: column.asTime
        }
    }

    /// Whether the value can be null where the stored cell is not.
    func keepsRaw(of column: StoredColumn) -> Bool {
        switch bins {
        case .numeric: column.type == .text
        case .time: column.type != .timestamp
        case .categorical, .presence: false
        }
    }

    /// The engine's type for codes: the smaller, the faster they are grouped.
    fileprivate var codeType: SQL {
        switch bins {
        case .numeric(let edges): edges.values.count < Int16.max ? "SMALLINT" : "INTEGER"
        case .categorical(let dictionary): dictionary.values.count < Int16.max ? "SMALLINT" : "INTEGER"
        case .presence, .time: "SMALLINT"
        }
    }

    func code(of value: SQL, raw: SQL?, categoryType: SQL?) -> SQL {
        let null = SQL.literal(CellCode.null)
        switch bins {
        case .numeric(let edges):
            return binCode(of: value, raw: raw, edges: edges)
        case .categorical:
            let missing: SQL = "CASE WHEN \(value) IS NULL THEN \(null) ELSE \(SQL.literal(CellCode.outside)) END"
            guard let categoryType else { return missing }
            return "coalesce(enum_code(TRY_CAST(\(value) AS \(categoryType)))::BIGINT, \(missing))"
        case .presence:
            return "CASE WHEN \(value) THEN 0 ELSE \(null) END"
        case .time:
            guard let raw else { return "CASE WHEN \(value) IS NULL THEN \(null) ELSE 0 END" }
            return """
                CASE WHEN \(value) IS NOT NULL THEN 0 WHEN \(raw) IS NULL THEN \(null) \
                ELSE \(SQL.literal(CellCode.typeError)) END
                """
        }
    }
}
