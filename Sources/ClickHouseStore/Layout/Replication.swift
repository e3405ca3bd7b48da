internal import SQLText
internal import Store

/// Rows that a server has taken are copied to its shard's other replicas a moment later. Whoever says that rows are there waits
/// for that: else a question that another replica answers would not see them.
///
/// (Servers can be asked to wait by themselves, `insert_quorum`, but then they refuse rows for a while when a replica is lost,
/// and older ones do not delete from what was written last.)
extension ClickHouseStore {
    /// Sends rows to their shards. They are on each shard before the servers answer, on one of its replicas.
    func insert(_ block: NativeBlock) async throws {
        try await client.insert(block, settings: cluster.name == nil ? [] : [("insert_distributed_sync", "1")])
    }

    /// Waits until all replicas that answer have the same rows.
    ///
    /// - Parameters:
    ///   - shards: those that may have such rows; `nil` for all.
    ///   - condition: which rows.
    ///   - count: how many these are on all shards; `nil` where those of a shard were made by one of its replicas.
    func untilReplicated(
        _ table: StoredTable, on shards: [[Int]]? = nil, where condition: SQL, count wanted: Int? = nil
    ) async throws {
        guard cluster.isReplicated else { return }
        try await placeNodes()
        for round in 0..<400 {
            if try await isReplicated(table, on: shards ?? cluster.shards, where: condition, count: wanted) { return }
            try await Task.sleep(for: .milliseconds(round < 10 ? 5 : 50))
        }
        throw StoreError(.unavailable, "a replica does not get the rows that another has; see system.replicas for why")
    }

    private func isReplicated(_ table: StoredTable, on shards: [[Int]], where condition: SQL, count wanted: Int?) async throws -> Bool {
        var total = 0
        for shard in shards {
            var counts: [Int] = []
            for place in shard where !client.wasSilent(place) {
                do {
                    var reader = try await client.query(
                        "SELECT \(integer("count()")) FROM \(table.local(in: cluster)) WHERE \(condition)", at: place, within: 5)
                    counts.append(Int(try reader.integer() ?? 0))
                } catch let error as StoreError {
                    guard (error.cause as? ClickHouseError)?.isSilence == true else { throw error }
                }
            }
            guard let first = counts.first else { return false }
            guard counts.allSatisfy({ $0 == first }) else { return false }
            total += first
        }
        return wanted.map { $0 == total } ?? true
    }

    /// Those of these nodes that answer and have all rows of a model. One that was away gets what came meanwhile when its old
    /// session has ended, and answers before that: what is written down for good must not be counted there.
    ///
    /// - Parameter seconds: they must have been up for so long.
    func caughtUp(_ places: [Int], with tables: RecordTables, for seconds: Int64 = 0) async throws -> [Int] {
        guard cluster.isReplicated else { return places }
        let names = tables.all.map { SQL.clickHouse($0.localName(in: cluster)) }
        // Both are 0 where nothing has come yet.
        let isBehind: SQL = """
            is_readonly OR is_session_expired OR inserts_in_queue > 0 OR (log_pointer <= log_max_index AND log_max_index > 0)
            """
        var found: [Int] = []
        for place in places {
            do {
                var reader = try await client.query(
                    """
                    SELECT \(integer("countIf(\(isBehind))")), \(integer("count()")), \(integer("toInt64(any(uptime()))")) \
                    FROM system.replicas WHERE database = \(.clickHouse(client.address.database)) AND table IN (\(names.joined()))
                    """, at: place, within: 5)
                let (behind, count, uptime) = (try reader.integer() ?? 0, try reader.integer() ?? 0, try reader.integer() ?? 0)
                if behind == 0, count == names.count, uptime >= seconds { found.append(place) }
            } catch let error as StoreError {
                guard (error.cause as? ClickHouseError)?.isSilence == true else { throw error }
            }
        }
        return found
    }

    /// Whether every node that answers has all rows of a model, and did for so many seconds.
    func isCaughtUp(with tables: RecordTables, for seconds: Int64 = 0) async throws -> Bool {
        try await placeNodes()
        for shard in cluster.shards {
            let current = try await caughtUp(shard.filter { !client.wasSilent($0) }, with: tables, for: seconds)
            guard !current.isEmpty, current == shard.filter({ !client.wasSilent($0) }) else { return false }
        }
        return true
    }

    func noneIsCaughtUp(with tables: RecordTables) -> StoreError {
        StoreError(.unavailable, "no replica of a shard has all rows of model '\(tables.model)' yet; try again in a moment")
    }
}
