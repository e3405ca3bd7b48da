internal import Domain
internal import Foundation
internal import SQLText
internal import Store

/// The places of rows that are to go, noted on the rows' own shards in a table that lasts as long as the deletion.
struct DoomedRows {
    let store: ClickHouseStore
    let tables: RecordTables
    let stored: StoredTable

    init(of tables: RecordTables, in store: ClickHouseStore) async throws {
        self.store = store
        self.tables = tables
        // By the name of a relation: what a process that is killed leaves is dropped like one.
        stored = StoredTable(name: store.makeID(), columns: "shard UInt64, kind UInt8, n Int64", order: "kind, n")
        for statement in stored.creation(in: store.cluster) {
            try await store.client.runOnAll(statement)
        }
    }

    /// The rows of one shard.
    var table: SQL { stored.local(in: store.cluster) }

    func drop() async throws {
        for place in store.client.address.nodes.indices {
            for statement in stored.removal(in: store.cluster) { try await store.client.run(statement, at: place) }
        }
    }

    /// The places of a kind's rows that go.
    func places(_ kind: RecordKind) -> SQL { "SELECT n FROM \(table) WHERE kind = \(SQL.clickHouse(kind.code))" }

    private func rows(_ kind: RecordKind) -> SQL { tables.stored(kind).local(in: store.cluster) }

    func note(_ deletion: Deletion) async throws {
        switch deletion {
        case .identities(let identities):
            for part in identities.indices.parts(of: 500) {
                let shards = Set(identities[part].map { stableHash($0) & ~(1 << 63) }).map { SQL(trusted: String($0)) }
                let texts = identities[part].map { SQL.clickHouse($0) }
                for kind in RecordKind.allCases {
                    try await add(
                        """
                        SELECT shard, \(SQL.clickHouse(kind.code)), n FROM \(rows(kind)) WHERE shard IN (\(shards.joined())) \
                        AND isNotNull(\(RowColumn.identity)) AND assumeNotNull(\(RowColumn.identity)) IN (\(texts.joined()))
                        """)
                }
            }
        case .value(let column, let text):
            try await add("SELECT shard, 0, n FROM \(rows(.records)) WHERE \(having(text, in: column))")
            let identities: SQL = """
                SELECT assumeNotNull(\(RowColumn.identity)) FROM \(rows(.records)) WHERE isNotNull(\(RowColumn.identity)) AND n IN (\(places(.records)))
                """
            for kind in RecordKind.allCases {
                try await add(
                    """
                    SELECT shard, \(SQL.clickHouse(kind.code)), n FROM \(rows(kind)) WHERE isNotNull(\(RowColumn.identity)) \
                    AND assumeNotNull(\(RowColumn.identity)) IN (\(identities)) AND n NOT IN (\(places(kind)))
                    """)
            }
        case .olderThan(let time):
            try await noteOlder(than: TimeBucket.hour.start(of: TimeBucket.hour.key(of: time)))
        }
    }

    /// Whether a record has this value.
    private func having(_ text: String, in name: String) throws -> SQL {
        if name == "environment" { return "ifNull(\(RowColumn.environment), '') = \(.clickHouse(text))" }
        if name == "model_version" { return "ifNull(\(RowColumn.version), '') = \(.clickHouse(text))" }
        guard let column = tables.column(name) else {
            let known = (["model_version", "environment"] + tables.columns.map(\.name)).prefix(30).joined(separator: ", ")
            throw StoreError(.badInput, "model '\(tables.model)' has no column '\(name)'; there are: \(known)")
        }
        let value = EngineColumn(name: column.name, type: column.type.storedType, place: column.place).value
        let wanted: SQL? =
            switch column.type {
            case .text: .clickHouse(text)
            case .number: TextValue.number(text).map { .clickHouse($0) }
            case .timestamp: TextValue.time(text).map { .int64($0) }
            }
        let isMisfit: SQL = """
            n IN (SELECT n FROM \(tables.misfits.local(in: store.cluster)) WHERE place = \(.int64(Int64(column.place))) AND raw = \(.clickHouse(text)))
            """
        guard let wanted else { return isMisfit }
        return "(isNotNull(\(value)) AND assumeNotNull(\(value)) = \(wanted)) OR \(isMisfit)"
    }

