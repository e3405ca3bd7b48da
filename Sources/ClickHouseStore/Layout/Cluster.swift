internal import SQLText
internal import Store

/// How tables lie on the servers: on one, or on the shards and replicas of a cluster, which ClickHouse looks after.
struct Cluster: Sendable, Hashable {
    /// As in the servers' configuration; `nil` for a single server.
    var name: String?
    /// Of each shard.
    var replicas: Int
    /// For each shard the places of its nodes in the address.
    var shards: [[Int]]
    /// Nodes that have not answered yet: their shard is not known.
    var unplaced: [Int] = []

    var database: String

    var isReplicated: Bool { replicas > 1 }

    /// Finds out how the cluster of this address is made.
    ///
    /// - Throws: when there is no such cluster, or when its nodes are not all listed.
    static func found(by client: ClickHouseClient) async throws -> Cluster {
        let listed = client.address.nodes
        guard Set(listed).count == listed.count else { throw StoreError(.badInput, "the address lists a node twice") }
        guard let name = client.address.cluster else {
            // Servers that know nothing of each other would each have some of the rows.
            guard listed.count == 1 else {
                throw StoreError(.badInput, "the address lists \(listed.count) nodes but no cluster; add ?cluster=NAME, as in the servers' remote_servers")
            }
            return Cluster(name: nil, replicas: 1, shards: [[0]], database: client.address.database)
        }
        var reader = try await client.query(
            """
            SELECT \(integer("max(replica_num)")), \(integer("count()")), \(integer("max(shard_num)")) FROM system.clusters \
            WHERE cluster = \(.clickHouse(name))
            """)
        let (replicas, nodes, shards) = (Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0))
        guard nodes > 0 else {
            let known = try await names(of: client).joined(separator: ", ")
            throw StoreError(
                .badInput, "ClickHouse knows no cluster '\(name)'; in its configuration (remote_servers) there are: \(known)")
        }
        guard nodes == client.address.nodes.count else {
            throw StoreError(
                .badInput,
                "cluster '\(name)' has \(nodes) nodes and the address lists \(client.address.nodes.count); "
                    + "list every node's HTTP port: clickhouse://one:8123,two:8123/...")
        }
        var cluster = Cluster(
            name: name, replicas: replicas, shards: Array(repeating: [], count: shards), unplaced: Array(client.address.nodes.indices),
            database: client.address.database)
        try await cluster.placeNodes(of: client)
        if let shard = cluster.shards.firstIndex(of: []) {
            throw StoreError(.unavailable, "no node of shard \(shard + 1) of the cluster '\(name)' answers")
        }
        return cluster
    }

    /// Asks nodes whose shard is not known for it.
    mutating func placeNodes(of client: ClickHouseClient) async throws {
        guard let name else { return }
        for place in unplaced where !client.wasSilent(place) {
            do {
                var reader = try await client.query(
                    "SELECT \(integer("max(shard_num)")) FROM system.clusters WHERE cluster = \(.clickHouse(name)) AND is_local",
                    at: place, within: 5)
                let shard = Int(try reader.integer() ?? 0)
                guard shards.indices.contains(shard - 1) else {
                    throw StoreError(
                        .badInput,
                        "the server at \(client.address.nodes[place]) is no node of the cluster '\(name)'; list its nodes, each with its HTTP port")
                }
                shards[shard - 1] = (shards[shard - 1] + [place]).sorted()
                unplaced.removeAll { $0 == place }
            } catch let error as StoreError {
                // One that is silent may come back; who needs it says so.
                guard (error.cause as? ClickHouseError)?.isSilence == true else { throw error }
            }
        }
    }

    private static func names(of client: ClickHouseClient) async throws -> [String] {
        var reader = try await client.query("SELECT DISTINCT \(text("cluster")) FROM system.clusters")
        var names: [String] = []
        while !reader.isAtEnd { names.append(try reader.text() ?? "") }
        return names
    }
}

/// A table of the store's, by a name that the store made.
struct StoredTable: Sendable, Hashable {
    var name: String
    /// `name type, ...`
    var columns: SQL
    /// What rows are ordered by on the disk.
    var order: SQL
    /// What keeps them apart there, so that few are looked at; `nil` for nothing.
    var partition: SQL?

    /// What questions and insertions go to.
    var source: SQL { SQL(trusted: name) }

    /// The rows of one shard; on a single server they are all there is. By the whole name: where a statement goes on to another
    /// shard, it means that one's usual database.
    func local(in cluster: Cluster) -> SQL { SQL(trusted: "\(cluster.database).\(localName(in: cluster))") }

    func localName(in cluster: Cluster) -> String { cluster.name == nil ? name : name + "_local" }

    /// As lists of tables have them.
    func names(in cluster: Cluster) -> Set<String> { [localName(in: cluster), name] }

    /// Statements for every node. Rows go to the shard that their `shard` chooses, a number that the store fills, so that
    /// what belongs together meets on one.
    func creation(in cluster: Cluster) -> [SQL] {
        let local = localCreation(in: cluster)
        guard let name = cluster.name else { return [local] }
        return [
            local,
            """
            CREATE TABLE IF NOT EXISTS \(source) (\(columns)) ENGINE = Distributed(\(.clickHouse(name)), \
            \(.clickHouse(cluster.database)), \(SQL(trusted: localName(in: cluster))), shard)
            """,
        ]
    }

    /// The statement for the rows of one shard.
    func localCreation(in cluster: Cluster) -> SQL {
        let engine: SQL = cluster.isReplicated
            // The macros are those of each node's configuration.
            ? SQL(trusted: "ReplicatedMergeTree('/clickhouse/tables/{shard}/\(cluster.database)/\(name)', '{replica}')") : "MergeTree()"
        let partition: SQL = partition.map { "PARTITION BY \($0) " } ?? ""
        return """
            CREATE TABLE IF NOT EXISTS \(local(in: cluster)) (\(columns)) ENGINE = \(engine) \(partition)ORDER BY (\(order)) \
            SETTINGS index_granularity = 8192
            """
    }

    func removal(in cluster: Cluster) -> [SQL] {
        let tables = cluster.name == nil ? [source] : [source, local(in: cluster)]
        return tables.map { "DROP TABLE IF EXISTS \($0)" }
    }
}
