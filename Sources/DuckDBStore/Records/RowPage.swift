package import Store

internal import SQLText

extension DuckDBStore {
    package func rows(
        of relation: Relation, in order: RowOrder?, from offset: Int, limit: Int
    ) async throws -> [String] {
        var sorting: SQL = .identifier(rowNumberColumn)
        if let order {
            let column = try relation.requireColumn(order.column)
            sorting = "\(identifier: column.name) \(order.isDescending ? "DESC" : "ASC") NULLS LAST, \(identifier: rowNumberColumn)"
        }
        // By place, because an object of the engine's cannot have two names that differ only in capitals.
        let members = relation.columns.map { column in
            "\(SQL.literal(column.name)) , \(ExportFormat.ndjson.value(of: column))" as SQL
        }
        let query: SQL = """
            SELECT json_object(\(members.joined()))::VARCHAR FROM (SELECT * FROM \(relation.source) ORDER BY \(sorting)
            LIMIT \(max(0, limit)) OFFSET \(max(0, offset)))
            """
        return try await run { connection in
            try connection.run(query).rows { try $0.text(0, $1) ?? "null" }
        }
    }
}
