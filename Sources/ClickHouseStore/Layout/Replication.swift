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
    ///   - condition: which rows.
    ///   - count: how many these are on all shards; `nil` where those of a shard were made by one of its replicas.
    func untilReplicated(_ table: StoredTable, where condition: SQL, count wanted: Int? = nil) async throws {
        guard cluster.isReplicated else { return }
        for round in 0..<400 {
            if try await isReplicated(table, where: condition, count: wanted) { return }
            try await Task.sleep(for: .milliseconds(round < 10 ? 5 : 50))
        }
        throw StoreError(.engine, "a replica does not get the rows that another has; see system.replicas for why")
    }

    private func isReplicated(_ table: StoredTable, where condition: SQL, count wanted: Int?) async throws -> Bool {
        var total = 0
        for shard in cluster.shards {
            var counts: [Int] = []
            for place in shard {
                do {
                    var reader = try await client.query(
                        "SELECT \(integer("count()")) FROM \(table.local(in: cluster)) WHERE \(condition)", at: place)
                    counts.append(Int(try reader.integer() ?? 0))
                } catch let error as StoreError {
                    guard (error.cause as? ClickHouseError)?.isSilence == true else { throw error }
                }
            }
            guard let first = counts.first else { throw StoreError(.engine, "no replica of a shard answers") }
            guard counts.allSatisfy({ $0 == first }) else { return false }
            total += first
        }
        return wanted.map { $0 == total } ?? true
    }
}