    private func noteOlder(than limit: Timestamp) async throws {
        let limit = SQL.int64(limit.microseconds)
        let (records, actuals) = (rows(.records), rows(.actuals))
        try await add("SELECT shard, 0, n FROM \(records) WHERE assumeNotNull(ifNull(\(RowColumn.timestamp), \(RowColumn.arrival(.records)))) < \(limit)")
        let kept: SQL = "SELECT shard FROM \(records) WHERE \(RowColumn.hasIdentity) AND n NOT IN (\(places(.records)))"
        try await add(
            """
            SELECT shard, 1, n FROM \(actuals) WHERE assumeNotNull(ifNull(\(RowColumn.actualTimestamp), \(RowColumn.arrival(.actuals)))) < \(limit) \
            AND (NOT (\(RowColumn.hasIdentity)) OR shard NOT IN (\(kept)))
            """)
        // What a row that goes had taken the place of goes, too.
        for kind in RecordKind.allCases {
            let identity: [SQL] = kind == .records ? [RowColumn.environment, RowColumn.version, RowColumn.identity] : [RowColumn.identity]
            let chains: SQL = """
                SELECT any(shard) AS home, arraySort(groupArray(tuple(assumeNotNull(\(RowColumn.arrival(kind))), n, toUInt8(n IN (\(places(kind))))))) AS chain \
                FROM \(rows(kind)) WHERE \(RowColumn.hasIdentity) AND shard IN (SELECT shard FROM \(table) WHERE kind = \(SQL.clickHouse(kind.code))) \
                GROUP BY \(identity.joined()) HAVING length(chain) > 1
                """
            let flags: SQL = "arrayMap(c -> tupleElement(c, 3), chain)"
            let last: SQL = "length(chain) + 1 - indexOf(arrayReverse(\(flags)), 1)"
            try await add(
                """
                SELECT home, \(SQL.clickHouse(kind.code)), tupleElement(earlier, 2) FROM (\(chains)) \
                ARRAY JOIN arrayFilter(c -> tupleElement(c, 3) = 0, arraySlice(chain, 1, \(last))) AS earlier WHERE has(\(flags), 1)
                """)
        }
    }

    /// Adds what a question about one shard's rows gives, on each.
    private func add(_ selection: SQL) async throws {
        for shard in store.cluster.shards {
            let shard = try await store.caughtUp(shard, with: tables)
            guard !shard.isEmpty else { throw store.noneIsCaughtUp(with: tables) }
            try await store.client.run("INSERT INTO \(table) (shard, kind, n) \(selection)", among: shard)
        }
        try await store.untilReplicated(stored, where: "1")
    }

    var misfits: SQL {
        "((place != -2 AND n IN (\(places(.records)))) OR (place = -2 AND n IN (\(places(.actuals)))))"
    }

    func counts() async throws -> DeletionCounts {
        func count(_ kind: RecordKind) async throws -> Int {
            var reader = try await store.client.query(
                "SELECT \(integer("count()")) FROM \(tables.stored(kind).source) WHERE n IN (\(places(kind)))")
            return Int(try reader.integer() ?? 0)
        }
        var reader = try await store.client.query("SELECT \(integer("count()")) FROM \(tables.misfits.source) WHERE \(misfits)")
        return DeletionCounts(records: try await count(.records), actuals: try await count(.actuals), misfits: Int(try reader.integer() ?? 0))
    }

    /// Deletes the rows, and what is noted of them, shard by shard; done when this returns.
    func delete() async throws {
        let cluster = store.cluster
        var conditions: [(StoredTable, SQL)] = [(tables.misfits, misfits)]
        for kind in RecordKind.allCases {
            conditions.append((tables.superseded, "kind = \(SQL.clickHouse(kind.code)) AND n IN (\(places(kind)))"))
        }
        for kind in RecordKind.allCases { conditions.append((tables.stored(kind), "n IN (\(places(kind)))")) }
        for (table, condition) in conditions {
            for shard in cluster.shards { try await store.delete(from: table, where: condition, among: shard) }
        }
    }
}

extension ClickHouseStore {
    /// Deletes rows where they lie, and waits until that is done on all of these nodes.
    func delete(from table: StoredTable, where condition: SQL, among places: [Int]) async throws {
        // A replica learns of a deletion some time after it was ordered, and until then knows of none that is not done: it is known by a name of its own.
        let name = makeID()
        try await client.run("ALTER TABLE \(table.local(in: cluster)) DELETE WHERE (\(condition)) AND \(.clickHouse(name)) != ''", among: places)
        // One that was away does it when it is back.
        for place in places where !client.wasSilent(place) {
            for wait in 0... {
                var reader = try await client.query(
                    """
                    SELECT \(integer("countIf(is_done = 1)")) FROM system.mutations WHERE database = \(.clickHouse(client.address.database)) \
                    AND table = \(.clickHouse(table.localName(in: cluster))) AND position(command, \(.clickHouse(name))) > 0
                    """, at: place)
                if let done = try reader.integer(), done > 0 { break }
                guard wait < 6_000 else { throw StoreError(.engine, "\(client.address.nodes[place]) has not deleted rows of \(table.name) after minutes; it goes on with it") }
                try await Task.sleep(for: .milliseconds(min(100, 5 + wait * 5)))
            }
        }
    }
}
