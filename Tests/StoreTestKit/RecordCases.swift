internal import Domain
package import Store

/// What every store of records must do; each case gives what is wrong, and nothing when all is right.
package struct RecordConformance: Sendable, CustomStringConvertible {
    package let description: String
    private let body: @Sendable (RecordBench) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (RecordBench) async throws -> Void) {
        self.description = description
        self.body = body
    }

    /// - Parameter store: may hold other models.
    package func violations(by store: any RecordStore) async throws -> [String] {
        let bench = RecordBench(store)
        try await body(bench)
        return await bench.violations
    }

    package static let all: [RecordConformance] = documents + arrivals + oddRecords + deletions + history + rollups
}

/// A store with what is needed to try it: short ways to bring records in and to see what holds.
package actor RecordBench {
    nonisolated let store: any RecordStore
    private(set) var violations: [String] = []

    package init(_ store: any RecordStore) { self.store = store }

    func expect<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) {
        if found != wanted { violations.append("\(what): \(found), expected \(wanted)") }
    }

    /// A new model with these columns; its name is used by nobody else.
    package nonisolated func model(_ columns: [(name: String, type: RecordTables.ValueType)] = []) async throws -> RecordTables {
        let tables = try await store.makeRecordTables(for: "model \(UInt64.random(in: 0 ... .max))")
        return try await store.addColumns(columns, to: tables)
    }

    /// Sends lines of JSON as one request.
    package nonisolated func send(
        _ lines: [String], to tables: RecordTables, _ kind: RecordKind = .records, at arrival: Int64 = 1_000_000_000,
        key: IdempotencyKey? = nil
    ) async throws -> InsertionOutcome? {
        try await send([lines], to: tables, kind, at: arrival, keys: key.map { [0: $0] } ?? [:])[0]
    }

    /// Sends several requests together.
    nonisolated func send(
        _ requests: [[String]], to tables: RecordTables, _ kind: RecordKind = .records, at arrival: Int64 = 1_000_000_000,
        keys: [Int: IdempotencyKey] = [:]
    ) async throws -> [Int: InsertionOutcome] {
        let rows = try await store.stage(
            .lines(LineBlock(requests: requests)), known: Set(tables.columns.map(\.name)),
            numbers: Set(tables.columns.filter { $0.type == .number }.map(\.name)))
        let outcomes = try await store.insert([
            Insertion(
                parts: [rows], kind: kind, tables: tables, receivedAt: Timestamp(microseconds: arrival * 1_000_000),
                keys: keys)
        ])[0]
        try await store.release(rows.relation)
        return outcomes.merging(rows.problems.map { ($0.request, .rejected($0)) }) { first, _ in first }
    }

    /// The records that hold: how many, and of a column the values with their counts.
    package nonisolated func holding(
        _ column: String, of tables: RecordTables, where selection: RecordSelection = RecordSelection()
    ) async throws -> [String: Int] {
        let relation = try await store.records(of: tables, where: selection)
        let table = try await store.categories(of: [CountedColumn(column, .categorical)], in: relation, limit: 100)[0]
        var counts = Dictionary(uniqueKeysWithValues: table.entries.map { ($0.value, $0.count) })
        let missing = relation.rowCount - counts.values.reduce(0, +)
        if missing > 0 { counts["(null)"] = missing }
        try await store.release(relation)
        return counts
    }

    /// The ground truth that holds, by identity.
    nonisolated func labels(of tables: RecordTables, asOf: Int64? = nil) async throws -> [String: Int] {
        let relation = try await store.actuals(of: tables, asOf: asOf.map { Timestamp(microseconds: $0 * 1_000_000) })
        let table = try await store.categories(of: [CountedColumn("actual", .categorical)], in: relation, limit: 100)[0]
        try await store.release(relation)
        return Dictionary(uniqueKeysWithValues: table.entries.map { ($0.value, $0.count) })
    }
}

extension LineBlock {
    /// Requests of some lines each.
    package init(requests: [[String]]) {
        self.init()
        for (request, lines) in requests.enumerated() {
            for (index, line) in lines.enumerated() {
                let start = bytes.count
                bytes += Array(line.utf8)
                self.lines.append(.init(request: request, number: index + 1, bytes: start..<bytes.count))
            }
        }
    }
}

extension InsertionOutcome? {
    /// Rows that were accepted; `nil` for other outcomes.
    package var rows: Int? { if case .accepted(let receipt)? = self { receipt.rows } else { nil } }
    package var receipt: Receipt? { if case .accepted(let receipt)? = self { receipt } else { nil } }
    package var problem: StagedRows.Problem? { if case .rejected(let problem)? = self { problem } else { nil } }
}
