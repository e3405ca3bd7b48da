internal import Foundation
internal import SQLText
package import Store
internal import Synchronization

/// Records on ClickHouse: one server, or the shards and replicas of a cluster.
///
/// Relations are tables that go when the store is shut down; records of models stay. Parts of both are conditions on them,
/// which cost nothing until they are asked about.
package final class ClickHouseStore: FileStore {
    let client: ClickHouseClient
    private let knownCluster: Mutex<Cluster>
    /// What reads files and requests, which servers cannot reach.
    private let embedded: (any LocalEngine)?
    let openedBooks = BookOpening()
    let lease = Lease()
    let writer = RecordWriter()
    let settler = Settler()
    /// Since when hours of a model are being summed up.
    let summingSince = Mutex<[Int64: ContinuousClock.Instant]>([:])
    private let relations = Mutex<[String: RelationSource]>([:])
    private let tables = Mutex<[String: RelationTable]>([:])

    /// Connects, and finds out how the cluster is made.
    ///
    /// - Parameters:
    ///   - embedded: what reads files and requests; without it none can be read.
    ///   - patience: seconds after which a statement is given up.
    /// - Throws: `StoreError`, of kind `badInput` when the address or the right to use it is wrong.
    package static func open(
        _ address: ClickHouseAddress, with embedded: (any LocalEngine)? = nil, patience: Int64 = 600
    ) async throws -> ClickHouseStore {
        let client = ClickHouseClient(address, patience: patience)
        do {
            let store = ClickHouseStore(client: client, cluster: try await Cluster.found(by: client), embedded: embedded)
            try await store.dropForgottenRelations()
            return store
        } catch {
            // What went wrong first is what to tell.
            try? await client.shutDown()
            throw error
        }
    }

    private init(client: ClickHouseClient, cluster: Cluster, embedded: (any LocalEngine)?) {
        self.client = client
        knownCluster = Mutex(cluster)
        self.embedded = embedded
    }

    package func open(_ files: FileSet) async throws -> Relation {
        var relation: Relation?
        try await local.read(files) { table, next in
            let rowsPerInsertion = Self.rowsPerInsertion(columns: table.columns.count)
            var known = try await makeRelation(named: table.name, columns: table.columns)
            var batch = try await next(rowsPerInsertion)
            while let rows = batch {
                let earlier = known
                // The next rows are read while these are on their way.
                async let appended = append(rows, to: earlier)
                batch = try await next(rowsPerInsertion)
                known = try await appended
            }
            relation = known
        }
        guard let relation else { throw StoreError(.engine, "nothing was read of \(files.paths.joined(separator: ", "))") }
        return relation
    }

    var cluster: Cluster { knownCluster.withLock(\.self) }

    /// Finds out where nodes belong that did not answer when the store was opened.
    func placeNodes() async throws {
        var cluster = cluster
        guard !cluster.unplaced.isEmpty else { return }
        try await cluster.placeNodes(of: client)
        let found = cluster
        knownCluster.withLock { $0 = found }
    }

    /// What reads and writes files, and takes requests apart.
    var local: any LocalEngine {
        get throws(StoreError) {
            guard let embedded else { throw StoreError(.badInput, "this store was opened without a way to read files") }
            return embedded
        }
    }

    /// Drops the relations' tables and closes the connections. Nothing can be asked any more.
    ///
    /// - Returns: why tables could not be dropped; a later process drops them.
    package func shutDown() async throws -> [String] {
        var reasons: [String] = []
        do { try await lease.release(in: self) } catch { reasons.append("the lease ends by itself: \(error)") }
        for table in tables.withLock({ Array($0.values) }) {
            for place in client.address.nodes.indices {
                do {
                    for statement in table.stored.removal(in: cluster) { try await client.run(statement, at: place) }
                } catch {
                    reasons.append("\(client.address.nodes[place]): \(error)")
                }
            }
        }
        try await client.shutDown()
        return reasons
    }

    /// What a relation is made of.
    func source(of relation: Relation) throws(StoreError) -> RelationSource {
        guard let source = relations.withLock({ $0[relation.id] }) else {
            throw StoreError(.badInput, "there is no relation '\(relation.name)' any more")
        }
        return source
    }

    func keep(_ source: RelationSource, as id: String) { relations.withLock { $0[id] = source } }

    /// The table of a whole relation; `nil` for a part of one, and for records.
    func table(of relation: Relation) -> RelationTable? { tables.withLock { $0[relation.id] } }

    func keep(_ table: RelationTable) { tables.withLock { $0[table.stored.name] = table } }

    /// Gives back what a relation is made of; `false` when there was none.
    func forget(_ relation: Relation) async throws -> Bool {
        if relations.withLock({ $0.removeValue(forKey: relation.id) }) != nil { return true }
        guard let table = table(of: relation) else { return false }
        for place in client.address.nodes.indices {
            for statement in table.stored.removal(in: cluster) { try await client.run(statement, at: place) }
        }
        forgetTable(relation.id)
        return true
    }

    func forgetTable(_ name: String) { tables.withLock { $0[name] = nil } }

    /// A name that no other relation has, of any process; it tells when it was made.
    func makeID() -> String {
        "\(relationPrefix)\(Int(Date.now.timeIntervalSince1970))_" + UUID().uuidString.replacing("-", with: "").lowercased()
    }

    /// Drops what processes that were killed have left: tables that are older than any of them could be.
    private func dropForgottenRelations() async throws {
        let limit = Int(Date.now.timeIntervalSince1970) - 2 * 86_400
        for place in cluster.shards.joined() {
            var reader = try await client.query(
                """
                SELECT \(text("name")) FROM system.tables WHERE database = \(.clickHouse(client.address.database)) \
                AND startsWith(name, \(.clickHouse(relationPrefix)))
                """, at: place)
            while !reader.isAtEnd {
                let name = try reader.text() ?? ""
                let parts = name.dropFirst(relationPrefix.count).split(separator: "_")
                guard let made = parts.first.flatMap({ Int($0) }), made < limit, name.utf8.allSatisfy(\.isOfRelationName) else { continue }
                try await client.run("DROP TABLE IF EXISTS \(SQL(trusted: name))", at: place)
            }
        }
    }
}

private let relationPrefix = "relation_"

extension UInt8 {
    /// Small letters, digits and _, of which alone our names consist.
    fileprivate var isOfRelationName: Bool { (97...122).contains(self) || (48...57).contains(self) || self == 95 }
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

/// Some rows and columns of a table.
struct RelationSource: Sendable {
    /// What stands after FROM.
    var from: SQL
    var columns: [EngineColumn]
    /// What holds for its rows.
    var conditions: [SQL]
    /// As of `Scan`.
    var shardsRows: SQL?
}
