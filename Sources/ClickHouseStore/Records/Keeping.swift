internal import Domain
internal import Foundation
internal import SQLText
package import Store

extension ClickHouseStore: RecordStore {
    package var isShared: Bool { true }

    package func isLeader() async throws -> Bool {
        try await books()
        return try await lease.nextNumber(of: self) != nil
    }

    package func backUp(to path: String) async throws {
        throw StoreError(
            .badInput,
            "a cluster is too large for one file: back it up with ClickHouse's own means (BACKUP DATABASE, or clickhouse-backup)")
    }

    /// Nothing is held here only to answer sooner.
    package func rest() async throws {}

    package func verify() async throws -> StoreCheck {
        var check = StoreCheck()
        let models = try await recordTables()
        try await verifyDocuments(&check)
        for tables in models { try await verify(tables, &check) }
        return check
    }

    private func verifyDocuments(_ check: inout StoreCheck) async throws {
        for kind in Document.Kind.allCases {
            for document in try await history(of: kind, named: nil, limit: .max) {
                check.documents += 1
                guard let body = document.body else { continue }
                // Why it is no JSON says nothing more to whoever mends it.
                if (try? JSONSerialization.jsonObject(with: Data(body.utf8), options: .fragmentsAllowed)) == nil {
                    check.problems.append("revision \(document.revision) of the document '\(document.name)' is no JSON")
                }
            }
        }
    }

    private func verify(_ tables: RecordTables, _ check: inout StoreCheck) async throws {
        let missing = try await missingParts(of: tables)
        check.problems += missing
        guard missing.isEmpty else { return }
        let name = "model '\(tables.model)'"
        let reaches = try await settled(tables)
        func expectNone(_ what: String, _ query: SQL) async throws {
            var reader = try await client.query(query)
            if let found = try reader.integer(), found != 0 { check.problems.append("\(name): \(what): \(found)") }
        }
        var counts: [RecordKind: Int] = [:]
        for kind in RecordKind.allCases {
            let reach = reaches.settled[kind] ?? Reach()
            var reader = try await client.query(
                "SELECT \(integer("count()")) FROM \(tables.stored(kind).source) WHERE \(reach.condition)")
            counts[kind] = Int(try reader.integer() ?? 0)
            try await expectNone(
                "\(kind.rawValue) in a place that another has",
                "SELECT \(integer("count() - uniqExact(n)")) FROM \(tables.stored(kind).source)")
            try await expectNone(
                "\(kind.rawValue) that are noted as replaced and are not there",
                """
                SELECT \(integer("count()")) FROM \(tables.superseded.source) WHERE kind = \(SQL.clickHouse(kind.code)) \
                AND n NOT IN (SELECT n FROM \(tables.stored(kind).local(in: cluster)))
                """)
            try await expectNone(
                "\(kind.rawValue) whose shard is not chosen by their identity",
                """
                SELECT \(integer("count()")) FROM \(tables.stored(kind).source) \
                WHERE (\(RowColumn.hasIdentity)) != isNotNull(\(RowColumn.identity))
                """)
        }
        try await expectNone(
            "cells that did not fit, of rows that are not there",
            """
            SELECT \(integer("count()")) FROM \(tables.misfits.source) WHERE n NOT IN (SELECT n FROM \(tables.stored(.records).local(in: cluster))) \
            AND n NOT IN (SELECT n FROM \(tables.stored(.actuals).local(in: cluster)))
            """)
        check.models.append(.init(model: tables.model, records: counts[.records] ?? 0, actuals: counts[.actuals] ?? 0))
    }

    /// Tables and columns that the lists speak of and some node has not.
    private func missingParts(of tables: RecordTables) async throws -> [String] {
        var problems: [String] = []
        for place in cluster.shards.joined() {
            var reader = try await client.query(
                "SELECT \(text("concat(table, '.', name)")) FROM system.columns WHERE database = \(.clickHouse(client.address.database))", at: place)
            var there: Set<String> = []
            while !reader.isAtEnd { there.insert(try reader.text() ?? "") }
            for stored in tables.all {
                for table in stored.names(in: cluster) where !there.contains("\(table).n") {
                    problems.append("model '\(tables.model)': \(client.address.nodes[place]) has no table \(table)")
                }
            }
            let records = tables.stored(.records)
            for column in tables.engineColumns(.records) {
                for table in records.names(in: cluster)
                where there.contains("\(table).n") && !there.contains("\(table).\(column.value.text)") {
                    problems.append("model '\(tables.model)': \(client.address.nodes[place]) has no column '\(column.name)'")
                }
            }
        }
        return problems
    }
}
