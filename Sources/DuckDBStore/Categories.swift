package import Store

internal import SQLText

extension DuckDBStore {
    package func categories(
        of columns: [CountedColumn], in relation: Relation, limit: Int
    ) async throws -> [CategoryTable] {
        let stored = try relation.requireColumns(columns.map(\.name))
        return try await run { connection in
            try stored.parts(of: columnsPerPass).flatMap { part in
                try connection.mostFrequent(part.map(\.asCategory), in: relation, limit: limit)
            }
        }
    }

    package func misfits(of columns: [BinnedColumn], in relation: Relation, limit: Int) async throws -> [[Misfit]] {
        let stored = try relation.requireColumns(columns.map(\.name))
        return try await run { connection in
            try Array(zip(columns, stored)).parts(of: columnsPerPass).flatMap { part in
                try connection.makeDictionary(of: part.map(\.0))
                return try connection.mostFrequent(
                    part.map { $0.misfit(in: $1) }, in: relation, limit: limit,
                    where: "NOT EXISTS (FROM dictionary WHERE dictionary.i = groups.i AND dictionary.v = groups.v)"
                ).map { table in table.entries.map { Misfit(value: $0.value, count: $0.count) } }
            }
        }
    }
}

extension Connection {
    /// Counts the values of each expression; nulls are no value. `condition` chooses among the different ones.
    fileprivate func mostFrequent(
        _ values: [SQL], in relation: Relation, limit: Int, where condition: SQL = "true"
    ) throws -> [CategoryTable] {
        // The smallest pairs of negative count and value are the most frequent values, equal ones in order of bytes.
        let query: SQL = """
            WITH \(relation.rowCount < CodeQuery.leastRowsForSets ? groupsOfCells(values, in: relation) : groupsOfSets(values, in: relation)),
            tables AS (SELECT i, count(*) AS d, min({'n': -n, 'v': v}, \(limit)) AS entries FROM groups WHERE \(condition) GROUP BY i),
            entries AS (SELECT i, d, unnest(entries) AS e FROM tables)
            SELECT i::BIGINT, d, e.v, -e.n FROM entries ORDER BY i, e
            """
        var tables = [CategoryTable](repeating: CategoryTable(entries: [], distinct: 0), count: values.count)
        try run(query).forEachRow { chunk, row in
            guard let column = try chunk.integer(0, row) else { return }
            tables[Int(column)].distinct = Int(try chunk.integer(1, row) ?? 0)
            tables[Int(column)].entries.append(
                .init(value: try chunk.text(2, row) ?? "", count: Int(try chunk.integer(3, row) ?? 0)))
        }
        return tables
    }

    /// Each different value `v` of the expression at place `i`, `n` times.
    private func groupsOfCells(_ values: [SQL], in relation: Relation) -> SQL {
        """
        cells AS (SELECT \(belowOneAnother(values, as: "v")) FROM \(relation.source)),
        groups AS (SELECT i, v, count(*) AS n FROM cells WHERE v IS NOT NULL GROUP BY i, v)
        """
    }

    /// The same by a hash table for each expression. Columns stay as the file has them, whose dictionaries the engine groups by: a tenth of the time.
    private func groupsOfSets(_ values: [SQL], in relation: Relation) -> SQL {
        let names = values.indices.map { SQL(trusted: "v\($0)") }
        let cells = zip(values, names).map { "\($0) AS \($1)" as SQL }
        // Of a group only the value that it is of can be other than null.
        let places = names.enumerated().map { "WHEN \($1) IS NOT NULL THEN \(SQL.literal(Int64($0))) " as SQL }
        return """
            cells AS (SELECT \(cells.joined()) FROM \(relation.source)),
            sets AS (SELECT \(names.joined()), count(*) AS n FROM cells GROUP BY GROUPING SETS (\(names.map { "(\($0))" as SQL }.joined()))),
            groups AS (SELECT CASE \(places.joined(separator: ""))END AS i, coalesce(\(names.joined())) AS v, n FROM sets WHERE v IS NOT NULL)
            """
    }

    /// Puts the values that fit into a table, because they may hold anything.
    fileprivate func makeDictionary(of columns: [BinnedColumn]) throws {
        try run("CREATE OR REPLACE TEMP TABLE dictionary (i BIGINT, v VARCHAR)")
        let appender = try makeAppender(table: "dictionary")
        for (index, column) in columns.enumerated() {
            guard case .categorical(let dictionary) = column.bins else { continue }
            let places = [Int64](repeating: Int64(index), count: dictionary.values.count)
            try appender.append(Batch([.init("i", .integers(places)), .init("v", .texts(dictionary.values))]))
        }
        try appender.finish()
    }
}

extension BinnedColumn {
    /// The cell as text when it does not fit, for categories whether or not it does; else null.
    fileprivate func misfit(in column: StoredColumn) -> SQL {
        switch bins {
        case .numeric: "CASE WHEN (\(column.asNumber)) IS NULL THEN \(column.asCategory) END"
        case .time: "CASE WHEN (\(column.asTime)) IS NULL THEN \(column.asCategory) END"
        case .presence: "NULL::VARCHAR"
        case .categorical: column.asCategory
        }
    }
}
