package import Store

internal import Domain
internal import Synchronization

/// A store as a list of rows: slow, and so simple that its answers can be taken for right.
///
/// What engines are compared with. It goes through all rows once for each question.
package final class InMemoryStore: Store {
    private let relations = Mutex<[String: Table]>([:])

    /// The rows of a relation.
    struct Table: Sendable {
        var columns: [StoredColumn]
        var rows: [[Cell]] = []

        /// All cells of a column, top to bottom.
        func cells(_ name: String) throws(StoreError) -> [Cell] {
            guard let place = columns.firstIndex(where: { Bytes($0.name) == Bytes(name) }) else {
                throw StoreError(.badInput, "no column '\(name)'")
            }
            return rows.map { $0[place] }
        }
    }

    package init() {}

    func table(_ relation: Relation) throws(StoreError) -> Table {
        guard let table = relations.withLock({ $0[relation.id] }) else {
            throw StoreError(.badInput, "no relation '\(relation.name)'")
        }
        return table
    }

    func keep(_ table: Table, as id: String? = nil, named name: String) -> Relation {
        relations.withLock { relations in
            let id = id ?? "relation \(relations.count)"
            relations[id] = table
            return Relation(id: id, name: name, columns: table.columns, rowCount: table.rows.count)
        }
    }

    package func makeRelation(named name: String, columns: [StoredColumn]) async throws -> Relation {
        for (place, column) in columns.enumerated() {
            guard !column.name.isEmpty, !column.name.utf8.contains(0) else {
                throw StoreError(.badInput, "'\(column.name)' cannot name a column")
            }
            if columns[..<place].contains(where: { $0.name.lowercased() == column.name.lowercased() }) {
                throw StoreError(.badInput, "two columns are named '\(column.name)'")
            }
        }
        return keep(Table(columns: columns), named: name)
    }

    package func append(_ batch: Batch, to relation: Relation) async throws -> Relation {
        var table = try table(relation)
        for column in batch.columns {
            guard let known = relation.column(column.name), known.type == column.values.type,
                batch.columns.count(where: { $0.name == column.name }) == 1
            else { throw StoreError(.badInput, "column '\(column.name)' does not fit") }
        }
        let given = table.columns.map { column in batch.columns.first { $0.name == column.name } }
        for row in 0..<batch.rowCount {
            table.rows.append(given.map { column in column.map { Cell($0, row) } ?? .null })
        }
        return keep(table, as: relation.id, named: relation.name)
    }

    /// Every n-th row. Engines choose others.
    package func sample(of relation: Relation, rows: Int, columns: [String]?) async throws -> Relation {
        var table = try table(relation)
        guard table.rows.count > rows else { return relation }
        let all = table.rows
        table.rows = (0..<max(0, rows)).map { all[$0 * all.count / rows] }
        return keep(table, named: relation.name)
    }

    /// The window key of each row.
    func keys(_ table: Table, _ windowing: Windowing) throws(StoreError) -> [Int64?] {
        let times = try times(table, windowing)
        switch windowing.granularity {
        case .whole:
            return table.rows.map { _ in 0 }
        case .rows(let count):
            var keys = [Int64?](repeating: nil, count: table.rows.count)
            // Rows without a time column are in their order; `sorted` keeps the order of equals.
            let order = table.rows.indices.filter { times == nil || times?[$0] != nil }
                .sorted { (times?[$0] ?? 0, $0) < (times?[$1] ?? 0, $1) }
            for (place, row) in order.enumerated() { keys[row] = Int64(place / count) }
            return keys
        case .hour, .day, .week:
            guard let times, let bucket = windowing.granularity.bucket else {
                throw StoreError(.badInput, "windows of time need a column with the event time")
            }
            return times.map { $0.map { ($0 - bucket.origin).quotient(flooringBy: bucket.length) } }
        }
    }

    /// The time of each row; `nil` when there is no column of times.
    func times(_ table: Table, _ windowing: Windowing) throws(StoreError) -> [Int64?]? {
        guard let column = windowing.timeColumn else { return nil }
        return try table.cells(column).map(\.time)
    }
}

extension Sequence {
    /// Elements by key, keys in order and `nil` last.
    func grouped(by keys: [Int64?]) -> [(key: Int64?, elements: [Element])] {
        Dictionary(grouping: zip(keys, self), by: \.0).map { ($0, $1.map(\.1)) }
            .sorted { ($0.key ?? .max) < ($1.key ?? .max) }
    }
}
