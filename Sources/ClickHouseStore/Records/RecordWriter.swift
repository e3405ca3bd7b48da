internal import Domain
internal import Foundation
internal import SQLText
internal import Store

/// Gives this process's rows their places.
///
/// A process brings rows in under a number that no other has or ever had. When an insertion fails, some of its rows may be
/// there: then the process goes on under another number, and no reader ever looks past the last row that was there whole.
actor RecordWriter {
    /// Which table a count is of.
    struct Table: Hashable {
        var number: Int64
        var kind: RecordKind
    }

    /// A number's bits stand above the count's.
    static let shift: Int64 = 40

    private var claimed: Int64?
    private var next: [Table: Int64] = [:]
    private let changes = ChangeQueue()
    private var claiming: Task<Int64, any Error>?

    /// This process's number.
    func number(in store: ClickHouseStore) async throws -> Int64 {
        if let claimed { return claimed }
        // Whoever comes meanwhile waits for the same claim.
        let task = claiming ?? Task { try await Self.claim(in: store) }
        claiming = task
        defer { claiming = nil }
        let number = try await task.value
        claimed = number
        return number
    }

    /// Brings rows in, one call after the other.
    ///
    /// - Parameter body: is given the writer's number and the next place in a table, and gives which places it has used up.
    func insert<Result: Sendable>(
        in store: ClickHouseStore,
        _ body: @Sendable @escaping (_ writer: Int64, _ next: [Table: Int64]) async throws -> (Result, used: [Table: Int64])
    ) async throws -> Result {
        try await changes.run(on: self) { writer in
            let number = try await writer.number(in: store)
            do {
                let (result, used) = try await body(number, writer.next)
                writer.next.merge(used) { $1 }
                return result
            } catch {
                (writer.claimed, writer.next) = (nil, [:])
                throw error
            }
        }
    }

    /// A number that nobody has, or had: who wants one writes so, then looks whether another did, too.
    private static func claim(in store: ClickHouseStore) async throws -> Int64 {
        try await store.books()
        let token = UUID().uuidString
        for _ in 0..<50 {
            let last = try await store.read("SELECT \(integer("max(number)")) FROM \(store.table(.writer))") { try $0.integer() ?? 0 }
            let number = (last.first ?? 0) + 1
            try await store.write([[.integer(number), .text(token), .integer(Timestamp(.now).microseconds)]], in: .writer)
            let others = try await store.read(
                "SELECT \(integer("count()")) FROM \(store.table(.writer)) WHERE number = \(.int64(number)) AND token != \(.clickHouse(token))"
            ) { try $0.integer() ?? 0 }
            if others.first == 0 { return number }
            try await Task.sleep(for: .milliseconds(Int.random(in: 10..<200)))
        }
        throw StoreError(.engine, "no number for this process could be had in the cluster: many start at a time; start again")
    }
}
