package import Domain
internal import Foundation
internal import SQLText
package import Store

extension ClickHouseStore {
    package func records(of tables: RecordTables, where selection: RecordSelection) async throws -> Relation {
        let view = try await view(of: tables, .records, at: selection.mark?.records, asOf: selection.asOf)
        var conditions = view.conditions
        conditions += try await arrivalConditions(selection, of: tables)
        if let count = selection.firstArrived { conditions.append(view.reach.limited(to: Int64(count), beyond: Reach()).condition) }
        conditions += chosen(selection.environments, selection.versions, without: selection.withoutVersions)
        let time = RowColumn.timestamp
        if let from = selection.from {
            conditions.append("isNotNull(\(time)) AND \(time) >= \(.int64(from.microseconds)) AND hour >= \(.int64(TimeBucket.hour.key(of: from)))")
        }
        if let to = selection.to {
            conditions.append("isNotNull(\(time)) AND \(time) < \(.int64(to.microseconds)) AND hour <= \(.int64(TimeBucket.hour.key(of: to)))")
        }
        return try await relation(named: tables.model, of: tables, .records, columns: tables.recordColumns, where: conditions)
    }

    package func actuals(of tables: RecordTables, asOf: Timestamp?, mark: ArrivalMark?) async throws -> Relation {
        let view = try await view(of: tables, .actuals, at: mark?.actuals, asOf: asOf)
        return try await relation(
            named: "the actuals of \(tables.model)", of: tables, .actuals, columns: RecordTables.actualColumns, where: view.conditions)
    }

    package func release(_ relation: Relation) async throws {
        if try await !forget(relation) { try await local.release(relation) }
    }

    /// What hides rows that do not count: those that came too late, and those that another has taken the place of.
    private func view(
        of tables: RecordTables, _ kind: RecordKind, at mark: Int64?, asOf: Timestamp?
    ) async throws -> (reach: Reach, conditions: [SQL]) {
        let reaches = try await settled(tables)
        let latest = reaches.settlement[kind] ?? -1
        let settlement = min(latest, mark ?? latest)
        let reach = settlement == latest ? reaches.settled[kind] ?? Reach() : try await reach(kind, of: tables, at: settlement)
        var replaced: SQL = "kind = \(SQL.clickHouse(kind.code)) AND replaced_by <= \(.int64(settlement))"
        var conditions = [reach.condition]
        if let asOf {
            replaced = "\(replaced) AND replaced_at <= \(.int64(asOf.microseconds))"
            conditions.append("assumeNotNull(\(RowColumn.arrival(kind))) <= \(.int64(asOf.microseconds))")
        }
        conditions.append("n NOT IN (SELECT n FROM \(tables.superseded.local(in: cluster)) WHERE \(replaced))")
        return (reach, conditions)
    }

    /// What is asked of the order of arrival and of hours.
    private func arrivalConditions(_ selection: RecordSelection, of tables: RecordTables) async throws -> [SQL] {
        var conditions: [SQL] = []
        if let after = selection.arrivedAfter, after >= 0 {
            conditions.append("NOT \(try await reach(.records, of: tables, at: after).condition)")
        }
        if let upTo = selection.arrivedUpTo { conditions.append(try await reach(.records, of: tables, at: upTo).condition) }
        if let after = selection.labelledAfter {
            let earlier = after < 0 ? Reach() : try await reach(.actuals, of: tables, at: after)
            let reach = try await reach(.actuals, of: tables, at: selection.mark?.actuals ?? .max)
            // The hash finds them; the identity is compared where they are joined.
            conditions.append(
                """
                \(RowColumn.hasIdentity) AND shard IN (SELECT shard FROM \(tables.stored(.actuals).local(in: cluster)) \
                WHERE \(reach.condition(beyond: earlier)) AND \(RowColumn.hasIdentity))
                """)
        }
        if let hours = selection.insideHours { conditions.append(isHour(oneOf: hours)) }
        if let hours = selection.outsideHours, !hours.isEmpty { conditions.append("NOT (\(isHour(oneOf: hours)))") }
        return conditions
    }

    private func chosen(_ environments: [Environment]?, _ versions: [String]?, without: [String]) -> [SQL] {
        func isOneOf(_ column: SQL, _ values: [String]) -> SQL {
            values.isEmpty ? "n < 0" : "assumeNotNull(\(column)) IN (\(values.map { SQL.clickHouse($0) }.joined()))"
        }
        var conditions: [SQL] = []
        if let environments { conditions.append(isOneOf(RowColumn.environment, environments.map(\.rawValue))) }
        if let versions { conditions.append(isOneOf(RowColumn.version, versions)) }
        if !without.isEmpty { conditions.append("NOT (\(isOneOf(RowColumn.version, without)))") }
        return conditions
    }

    private func relation(
        named name: String, of tables: RecordTables, _ kind: RecordKind, columns: [StoredColumn], where conditions: [SQL]
    ) async throws -> Relation {
        let source = RelationSource(
            from: tables.stored(kind).source, columns: tables.engineColumns(kind), conditions: conditions.map { "(\($0))" },
            shardsRows: tables.stored(kind).local(in: cluster))
        let scan = Scan(from: source.from, columns: source.columns, conditions: source.conditions, isWhole: false)
        var reader = try await client.query(scan.select([integer("count()")]))
        let id = "records_" + UUID().uuidString
        keep(source, as: id)
        return Relation(id: id, name: name, columns: columns, rowCount: Int(try reader.integer() ?? 0))
    }
}

/// Whether a record's hour is in the set; `nil` there stands for records without a time.
private func isHour(oneOf hours: Set<Int64?>) -> SQL {
    let all = hours.map { $0 ?? HourColumn.unknown }.sorted()
    return all.isEmpty ? "n < 0" : "hour IN (\(all.map { SQL.int64($0) }.joined()))"
}
