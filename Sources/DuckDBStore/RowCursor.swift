package import Store

internal import SQLText

extension DuckDBStore: FileReader {
    package func read(
        _ files: FileSet, _ take: (_ table: Relation, _ next: (_ rows: Int) async throws -> Batch?) async throws -> Void
    ) async throws {
        let relation = try await open(files)
        try await using(relation) { relation in
            let query: SQL = "SELECT \(relation.columns.map(\.cell).joined()) FROM \(relation.source)"
            let cursor = try cursor(over: query, named: relation.name, columns: relation.columns)
            try await take(relation) { try await cursor.next($0) }
        }
    }

    /// - Parameter columns: those that the query gives.
    func cursor(over query: SQL, named name: String, columns: [StoredColumn]) throws -> RowCursor {
        do {
            return try RowCursor(makeConnection(), query, named: name, columns: columns)
        } catch {
            throw storeError(of: error)
        }
    }
}

/// Gives the rows of a query in their order. Values of types that Assay does not count come as texts.
///
/// An actor on a thread of its own, because the engine blocks; the rows are made as they are taken, and never all in
/// memory.
actor RowCursor {
    private let connection: Connection
    private let query: SQL
    private let name: String
    private let columns: [StoredColumn]
    private let executor = BlockingExecutor(label: "assay.duckdb.cursor")
    private nonisolated let interrupter: Interrupter
    private var result: QueryResult?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ connection: sending Connection, _ query: SQL, named name: String, columns: [StoredColumn]) {
        interrupter = connection.interrupter
        self.connection = connection
        self.query = query
        self.name = name
        self.columns = columns
    }

    /// At least this many more rows, fewer at the end; `nil` after it.
    ///
    /// - Throws: `StoreError` when a file cannot be read on, `CancellationError` when the task is cancelled.
    func next(_ rows: Int) async throws -> Batch? {
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            do {
                return try read(rows)
            } catch let error as DuckDBError {
                if error.isInterrupt, Task.isCancelled { throw CancellationError() }
                throw StoreError(.badInput, "\(name): \(error.message)", cause: error)
            }
        } onCancel: {
            interrupter.interrupt()
        }
    }

    private func read(_ rows: Int) throws -> Batch? {
        let result = try self.result ?? connection.stream(query)
        self.result = result
        var columns = columns.map { CellColumn($0) }
        var count = 0
        while count < rows, let chunk = result.nextChunk() {
            for index in columns.indices { try columns[index].append(chunk, index) }
            count += chunk.rowCount
        }
        if let failure = result.failure { throw failure }
        return count > 0 ? Batch(columns.map(\.column)) : nil
    }
}

/// Cells of one column, on the way into a batch.
private struct CellColumn {
    private let name: String
    private var values: Batch.Values
    private var nulls: [Bool] = []

    init(_ column: StoredColumn) {
        name = column.name
        values = Batch.Values(of: column.type, count: 0)
    }

    var column: Batch.Column { Batch.Column(name, values, nulls: nulls.contains(true) ? nulls : nil) }

    mutating func append(_ chunk: Chunk, _ index: Int) throws {
        func taken<Value>(_ all: consuming [Value], _ none: Value, _ read: (Int, Int) throws -> Value?) rethrows -> ([Value], [Bool]) {
            var missing: [Bool] = []
            for row in 0..<chunk.rowCount {
                let value = try read(index, row)
                all.append(value ?? none)
                missing.append(value == nil)
            }
            return (all, missing)
        }
        let missing: [Bool]
        // Taken out first, so that the array is not copied.
        switch exchange(&values, with: .booleans([])) {
        case .booleans(let all):
            let (more, none) = try taken(all, false) { try chunk.boolean($0, $1) }
            (values, missing) = (.booleans(more), none)
        case .integers(let all):
            let (more, none) = try taken(all, 0) { try chunk.integer($0, $1) }
            (values, missing) = (.integers(more), none)
        case .doubles(let all):
            let (more, none) = try taken(all, 0) { try chunk.double($0, $1) }
            (values, missing) = (.doubles(more), none)
        case .texts(let all):
            let (more, none) = try taken(all, "") { try chunk.text($0, $1) }
            (values, missing) = (.texts(more), none)
        case .timestamps(let all):
            let (more, none) = try taken(all, 0) { try chunk.integer($0, $1) }
            (values, missing) = (.timestamps(more), none)
        }
        nulls += missing
    }
}

extension StoredColumn {
    /// As one of the five types that are read.
    fileprivate var cell: SQL {
        if case .other = type { return "\(identifier: name)::VARCHAR" }
        return .identifier(name)
    }
}
