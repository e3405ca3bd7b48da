internal import Foundation
internal import SQLText
internal import Store

/// A named change of the tables that every cluster goes through once, in order. A change may be begun by several processes at
/// a time, and begun again where one was killed: its statements must bear that.
private struct Migration: Sendable {
    let name: String
    let statements: @Sendable (ClickHouseStore) -> [SQL]

    /// Only ever add to the end.
    static let all = [
        Migration(name: "documents and records") { store in
            Book.allCases.map { $0.stored.localCreation(in: store.cluster) }
        }
    ]
}

extension ClickHouseStore {
    /// Brings the tables that all models share up to date.
    ///
    /// - Throws: when a newer Assay has changed them.
    func migrate() async throws {
        for place in bookPlaces {
            try await client.run(Book.migration.stored.localCreation(in: cluster), at: place)
        }
        let applied = try await read("SELECT \(text("name")) FROM \(table(.migration))") { try $0.text() ?? "" }
        if let unknown = applied.first(where: { name in !Migration.all.contains { $0.name == name } }) {
            throw StoreError(
                .badInput,
                "the store was written by a newer Assay: it knows the change '\(unknown)', which this one does not; use the newer one")
        }
        for migration in Migration.all where !applied.contains(migration.name) {
            for statement in migration.statements(self) {
                for place in bookPlaces { try await client.run(statement, at: place) }
            }
            try await write([[.text(migration.name), .integer(Int64(Date.now.timeIntervalSince1970 * 1e6))]], in: .migration)
        }
    }

    /// Whether there is a store in the database.
    package func hasBooks() async throws -> Bool {
        let name = SQL.clickHouse(Book.migration.stored.localName(in: cluster))
        let found = try await read(
            """
            SELECT \(integer("count()")) FROM system.tables WHERE database = \(.clickHouse(client.address.database)) AND name = \(name)
            """
        ) { try $0.integer() ?? 0 }
        return found.first != 0
    }

    /// The books, which are there from the first time on that somebody asks for one.
    func books() async throws { try await openedBooks.value(of: self) }
}

/// Opens the books once.
actor BookOpening {
    private var opening: Task<Void, any Error>?

    func value(of store: ClickHouseStore) async throws {
        // Whoever comes while it opens waits for the same opening.
        let task = opening ?? Task { try await store.migrate() }
        opening = task
        do {
            try await task.value
        } catch {
            opening = nil
            throw error
        }
    }
}
