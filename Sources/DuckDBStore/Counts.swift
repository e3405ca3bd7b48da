package import Store

internal import SQLText
internal import Statistics

extension DuckDBStore {
    package func counts(
        of columns: [BinnedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowCounts] {
        var windows: [Int64?: [CodeCounts]] = [:]
        for start in stride(from: 0, to: columns.count, by: Self.columnsPerPass) {
            let part = Array(columns[start..<min(start + Self.columnsPerPass, columns.count)])
            let key = try windowing.key(in: relation)
            let stored = try relation.requireColumns(part.map(\.name))
            let cells = try await run { connection in
                try connection.countCodes(of: part, stored: stored, key: key, from: relation.source)
            }
            for cell in cells {
                windows[cell.key, default: Array(repeating: [:], count: columns.count)][start + cell.column][cell.code] =
                    cell.count
            }
        }
        return windows.map { key, codes in
            WindowCounts(key: key, columns: zip(columns, codes).map { $0.counts(from: $1) })
        }.sorted { ($0.key ?? .max) < ($1.key ?? .max) }
    }

    /// Columns that are counted in one pass: wide enough that a table of usual width takes one, narrow enough that the
    /// engine's plan for thousands of columns stays small.
    private static let columnsPerPass = 100
}

/// Rows by code: a bin, or why there is none.
private typealias CodeCounts = [Int64: Int]

private struct CodeCell: Sendable {
    var key: Int64?
    var column: Int
    var code: Int64
    var count: Int
}

extension Connection {
    /// Turns each value into the code of its bin, then counts windows and codes for all columns in one scan, each
    /// column being one of the GROUPING SETS. A cell of the result belongs to the only column whose code is not null.
    fileprivate func countCodes(
        of columns: [BinnedColumn], stored: [StoredColumn], key: SQL, from source: SQL
    ) throws -> [CodeCell] {
        let types = try makeCategoryTypes(for: columns)
        defer { dropCategoryTypes(types) }
        let values = zip(columns, stored).enumerated().map { index, pair -> SQL in
            "\(pair.0.value(of: pair.1)) AS v\(index)\(pair.0.keepsRaw(of: pair.1) ? ", \(identifier: pair.1.name) AS r\(index)" : "")"
        }
        let codes = zip(columns, stored).enumerated().map { index, pair -> SQL in
            let raw: SQL? = pair.0.keepsRaw(of: pair.1) ? "r\(index)" : nil
            return "(\(pair.0.code(of: "v\(index)", raw: raw, categoryType: types[index])))::\(pair.0.codeType) AS c\(index)"
        }
        let names = columns.indices.map { SQL(trusted: "c\($0)") }
        let query: SQL = """
            WITH cells AS (SELECT \(key) AS k, \(values.joined()) FROM \(source)),
            codes AS (SELECT k, \(codes.joined()) FROM cells)
            SELECT k, count(*), \(names.map { "\($0)::BIGINT" as SQL }.joined()) FROM codes
            GROUP BY GROUPING SETS (\(names.map { "(k, \($0))" as SQL }.joined()))
            """
        return try run(query).rows { chunk, row in
            for column in columns.indices {
                guard let code = try chunk.integer(column + 2, row) else { continue }
                let count = try chunk.integer(1, row) ?? 0
                return CodeCell(key: try chunk.integer(0, row), column: column, code: code, count: Int(count))
            }
            throw DuckDBError(.read, message: "a cell belongs to no column", sql: query.text)
        }
    }

    /// Makes an enumeration of each dictionary, so that the engine finds a text's place by one look-up. The values go
    /// in through a table, because they may hold anything.
    private func makeCategoryTypes(for columns: [BinnedColumn]) throws -> [SQL?] {
        try columns.enumerated().map { index, column in
            guard case .categorical(let dictionary) = column.bins, !dictionary.values.isEmpty else { return nil }
            let type: SQL = "category_\(index)"
            try run("CREATE OR REPLACE TEMP TABLE dictionary (place BIGINT, value VARCHAR)")
            let appender = try makeAppender(table: "dictionary")
            try appender.append(
                Batch([
                    .init("place", .integers(dictionary.values.indices.map(Int64.init))),
                    .init("value", .texts(dictionary.values)),
                ]))
            try appender.finish()
            // A cancelled count may have left its type behind.
            try run("DROP TYPE IF EXISTS \(type)")
            try run("CREATE TYPE \(type) AS ENUM (SELECT value FROM dictionary ORDER BY place)")
            return type
        }
    }

    private func dropCategoryTypes(_ types: [SQL?]) {
        // A type that is left behind goes with the next count; it must not hide the result or another failure.
        for case let type? in types { _ = try? run("DROP TYPE IF EXISTS \(type)") }
    }
}

extension BinnedColumn {
    /// The value that bins are taken of.
    fileprivate func value(of column: StoredColumn) -> SQL {
        switch bins {
        case .numeric: column.asNumber
        case .categorical: column.asCategory
        case .presence: "(\(identifier: column.name) IS NOT NULL)"
        case .time: column.asTime
        }
    }

    /// Whether the value can be null where the stored cell is not.
    fileprivate func keepsRaw(of column: StoredColumn) -> Bool {
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

    fileprivate func code(of value: SQL, raw: SQL?, categoryType: SQL?) -> SQL {
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

    fileprivate func counts(from codes: CodeCounts) -> BinnedCounts {
        let counts = ColumnCounts(
            rows: codes.values.reduce(0, +), nulls: codes[CellCode.null] ?? 0,
            typeErrors: codes[CellCode.typeError] ?? 0, nans: codes[CellCode.nan] ?? 0,
            positiveInfinities: codes[CellCode.positiveInfinity] ?? 0,
            negativeInfinities: codes[CellCode.negativeInfinity] ?? 0)
        switch bins {
        case .numeric(let edges):
            let histogram = Histogram(
                edges: edges, counts: (0...(edges.binCount + 1)).map { codes[Int64($0)] ?? 0 })
            return BinnedCounts(counts: counts, bins: .histogram(histogram))
        case .categorical(let dictionary):
            let outside = codes[CellCode.outside] ?? 0
            let categories = CategoryCounts(
                categories: dictionary.values,
                counts: dictionary.values.indices.map { codes[Int64($0)] ?? 0 },
                other: dictionary.isComplete ? 0 : outside, unseen: dictionary.isComplete ? outside : 0)
            return BinnedCounts(counts: counts, bins: .categories(categories))
        case .presence, .time:
            return BinnedCounts(counts: counts, bins: .none)
        }
    }
}
