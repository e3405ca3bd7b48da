internal import SQLText
internal import Statistics
package import Store

extension DuckDBStore {
    package func codedRows(_ query: CodedRowsQuery) async throws -> CodedRows {
        let stored = try query.records.requireColumns(query.columns.map(\.name))
        let columns = zip(query.columns, stored).map { (coded: $0, binned: $0.binned, stored: $1) }
        let cells = columns.enumerated().flatMap { index, column -> [SQL] in
            let value: SQL = "\(column.binned.value(of: column.stored)) AS \(SQL(trusted: "v\(index)"))"
            return column.binned.keepsRaw(of: column.stored)
                ? [value, "\(identifier: column.stored.name) AS \(SQL(trusted: "r\(index)"))"] : [value]
        }
        let carried = ["\(identifier: rowNumberColumn) AS record_place"] + cells
        let records: SQL
        if let labelled = query.labelled {
            records = try await self.labelled(labelled, carrying: carried)
        } else {
            records = "SELECT \(carried.joined()) FROM \(query.records.source)"
        }
        return try await run { connection in
            let types = try connection.makeCategoryTypes(for: columns.map(\.binned))
            defer { connection.dropCategoryTypes(types) }
            let codes = columns.enumerated().map { index, column -> SQL in
                let raw: SQL? = column.binned.keepsRaw(of: column.stored) ? SQL(trusted: "r\(index)") : nil
                return "(\(column.binned.code(of: SQL(trusted: "v\(index)"), raw: raw, categoryType: types[index])))::SMALLINT"
            }
            let none: SQL = "NULL::DOUBLE"
            let (actual, predicted, score) = query.labelled?.prediction.outcome ?? (actual: none, predicted: none, score: none)
            let known: SQL = query.labelled == nil ? "" : " WHERE a IS NOT NULL"
            let sql: SQL = """
                WITH records AS (\(records)), outcomes AS (SELECT *, \(actual) AS a FROM records)
                SELECT \((["record_place", "a", "\(predicted)", "\(score)"] + codes).joined()) FROM outcomes\(known)
                """
            var rows = CodedRows(columns: columns.count)
            let tables = columns.map { column in
                (CellCode.lowest..<Int64(column.coded.valueCount + 2)).map { column.coded.code(of: $0) }
            }
            let result = try connection.stream(sql)
            try result.forEachChunk { try rows.append($0, tables) }
            if let failure = result.failure { throw failure }
            return rows.inOrder()
        }
    }
}

extension CodedRows {
    /// - Parameter tables: by column, the codes of the engine's codes from the lowest on.
    fileprivate mutating func append(_ chunk: Chunk, _ tables: [[UInt8]]) throws {
        try chunk.withColumn(0, of: Int64.self) { values, _ in places.append(contentsOf: values) }
        func numbers(_ column: Int) throws -> [Double] {
            try chunk.withColumn(column, of: Double.self) { values, isValid in values.indices.map { isValid($0) ? values[$0] : .nan } }
        }
        actuals.append(contentsOf: try numbers(1))
        predictions.append(contentsOf: try numbers(2))
        scores.append(contentsOf: try numbers(3))
        for (column, table) in tables.enumerated() {
            try chunk.withColumn(4 + column, of: Int16.self) { values, _ in
                table.withUnsafeBufferPointer { table in
                    codes[column].append(contentsOf: values.lazy.map { table[Int($0) - Int(CellCode.lowest)] })
                }
            }
        }
    }
}

extension PerformanceQuery.Prediction {
    /// What was true, what was predicted, and the score of what was true, as in `CodedRows`, made of what `LabelledRecords` names; null for none.
    fileprivate var outcome: (actual: SQL, predicted: SQL, score: SQL) {
        switch self {
        case .binary(_, _, _, let classes, _, _):
            let isKnown: SQL = classes.isEmpty ? "y IS NOT NULL" : "y IN (\(classes.map { SQL.bind(.text($0)) }.joined()))"
            return ("CASE WHEN \(isKnown) THEN (y = positive)::BIGINT::DOUBLE END", "p::BIGINT::DOUBLE", "s0")
        case .multiclass(let label, let scores, let classes, _):
            let names = scores.indices.map { SQL(trusted: "s\($0)") }
            func place(_ value: SQL, none: SQL) -> SQL {
                let cases = classes.enumerated().map { "WHEN \(bind: .text($1)) THEN \($0)" as SQL }
                return cases.isEmpty ? "NULL::DOUBLE" : "(CASE \(value) \(cases.joined(separator: " ")) ELSE \(none) END)::DOUBLE"
            }
            var predicted: SQL = "NULL::DOUBLE"
            if label != nil {
                predicted = "CASE WHEN p IS NOT NULL THEN \(place("p", none: "-1")) END"
            } else if !names.isEmpty {
                // The first of equal scores, as everywhere.
                let cases = names.enumerated().map { "WHEN \($1) = greatest(\(names.joined())) THEN \($0)" as SQL }
                predicted = "(CASE WHEN (\(names.joined(separator: " + "))) IS NOT NULL THEN CASE \(cases.joined(separator: " ")) END END)::DOUBLE"
            }
            let cases = names.enumerated().map { "WHEN \($0) THEN \($1)" as SQL }
            return (
                place("y", none: "NULL"), predicted, names.isEmpty ? "NULL::DOUBLE" : "CASE a::BIGINT \(cases.joined(separator: " ")) END"
            )
        case .regression:
            return ("CASE WHEN isfinite(y) THEN y END", "CASE WHEN isfinite(p) THEN p END", "NULL::DOUBLE")
        }
    }
}
