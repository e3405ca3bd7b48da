internal import Foundation
internal import SQLText
internal import Store
internal import Synchronization

/// Records on ClickHouse: one server, or the shards and replicas of a cluster.
///
/// Relations are tables that go when the store is shut down; parts of relations are conditions on them, which cost
/// nothing until they are asked about.
package final class ClickHouseStore: Store {
    let client: ClickHouseClient
    let cluster: Cluster
    private let relations = Mutex<[String: RelationSource]>([:])
    private let tables = Mutex<[String: RelationTable]>([:])

    /// Connects, and finds out how the cluster is made.
    ///
    /// - Throws: `StoreError`, of kind `badInput` when the address or the right to use it is wrong.
    package static func open(_ address: ClickHouseAddress) async throws -> ClickHouseStore {
        let client = ClickHouseClient(address)
        do {
            return ClickHouseStore(client: client, cluster: try await Cluster.found(by: client))
        } catch {
            // What went wrong first is what to tell.
            try? await client.shutDown()
            throw error
        }
    }

    private init(client: ClickHouseClient, cluster: Cluster) {
        self.client = client
        self.cluster = cluster
    }

    /// Drops the relations' tables and closes the connections. Nothing can be asked any more.
    package func shutDown() async throws {
        let left = tables.withLock { Array($0.values) }
        for table in left {
            for statement in table.stored.removal(in: cluster) { try await client.runOnAll(statement) }
        }
        try await client.shutDown()
    }

    /// What a relation is made of.
    func source(of relation: Relation) throws(StoreError) -> RelationSource {
        guard let source = relations.withLock({ $0[relation.id] }) else {
            throw StoreError(.badInput, "there is no relation '\(relation.name)' any more")
        }
        return source
    }

    func keep(_ source: RelationSource, as id: String) { relations.withLock { $0[id] = source } }

    func table(_ name: String) throws(StoreError) -> RelationTable {
        guard let table = tables.withLock({ $0[name] }) else { throw StoreError(.engine, "the table \(name) is gone") }
        return table
    }

    func keep(_ table: RelationTable) { tables.withLock { $0[table.stored.name] = table } }

    /// A name that no other relation has, of any process.
    func makeID() -> String { "relation_" + UUID().uuidString.replacing("-", with: "").lowercased() }
}

/// The table of a relation, which rows are added to.
struct RelationTable: Sendable {
    var stored: StoredTable
    var columns: [EngineColumn]
    /// Rows that are there whole; what an insertion that failed has left is numbered from here on.
    var rowCount = 0
    /// Counts insertions.
    var insertions: UInt32 = 0
    /// Those that failed: some of their rows may be there.
    var failed: [UInt32] = []

    /// Which rows count.
    var conditions: [SQL] {
        var conditions: [SQL] = ["n < \(rowCount)"]
        if !failed.isEmpty { conditions.append("insertion NOT IN (\(failed.map { SQL.clickHouse(Int64($0)) }.joined()))") }
        return conditions
    }
}

/// A relation: a table, or some of its rows and columns.
struct RelationSource: Sendable {
    /// The table's name.
    var table: String
    var columns: [EngineColumn]
    /// What holds for its rows; `nil` for the table as it is when asked.
    var conditions: [SQL]?
    /// How many rows; `nil` for the table's.
    var rowCount: Int?
}
