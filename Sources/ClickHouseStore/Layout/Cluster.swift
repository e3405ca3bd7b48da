internal import SQLText
internal import Store

/// How tables lie on the servers: on one, or on the shards and replicas of a cluster, which ClickHouse looks after.
struct Cluster: Sendable, Hashable {
    /// As in the servers' configuration; `nil` for a single server.
    var name: String?
    /// Of each shard.
    var replicas: Int

    static let single = Cluster(name: nil, replicas: 1)

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
            return single
        }
        var reader = try await client.query(
            """
            SELECT \(integer("max(replica_num)")), \(integer("count()")) FROM system.clusters WHERE cluster = \(.clickHouse(name))
            """)
        let (replicas, nodes) = (Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0))
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
        return Cluster(name: name, replicas: replicas)
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

    /// What questions and insertions go to.
    var source: SQL { SQL(trusted: name) }

    /// The rows of one shard; on a single server they are all there is.
    func local(in cluster: Cluster) -> SQL { cluster.name == nil ? source : SQL(trusted: name + "_local") }

    /// Statements for every node. Rows go to the shard that their `shard` chooses, a number that the store fills, so that
    /// what belongs together meets on one.
    func creation(in cluster: Cluster, database: String) -> [SQL] {
        let engine: SQL = cluster.isReplicated
            // The macros are those of each node's configuration.
            ? SQL(trusted: "ReplicatedMergeTree('/clickhouse/tables/{shard}/\(database)/\(name)', '{replica}')") : "MergeTree()"
        let local: SQL = """
            CREATE TABLE IF NOT EXISTS \(local(in: cluster)) (\(columns)) ENGINE = \(engine) ORDER BY (\(order)) \
            SETTINGS index_granularity = 8192
            """
        guard let name = cluster.name else { return [local] }
        return [
            local,
            """
            CREATE TABLE IF NOT EXISTS \(source) (\(columns)) ENGINE = Distributed(\(.clickHouse(name)), \
            \(.clickHouse(database)), \(self.local(in: cluster)), shard)
            """,
        ]
    }

    func removal(in cluster: Cluster) -> [SQL] {
        let tables = cluster.name == nil ? [source] : [source, local(in: cluster)]
        return tables.map { "DROP TABLE IF EXISTS \($0)" }
    }
}
