package import Domain
internal import SQLText
package import Store

extension ClickHouseStore {
    package func makeRelation(named name: String, columns: [StoredColumn]) async throws -> Relation {
        try columns.requireUsableNames(in: name)
        let id = makeID()
        let known = columns.enumerated().map { EngineColumn(name: $1.name, type: $1.type, place: $0) }
        let definitions = known.flatMap(\.definitions).map { SQL(trusted: "\($0.name) \($0.type)") }
        let stored = StoredTable(
            name: id, columns: (["shard UInt64", "n Int64", "insertion UInt32"] + definitions).joined(), order: "n")
        // Before it is there, so that it goes whatever happens; and to the end, because a server may go on making what
        // nobody waits for any more.
        keep(RelationTable(stored: stored, columns: known))
        try await Task { [self] in try await create(stored) }.value
        return Relation(id: id, name: name, columns: columns, rowCount: 0)
    }

    private func create(_ table: StoredTable) async throws {
        var isRefused = true
        do {
            for statement in table.creation(in: cluster) {
                try await client.runOnAll(statement)
                isRefused = false
            }
        } catch let error as StoreError {
            // Where a server has said no at once, there is nothing to drop.
            if isRefused, (error.cause as? ClickHouseError)?.code != nil { forgetTable(table.name) }
            throw error
        }
    }

    package func append(_ batch: Batch, to relation: Relation) async throws -> Relation {
        let whole = try batch.completed(for: relation)
        guard var table = table(of: relation) else {
            throw StoreError(.badInput, "\(relation.name) is a part of a relation; rows can only be added to a whole one")
        }
        let insertion = table.insertions
        table.insertions += 1
        keep(table)
        do {
            for rows in (0..<whole.rowCount).parts(of: Self.rowsPerInsertion(columns: whole.columns.count)) {
                try await insert(whole, rows, into: table, insertion: insertion)
            }
            try await untilReplicated(table.stored, where: "insertion = \(SQL.clickHouse(Int64(insertion)))", count: whole.rowCount)
        } catch {
            // Some rows may be there, on some shards: they are never looked at.
            table.failed.append(insertion)
            keep(table)
            throw error
        }
        table.rowCount += whole.rowCount
        keep(table)
        return Relation(id: relation.id, name: relation.name, columns: relation.columns, rowCount: table.rowCount)
    }

    private func insert(_ batch: Batch, _ rows: Range<Int>, into table: RelationTable, insertion: UInt32) async throws {
        let own = ["shard", "n", "insertion"]
        let names = own + table.columns.flatMap(\.definitions).map(\.name)
        var block = NativeBlock(
            "INSERT INTO \(table.stored.source.text) (\(names.joined(separator: ", ")))", columns: names.count, rows: rows)
        let numbers = rows.map { Int64(table.rowCount + $0) }
        block.append(own[0], "UInt64", all: numbers.map(UInt64.init))
        block.append(own[1], "Int64", all: numbers)
        block.append(own[2], "UInt32", all: rows.map { _ in insertion })
        for (column, cells) in zip(table.columns, batch.columns) { column.append(cells, to: &block) }
        try await insert(block)
    }

    /// Each insertion costs a server some milliseconds for each column, however few rows it has; many cost it memory, and us.
    /// (Servers take in up to 1,048,576 rows as one block.)
    static func rowsPerInsertion(columns: Int) -> Int { max(20_000, min(500_000, 5_000_000 / max(1, columns))) }

    package func sample(of relation: Relation, rows: Int, columns wanted: [String]?) async throws -> Relation {
        guard relation.rowCount > rows else { return relation }
        let scan = try scan(relation)
        let columns = try wanted.map { try relation.requireColumns($0) } ?? relation.columns
        // By a hash of the row's place: even, and not in step with any rhythm of the data.
        let share = SampleShare.of(rows, among: relation.rowCount)
        return try await part(of: relation, scan, named: relation.name, columns: columns, where: "cityHash64(n) % \(SampleShare.whole) < \(share)")
    }

    package func filtered(_ relation: Relation, by slice: Slice) async throws -> Relation {
        let checked = try relation.checked(slice)
        let scan = try scan(relation)
        return try await part(
            of: relation, scan, named: "\(relation.name) where \(slice)", columns: relation.columns,
            where: .predicate(checked, ClickHouseSliceDialect(scan.columns)))
    }

    private func part(
        of relation: Relation, _ scan: Scan, named name: String, columns: [StoredColumn], where condition: SQL
    ) async throws -> Relation {
        let scan = scan.where(condition)
        let id = makeID()
        var reader = try await client.query(scan.select([integer("count()")]))
        let count = Int(try reader.integer() ?? 0)
        let kept = scan.columns.filter { column in columns.contains { $0.name == column.name } }
        keep(RelationSource(from: scan.from, columns: kept, conditions: scan.conditions, shardsRows: scan.shardsRows), as: id)
        return Relation(id: id, name: name, columns: columns, rowCount: count)
    }

    /// How a relation is read now.
    func scan(_ relation: Relation) throws(StoreError) -> Scan {
        if let table = table(of: relation) {
            return Scan(from: table.stored.source, columns: table.columns, conditions: table.conditions, isWhole: true)
        }
        let source = try source(of: relation)
        return Scan(
            from: source.from, columns: source.columns, conditions: source.conditions, isWhole: false, shardsRows: source.shardsRows)
    }
}
