internal import SQLText
internal import Store

/// Finds out which rows others have taken the place of, for all rows that have come since it was last done. Readers only see
/// rows up to there, so they never see a row together with the one that replaces it.
///
/// One process at a time does so. Each time is a settlement with a number, in the order of which rows have arrived for all
/// that readers ask: writers of several processes have no other order in common.
actor Settler {
    private let changes = ChangeQueue()

    /// Settles what has come, or waits until another process has.
    func settle(_ tables: RecordTables, in store: ClickHouseStore) async throws -> Reaches {
        try await changes.run(on: self) { _ in
            var reaches = try await store.reaches(of: tables)
            let wanted = reaches.arrived
            // Whoever has the right comes round more often than this.
            for _ in 0..<60 {
                if RecordKind.allCases.allSatisfy({ (wanted[$0] ?? Reach()).ranges(beyond: reaches.settled[$0] ?? Reach()).isEmpty }) { break }
                if try await store.settle(tables, &reaches) { continue }
                try await Task.sleep(for: .milliseconds(50))
                reaches = try await store.reaches(of: tables)
            }
            return reaches
        }
    }

    /// Runs `body` while nothing is settled by this process.
    func aside<Result: Sendable>(_ body: @Sendable @escaping () async throws -> Result) async throws -> Result {
        try await changes.run(on: self) { _ in try await body() }
    }
}

extension ClickHouseStore {
    /// Settles what other processes have brought in, which their readers wait for.
    package func attend() async throws {
        try await books()
        let rows: SQL = """
            SELECT number, kind, writer, last AS arrived, toInt64(0) AS done FROM \(table(.arrival)) UNION ALL \
            SELECT number, kind, writer, toInt64(0) AS arrived, last AS done FROM \(table(.settlement))
            """
        let waiting = try await read(
            """
            SELECT DISTINCT \(integer("number")) FROM (SELECT number, max(arrived) - max(done) AS missing FROM (\(rows)) \
            GROUP BY number, kind, writer) WHERE missing > 0
            """
        ) { try $0.integer() ?? 0 }
        guard !waiting.isEmpty, try await isLeader() else { return }
        for tables in try await recordTables() where waiting.contains(tables.number) { _ = try await settled(tables) }
    }

    /// How far the rows of a model are settled, when all that has come is.
    func settled(_ tables: RecordTables) async throws -> Reaches {
        let reaches = try await reaches(of: tables)
        return reaches.isSettled ? reaches : try await settler.settle(tables, in: self)
    }

    /// Settles what has come, once for each kind.
    ///
    /// - Returns: whether this process has the right to.
    fileprivate func settle(_ tables: RecordTables, _ reaches: inout Reaches) async throws -> Bool {
        for kind in RecordKind.allCases {
            let earlier = reaches.settled[kind] ?? Reach()
            // A stretch of any length would do; this one's identities fit in memory.
            let next = (reaches.arrived[kind] ?? Reach()).limited(to: 5_000_000, beyond: earlier)
            guard next != earlier else { continue }
            guard let settlement = try await lease.nextNumber(of: self) else { return false }
            let stretch = Stretch(tables: tables, kind: kind, earlier: earlier, next: next, settlement: settlement)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for shard in cluster.shards { group.addTask { [self] in try await supersede(stretch, onShardAt: shard) } }
                try await group.waitForAll()
            }
            try await untilReplicated(tables.superseded, where: "replaced_by = \(.int64(settlement))")
            try await write(
                next.last.filter { earlier.last[$0] != $1 }.map { writer, last in
                    [.integer(tables.number), .integer(kind.code), .integer(settlement), .integer(writer), .integer(last)]
                }, in: .settlement)
            (reaches.settled[kind], reaches.settlement[kind]) = (next, settlement)
        }
        return true
    }

    private func supersede(_ stretch: Stretch, onShardAt all: [Int]) async throws {
        let places = try await caughtUp(all, with: stretch.tables)
        guard !places.isEmpty else { throw noneIsCaughtUp(with: stretch.tables) }
        let rows = stretch.tables.stored(stretch.kind).local(in: cluster)
        // Most stretches repeat nothing, which eight bytes a row are enough to tell. (Two identities of one hash only make the
        // second look necessary.)
        let new: SQL = "FROM \(rows) WHERE \(stretch.isNew) AND \(RowColumn.hasIdentity)"
        let again: SQL = "FROM \(rows) WHERE \(stretch.isSettled) AND shard IN (SELECT shard \(new))"
        var reader = try await client.query(
            "SELECT \(integer("(SELECT count() - uniqExact(shard) \(new)) + (SELECT count() \(again))"))", among: places)
        guard try reader.integer() != 0 else { return }
        try await client.run(stretch.supersession(of: rows, in: stretch.tables.superseded.local(in: cluster)), among: places)
    }
}

/// Rows that are settled together.
private struct Stretch: Sendable {
    var tables: RecordTables
    var kind: RecordKind
    var earlier: Reach
    var next: Reach
    var settlement: Int64

    var isNew: SQL { next.condition(beyond: earlier) }
    var isSettled: SQL { earlier.condition }

    /// Notes the rows that others have taken the place of. All rows of an identity are put in the order of their arrival times,
    /// and each is replaced by the next. Only pairs that are new are noted: those of which one row is.
    func supersession(of rows: SQL, in superseded: SQL) -> SQL {
        let identity: [SQL] = kind == .records ? [RowColumn.environment, RowColumn.version, RowColumn.identity] : [RowColumn.identity]
        let chains: SQL = """
            SELECT any(shard) AS home, arraySort(groupArray(tuple(assumeNotNull(\(RowColumn.arrival(kind))), n, toUInt8(\(isNew))))) AS chain \
            FROM \(rows) WHERE \(next.condition) AND shard IN (SELECT shard FROM \(rows) WHERE \(isNew) AND \(RowColumn.hasIdentity)) \
            GROUP BY \(identity.joined()) HAVING length(chain) > 1
            """
        let pairs: SQL = """
            arrayFilter(p -> tupleElement(p, 3) > 0, arrayMap((a, b) -> (tupleElement(a, 2), tupleElement(b, 1), \
            tupleElement(a, 3) + tupleElement(b, 3)), arrayPopBack(chain), arrayPopFront(chain)))
            """
        return """
            INSERT INTO \(superseded) (shard, kind, n, replaced_by, replaced_at) \
            SELECT home, \(SQL.clickHouse(kind.code)), tupleElement(pair, 1), \(.int64(settlement)), tupleElement(pair, 2) \
            FROM (\(chains)) ARRAY JOIN \(pairs) AS pair
            """
    }
}
