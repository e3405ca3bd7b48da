package import Store

internal import Domain
internal import SQLText

extension DuckDBStore: LabelledRowsStore {
    package func labelledRows(_ query: LabelledRowsQuery) async throws -> LabelledRows {
        let records = query.records
        let stored = try records.requireColumns(query.columns.map(\.name))
        let time: SQL = try query.time.map { try records.requireColumn($0).asTime } ?? "NULL::BIGINT"
        let version: SQL = try query.version.map { try records.requireColumn($0).asCategory } ?? "NULL::VARCHAR"
        let place = SQL.identifier(rowNumberColumn)
        let cells = zip(query.columns, stored).enumerated().map { index, pair -> SQL in
            "\(pair.0.type == .numeric ? pair.1.asFiniteNumber : pair.1.asCategory) AS \(SQL(trusted: "v\(index)"))"
        }
        // Without ground truth any column stands in for it, and nobody asks for it.
        let labels = query.labels ?? .column(records.columns.first?.name ?? "")
        let labelled = try await labelled(
            PerformanceQuery(records: records, windowing: .whole, labels: labels, prediction: query.prediction),
            carrying: ["\(place) AS place_in_file", "\(time) AS event", "\(version) AS model_version"] + cells)

        var isWanted: SQL = "true"
        if let span = query.span { isWanted = "\(time) >= \(SQL.literal(span.lowerBound)) AND \(time) < \(SQL.literal(span.upperBound))" }
        let wanted: SQL = "SELECT \(place) AS n FROM \(records.source) WHERE \(isWanted)"
        let actual: SQL = query.labels == nil
            ? "NULL::DOUBLE" : "CASE WHEN r.y IS NOT NULL AND \(query.prediction.isKnown("r.y")) THEN \(query.prediction.actual("r.y", positive: "r.positive")) END"
        let predicted = query.prediction.columns(of: "r")
        let list = ["r.place_in_file", "r.event::BIGINT", "r.model_version", actual] + predicted + cells.indices.map { SQL(trusted: "r.v\($0)") }
        let (columns, hasDecision, scores, limit) = (query.columns, query.prediction.hasDecision, query.prediction.scoreCount, query.limit)
        return try await run { connection in
            let total = try connection.count("SELECT count(*) FROM (\(wanted))")
            var isTaken: SQL = query.span == nil ? "true" : "r.place_in_file IN (\(wanted))"
            if total > limit {
                let last: SQL = "SELECT max(o) FROM (SELECT \(samplingRank(of: "n")) AS o FROM (\(wanted)) ORDER BY o LIMIT \(limit))"
                isTaken = "\(isTaken) AND \(samplingRank(of: "r.place_in_file")) <= (\(last))"
            }
            var rows = LabelledRows(
                total: total, predictions: .init(scores: Array(repeating: [], count: scores)), cells: WindowRows(key: nil, of: columns))
            let sql: SQL = "SELECT \(list.joined()) FROM (\(labelled)) AS r WHERE \(isTaken) ORDER BY r.place_in_file"
            try connection.run(sql).forEachRow { chunk, row in
                rows.places.append(try chunk.integer(0, row) ?? 0)
                rows.times.append(try chunk.integer(1, row))
                rows.versions.append(try chunk.text(2, row))
                rows.actuals.append(try chunk.double(3, row) ?? .nan)
                var next = 4
                if hasDecision {
                    rows.predictions.decisions.append(try chunk.double(next, row) ?? .nan)
                    next += 1
                }
                for score in 0..<scores {
                    rows.predictions.scores[score].append(try chunk.double(next, row) ?? .nan)
                    next += 1
                }
                for (index, column) in columns.enumerated() {
                    if column.type == .numeric {
                        rows.cells.append(try chunk.double(next + index, row) ?? .nan, to: index)
                    } else {
                        rows.cells.append(try chunk.text(next + index, row), to: index)
                    }
                }
            }
            return rows
        }
    }

    package func labelling(
        _ records: Relation, with actuals: Relation, joinedBy identity: String, actual: String
    ) async throws -> Relation {
        let stored = try actuals.requireColumn(actual)
        _ = (try records.requireColumn(identity), try actuals.requireColumn(identity))
        let columns = records.columns.filter { $0.name != actual } + [stored]
        let id = makeID()
        let list = columns.map { "\($0.name == actual ? "a" : "r").\(identifier: $0.name)" as SQL } + ["r.\(identifier: rowNumberColumn)"]
        return try await run { connection in
            try connection.run(
                """
                CREATE VIEW \(identifier: id) AS SELECT \(list.joined()) FROM \(records.source) AS r LEFT JOIN ( \
                SELECT \(identifier: identity)::VARCHAR AS id, arg_max(\(identifier: actual), \(identifier: rowNumberColumn)) AS \(identifier: actual) \
                FROM \(actuals.source) GROUP BY 1) AS a ON r.\(identifier: identity)::VARCHAR = a.id
                """)
            return Relation(id: id, name: records.name, columns: columns, rowCount: records.rowCount)
        }
    }

    package func joined(_ parts: [MarkedRows], named name: String) async throws -> Relation {
        var columns: [StoredColumn] = []
        for part in parts {
            for mark in part.marks { Self.add(StoredColumn(mark.name, mark.values.type), to: &columns) }
        }
        for part in parts {
            for column in part.relation.columns where !part.marks.contains(where: { $0.name == column.name }) { Self.add(column, to: &columns) }
        }
        var selects: [SQL] = []
        for part in parts {
            let place = "place_in_file"
            var marks = try await makeRelation(
                named: "marks", columns: [StoredColumn(place, .integer)] + part.marks.map { StoredColumn($0.name, $0.values.type) })
            marks = try await append(Batch([Batch.Column(place, .integers(part.places))] + part.marks), to: marks)
            let list = columns.map { column -> SQL in
                let name = SQL.identifier(column.name)
                let isMark = part.marks.contains { $0.name == column.name }
                guard isMark || part.relation.column(column.name) != nil else { return "NULL::\(SQL(trusted: column.type.engineName)) AS \(name)" }
                let source: SQL = isMark ? "m" : "r"
                return "\(source).\(name)::\(SQL(trusted: column.type.engineName)) AS \(name)"
            }
            selects.append(
                """
                SELECT \(list.joined()) FROM \(marks.source) AS m JOIN \(part.relation.source) AS r \
                ON r.\(identifier: rowNumberColumn) = m.\(identifier: place)
                """)
        }
        let id = makeID()
        let query = selects.joined(separator: " UNION ALL ")
        let count = try await run { connection in
            try connection.run(
                "CREATE VIEW \(identifier: id) AS SELECT *, row_number() OVER () - 1 AS \(identifier: rowNumberColumn) FROM (\(query))")
            return try connection.count("SELECT count(*) FROM \(identifier: id)")
        }
        return Relation(id: id, name: name, columns: columns, rowCount: count)
    }

    package func write(_ relation: Relation, to path: String, as format: ExportFormat) async throws -> Int {
        try await export(relation, to: path, as: format)
    }

    /// Adds a column, or widens the type of the one of this name.
    private static func add(_ column: StoredColumn, to columns: inout [StoredColumn]) {
        var column = column
        if case .other = column.type { column = StoredColumn(column.name, .text) }
        guard let place = columns.firstIndex(where: { $0.name == column.name }) else { return columns.append(column) }
        let known = columns[place].type
        guard known != column.type else { return }
        let isNumber = [known, column.type].allSatisfy { $0 == .integer || $0 == .double }
        columns[place] = StoredColumn(column.name, isNumber ? .double : .text)
    }
}
