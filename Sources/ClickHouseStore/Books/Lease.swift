internal import Foundation
internal import SQLText
internal import Store

/// The right to do what only one process may: to settle rows and to sum them up.
///
/// A holder says so for twenty seconds at a time, in the book of leases, and believes it for half of that. Each time that the
/// right goes to another a term begins, whose number is part of all that is done in it. Servers have no way of saying "if
/// nobody else has": who wants a term writes so, then looks whether another did, too, and if so both let it go.
actor Lease {
    private let token = UUID().uuidString
    private var term: Int64?
    private var believedUntil = ContinuousClock.now
    private var counter: Int64 = 0
    private let changes = ChangeQueue()

    private static let seconds: Int64 = 20

    /// A number that is greater than all before it, of any process; `nil` when another has the right.
    func nextNumber(of store: ClickHouseStore) async throws -> Int64? {
        try await changes.run(on: self) { lease in
            guard let term = try await lease.hold(in: store) else { return nil }
            lease.counter += 1
            return term << RecordWriter.shift | lease.counter
        }
    }

    /// Lets the right go.
    func release(in store: ClickHouseStore) async throws {
        guard let term else { return }
        self.term = nil
        try await store.write([[.integer(term), .text(token), .integer(0)]], in: .lease)
    }

    /// Lets go of the numbers of this term: something that was begun under one of them may have been left half done.
    func endTerm() { term = nil }

    private func hold(in store: ClickHouseStore) async throws -> Int64? {
        if let term, ContinuousClock.now < believedUntil { return term }
        let asked = ContinuousClock.now
        let state = try await state(in: store)
        let others = state.holders.filter { $0.key != token && $0.value > state.now }
        guard others.isEmpty else {
            term = nil
            return nil
        }
        if let term, term == state.term {
            try await claim(term, until: state.now + Self.seconds, in: store)
        } else {
            let wanted = state.term + 1
            try await claim(wanted, until: state.now + Self.seconds, in: store)
            let after = try await self.state(in: store)
            guard after.term == wanted, after.holders.keys.allSatisfy({ $0 == token }) else {
                try await claim(wanted, until: 0, in: store)
                return nil
            }
            (term, counter) = (wanted, 0)
        }
        believedUntil = asked + .seconds(Self.seconds / 2)
        return term
    }

    private func claim(_ term: Int64, until: Int64, in store: ClickHouseStore) async throws {
        try await store.write([[.integer(term), .text(token), .integer(until)]], in: .lease)
    }

    /// The last term, until when each of those that claimed it has it, and the servers' time, all in seconds since 1970.
    private func state(in store: ClickHouseStore) async throws -> (term: Int64, holders: [String: Int64], now: Int64) {
        let table = store.table(.lease)
        // A claim is given up by saying that it ends at once; else the later word holds.
        let rows = try await store.read(
            """
            SELECT \(integer("term")), \(text("holder")), \(integer("if(min(until) = 0, 0, max(until))")), \(integer("toInt64(toUInt32(now()))"))
            FROM \(table) WHERE term = (SELECT max(term) FROM \(table)) GROUP BY term, holder
            """
        ) { (term: try $0.integer() ?? 0, holder: try $0.text() ?? "", until: try $0.integer() ?? 0, now: try $0.integer() ?? 0) }
        guard let first = rows.first else {
            let now = try await store.read("SELECT \(integer("toInt64(toUInt32(now()))"))") { try $0.integer() ?? 0 }.first ?? 0
            return (0, [:], now)
        }
        return (first.term, Dictionary(rows.map { ($0.holder, $0.until) }) { max($0, $1) }, first.now)
    }
}
