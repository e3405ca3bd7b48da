internal import SQLText
internal import Store

extension Connection {
    /// The columns of a table function or table, by the engine's type names.
    func describe(_ source: SQL) throws -> [(name: String, type: String)] {
        try run("SELECT column_name, column_type FROM (DESCRIBE FROM \(source))").rows { chunk, row in
            (try chunk.text(0, row) ?? "", try chunk.text(1, row) ?? "")
        }
    }

    /// Makes the view that stands for a relation.
    ///
    /// - Parameter order: a number for each record, rising in the records' order.
    func makeView(
        _ id: String, named name: String, of source: SQL, columns: [(name: String, type: String)], order: SQL
    ) throws -> (columns: [StoredColumn], count: Int) {
        let known = columns.map { EngineColumn(name: $0.name, type: $0.type) }
        let stored = known.map { StoredColumn($0.name, $0.storedType) }
        try stored.requireUsableNames(in: name)
        let list = known.map { column -> SQL in
            "\(column.normalised) AS \(identifier: column.name)"
        }
        try run(
            """
            CREATE VIEW \(identifier: id) AS SELECT \((list + ["\(order) AS \(identifier: rowNumberColumn)"]).joined()) \
            FROM \(source)
            """)
        return (stored, try count("SELECT count(*) FROM \(identifier: id)"))
    }
}

extension SQL {
    /// A time of a file as TIMESTAMP in UTC, to the microsecond.
    ///
    /// - Parameter type: the engine's name of the file's type, a date or any of its timestamps. Those with a zone are cast in two
    ///   steps: in one, the hour would be the session's.
    func asTimestamp(from type: String) -> SQL {
        switch type {
        case "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS": "make_timestamp(epoch_us(\(self)::TIMESTAMPTZ))"
        default: "\(self)::TIMESTAMP"
        }
    }
}

/// A column of a file with the engine's name of its type.
private struct EngineColumn {
    var name: String
    var type: String

    /// The column as one of the five types that views have.
    var normalised: SQL {
        let reference = SQL.identifier(name)
        switch type {
        case "BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP": return reference
        case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER": return "\(reference)::BIGINT"
        case "FLOAT": return "\(reference)::DOUBLE"
        case "DATE": return reference.asTimestamp(from: type)
        case _ where type.hasPrefix("TIMESTAMP"): return reference.asTimestamp(from: type)
        case _ where type.hasPrefix("DECIMAL"): return "\(reference)::DOUBLE"
        case _ where type.hasPrefix("ENUM"): return "\(reference)::VARCHAR"
        // Wide integers and all else as text: exact, and good enough to see whether there is a value.
        default: return "\(reference)::VARCHAR"
        }
    }

    var storedType: StoredType {
        switch type {
        case "BOOLEAN": .boolean
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER": .integer
        case "FLOAT", "DOUBLE": .double
        case "VARCHAR", "UBIGINT", "HUGEINT", "UHUGEINT", "UUID", "TIME": .text
        case "DATE": .timestamp
        case _ where type.hasPrefix("TIMESTAMP"): .timestamp
        case _ where type.hasPrefix("DECIMAL"): .double
        case _ where type.hasPrefix("ENUM"): .text
        default: .other(type)
        }
    }
}
