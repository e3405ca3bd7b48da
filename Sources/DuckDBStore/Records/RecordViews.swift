package import Domain
package import Store

internal import SQLText

extension DuckDBStore {
    package func records(of tables: RecordTables, where selection: RecordSelection) async throws -> Relation {
        try await settle(tables)
        let id = makeID()
        return try await run { connection in
            let settled = try connection.settled(tables).records
            let mark = min(settled, selection.mark?.records ?? settled)
            var conditions = try connection.conditions(tables, .records, mark: mark, asOf: selection.asOf)
            conditions += selection.arrivalConditions(tables)
            conditions += chosen(
                selection.environments, selection.versions, without: selection.withoutVersions, versionColumn: "model_version")
            if let from = selection.from { conditions.append("\"timestamp\" >= \(from.literal)") }
            if let to = selection.to { conditions.append("\"timestamp\" < \(to.literal)") }
            let kept: [SQL] = ["prediction_id", "\"timestamp\"", "received_at", "environment", "model_version"]
            return try connection.makeView(
                id, named: tables.model, of: tables.records,
                columns: Array(zip(tables.recordColumns, kept + tables.columns.map(\.engineName))), where: conditions)
        }
    }

    package func actuals(of tables: RecordTables, asOf: Timestamp?, mark: ArrivalMark?) async throws -> Relation {
        try await settle(tables)
        let id = makeID()
        return try await run { connection in
            let settled = try connection.settled(tables).actuals
            let mark = min(settled, mark?.actuals ?? settled)
            return try connection.makeView(
                id, named: "the actuals of \(tables.model)", of: tables.actuals,
                columns: RecordTables.actualColumns.map { ($0, SQL(trusted: $0.name)) },
                where: connection.conditions(tables, .actuals, mark: mark, asOf: asOf))
        }
    }

    package func release(_ relation: Relation) async throws {
        try await runStaging { connection in
            try connection.run("DROP VIEW IF EXISTS \(relation.source)")
            try connection.run("DROP TABLE IF EXISTS \(identifier: relation.tableName)")
        }
    }
}

extension RecordSelection {
    /// What is asked of the order of arrival and of hours.
    fileprivate func arrivalConditions(_ tables: RecordTables) -> [SQL] {
        var conditions: [SQL] = []
        if let arrivedAfter { conditions.append("seq > \(SQL.literal(arrivedAfter))") }
        if let arrivedUpTo { conditions.append("seq <= \(SQL.literal(arrivedUpTo))") }
        if let firstArrived { conditions.append("seq < \(firstArrived)") }
        if let labelledAfter {
            let labels: SQL = """
                SELECT hash FROM \(tables.actuals) WHERE seq > \(SQL.literal(labelledAfter)) \
                AND seq <= \(SQL.literal(mark?.actuals ?? .max))
                """
            // The hash finds them; the identity is compared where they are joined.
            conditions.append("hash IN (\(labels))")
        }
        if let insideHours { conditions.append(isHour(hourKey, oneOf: insideHours)) }
        if let outsideHours, !outsideHours.isEmpty { conditions.append("NOT \(isHour(hourKey, oneOf: outsideHours))") }
        return conditions
    }
}

/// What is asked of the columns `environment` and version; `nil` for all.
func chosen(
    _ environments: [Environment]?, _ versions: [String]?, without: [String], versionColumn: SQL
) -> [SQL] {
    var conditions: [SQL] = []
    if let environments { conditions.append(isOneOf("environment", environments.map(\.rawValue))) }
    if let versions { conditions.append(isOneOf(versionColumn, versions)) }
    if !without.isEmpty { conditions.append("NOT (\(isOneOf(versionColumn, without)))") }
    return conditions
}

func isOneOf(_ column: SQL, _ values: [String]) -> SQL {
    values.isEmpty ? "false" : "\(column) IN (\(values.map { SQL.literal($0) }.joined()))"
}

extension Timestamp {
    /// For definitions of views, which take no bindings.
    var literal: SQL { "make_timestamp(\(SQL.literal(microseconds)))" }
}

extension Connection {
    /// What hides rows that do not count: those that came too late, and those that another has taken the place of.
    fileprivate func conditions(_ tables: RecordTables, _ kind: RecordKind, mark: Int64, asOf: Timestamp?) throws -> [SQL] {
        var replaced: SQL = "replaced_by <= \(SQL.literal(mark))"
        var conditions: [SQL] = ["seq <= \(SQL.literal(mark))"]
        if let asOf {
            replaced = "\(replaced) AND replaced_at <= \(asOf.literal)"
            conditions.append("received_at <= \(asOf.literal)")
        }
        let hidden: SQL = "FROM \(tables.superseded(kind)) WHERE \(replaced)"
        // Rows that come later replace none of these by one of these, so that none now is none for good.
        if try count("SELECT count(*) \(hidden)") > 0 { conditions.append("seq NOT IN (SELECT seq \(hidden))") }
        return conditions
    }

    fileprivate func makeView(
        _ id: String, named name: String, of table: SQL, columns: [(StoredColumn, SQL)], where conditions: [SQL]
    ) throws -> Relation {
        let list = columns.map { "\($0.1) AS \(identifier: $0.0.name)" as SQL }
        try run(
            """
            CREATE VIEW \(identifier: id) AS SELECT \((list + ["seq AS \(identifier: rowNumberColumn)"]).joined()) \
            FROM \(table) WHERE \(conditions.joined(separator: " AND "))
            """)
        return Relation(
            id: id, name: name, columns: columns.map(\.0), rowCount: try count("SELECT count(*) FROM \(identifier: id)"))
    }
}
