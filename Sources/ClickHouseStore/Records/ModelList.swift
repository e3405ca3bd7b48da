internal import Domain
internal import Foundation
internal import SQLText
package import Store

/// The models' tables. Numbers of tables and columns are made of names, so that two processes that make the same at a time
/// make one and the same.
extension ClickHouseStore {
    package func recordTables() async throws -> [RecordTables] {
        try await books()
        var columns: [Int64: [RecordTables.Column]] = [:]
        let listed = try await read(
            """
            SELECT \(integer("number")), \(integer("place")), \(text("any(name)")), \(text("any(type)")) FROM \(table(.column)) \
            GROUP BY number, place ORDER BY number, min(position), any(name)
            """
        ) { (try $0.integer() ?? 0, try $0.integer() ?? 0, try $0.text() ?? "", try $0.text() ?? "") }
        for (number, place, name, type) in listed {
            guard let type = RecordTables.ValueType(rawValue: type) else { throw StoreError(.engine, "the list of columns is damaged") }
            // Of two that came at a time the first holds.
            if columns[number, default: []].contains(where: { $0.name == name }) { continue }
            columns[number, default: []].append(.init(name: name, type: type, place: Int(place)))
        }
        return try await read(
            """
            SELECT \(integer("number")), \(text("any(name)")) FROM \(table(.model)) GROUP BY number \
            HAVING max(is_dropped) = 0 ORDER BY min(written_at), number
            """
        ) { reader in
            let number = try reader.integer() ?? 0
            return RecordTables(number: number, model: try reader.text() ?? "", columns: columns[number] ?? [])
        }
    }

    package func makeRecordTables(for model: String) async throws -> RecordTables {
        try await books()
        let states = try await read(
            "SELECT \(integer("max(is_dropped)")) FROM \(table(.model)) WHERE name = \(.clickHouse(model)) GROUP BY number"
        ) { try $0.integer() ?? 0 }
        guard !states.contains(0) else { throw StoreError(.badInput, "there is a model named '\(model)' already") }
        // A deleted model's number never means another.
        let number = Int64(stableHash("\(model)\0\(states.count)") >> 2)
        let tables = RecordTables(number: number, model: model)
        for stored in tables.all { try await make(stored) }
        try await write([[.text(model), .integer(number), .integer(0), .integer(Timestamp(.now).microseconds)]], in: .model)
        return tables
    }

    package func addColumns(
        _ columns: [(name: String, type: RecordTables.ValueType)], to tables: RecordTables
    ) async throws -> RecordTables {
        guard !columns.isEmpty else { return tables }
        try await books()
        let added = columns.map { column in
            RecordTables.Column(
                name: column.name, type: column.type, place: Int(stableHash("\(column.name)\0\(column.type.rawValue)") >> 12 | 1 << 52))
        }
        let changed = RecordTables(number: tables.number, model: tables.model, columns: tables.columns + added)
        let definitions = added.flatMap { EngineColumn(name: $0.name, type: $0.type.storedType, place: $0.place).definitions }
        let stored = tables.stored(.records)
        for place in client.address.nodes.indices {
            for table in stored.names(in: cluster) { try await add(definitions, to: table, at: place) }
        }
        try await write(
            added.enumerated().map { index, column in
                [
                    .integer(tables.number), .integer(Int64(tables.columns.count + index)), .integer(Int64(column.place)),
                    .text(column.name), .text(column.type.rawValue),
                ]
            }, in: .column)
        return changed
    }

    package func dropRecordTables(_ tables: RecordTables) async throws {
        try await books()
        try await write(
            [[.text(tables.model), .integer(tables.number), .integer(1), .integer(Timestamp(.now).microseconds)]], in: .model)
        for stored in tables.all {
            for place in client.address.nodes.indices {
                for statement in stored.removal(in: cluster) { try await client.run(statement, at: place) }
            }
        }
    }

    private func make(_ stored: StoredTable) async throws {
        for statement in stored.creation(in: cluster) { try await client.runOnAll(statement) }
    }

    /// Adds columns to a node's table. A replica may have them from another already, or get them any moment.
    private func add(_ definitions: [(name: String, type: String)], to table: String, at place: Int) async throws {
        for _ in 0..<100 {
            var reader = try await client.query(
                """
                SELECT \(text("name")) FROM system.columns WHERE database = \(.clickHouse(client.address.database)) \
                AND table = \(.clickHouse(table))
                """, at: place)
            var there: Set<String> = []
            while !reader.isAtEnd { there.insert(try reader.text() ?? "") }
            let missing = definitions.filter { !there.contains($0.name) }
            guard !missing.isEmpty else { return }
            do {
                let changes = missing.map { SQL(trusted: "ADD COLUMN \($0.name) \($0.type)") }
                try await client.run("ALTER TABLE \(SQL(trusted: table)) \(changes.joined())", at: place)
            } catch let error as StoreError {
                guard let cause = error.cause as? ClickHouseError, let code = cause.code,
                    cause.mayPass || [ClickHouseError.Code.duplicateColumn, ClickHouseError.Code.illegalColumn].contains(code)
                else { throw error }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw StoreError(.engine, "\(client.address.nodes[place]) did not get the new columns of \(table)")
    }
}
