package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func rows(
        of columns: [CountedColumn], in relation: Relation, by windowing: Windowing, limit: Int
    ) async throws -> [WindowRows] {
        let stored = try relation.requireColumns(columns.map(\.name))
        let key = try windowing.key(in: relation)
        guard limit > 0, !columns.isEmpty else { return [] }
        let cells = zip(columns, stored).enumerated().map { index, pair -> SQL in
            "\(pair.0.type == .numeric ? pair.1.asFiniteNumber : pair.1.asCategory) AS v\(index)"
        }
        let names = columns.indices.map { SQL(trusted: "v\($0)") }
        let all: SQL = """
            WITH cells AS (SELECT \((["\(key) AS k", "\(identifier: rowNumberColumn) AS n"] + cells).joined()) FROM \(relation.source))
            """
        let query: SQL = relation.rowCount <= limit
            ? "\(all) SELECT \((["k"] + names).joined()) FROM cells ORDER BY n"
            : """
            \(all),
            places AS (SELECT \(key) AS k, \(samplingRank(of: .identifier(rowNumberColumn))) AS o FROM \(relation.source)),
            limits AS (SELECT k, list_max(min(o, \(limit))) AS last FROM places GROUP BY k)
            SELECT \((["cells.k"] + names).joined()) FROM cells JOIN limits
            ON cells.k IS NOT DISTINCT FROM limits.k AND \(samplingRank(of: "n")) <= last ORDER BY n
            """
        return try await run { connection in
            var windows: [Int64?: WindowRows] = [:]
            try connection.run(query).forEachRow { chunk, row in
                let key = try chunk.integer(0, row)
                for (index, column) in columns.enumerated() {
                    if column.type == .numeric {
                        windows[key, default: WindowRows(key: key, of: columns)].append(try chunk.double(index + 1, row) ?? .nan, to: index)
                    } else {
                        windows[key, default: WindowRows(key: key, of: columns)].append(try chunk.text(index + 1, row), to: index)
                    }
                }
            }
            return windows.values.inOrder()
        }
    }
}

/// As `SamplingOrder.rank`, of an expression of type BIGINT.
func samplingRank(of place: SQL) -> SQL {
    let (modulus, word, half) = (
        SQL.literal(SamplingOrder.modulus), SQL.literal(SamplingOrder.word), SQL.literal(SamplingOrder.half)
    )
    let multipliers = SamplingOrder.multipliers
    let rest: SQL = "(\(place) % \(modulus))"
    let first: SQL = "(\(rest) * \(SQL.literal(multipliers.first)) % \(word))"
    let second: SQL = "((\(first) // \(half) + \(first) % \(half) * \(SQL.literal(multipliers.middle))) * \(SQL.literal(multipliers.last)) % \(word))"
    return "(\(second) * \(modulus) + \(rest))"
}
