package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func recordTables() async throws -> [RecordTables] {
        try await run { try $0.recordTables() }
    }

    package func makeRecordTables(for model: String) async throws -> RecordTables {
        try await runWriting { connection in
            var tables = RecordTables(number: 0, model: model)
            try connection.inTransaction {
                guard try connection.count("SELECT count(*) FROM \(.data("record_table")) WHERE model = \(bind: .text(model))") == 0
                else { throw StoreError(.badInput, "there is a model named '\(model)' already") }
                // Numbers are not used again, so that a deleted model's never mean another.
                let last = try connection.count("SELECT coalesce(max(number), 0) FROM \(.data("record_number"))")
                tables = RecordTables(number: Int64(last) + 1, model: model)
                try connection.run("INSERT INTO \(.data("record_number")) VALUES (\(Int(tables.number)))")
                try connection.run(
                    "INSERT INTO \(.data("record_table")) VALUES (\(Int(tables.number)), \(bind: .text(model)))")
                for statement in tables.definitions { try connection.run(statement) }
            }
            return tables
        }
    }

    package func addColumns(
        _ columns: [(name: String, type: RecordTables.ValueType)], to tables: RecordTables
    ) async throws -> RecordTables {
        let changed = tables.adding(columns)
        let added = Array(changed.columns.dropFirst(tables.columns.count))
        try await runWriting { connection in
            try connection.inTransaction {
                for column in added {
                    try connection.run("ALTER TABLE \(tables.records) ADD COLUMN \(column.engineName) \(column.type.engineName)")
                    try connection.run(
                        """
                        INSERT INTO \(.data("record_column")) VALUES (\(Int(tables.number)), \(column.place), \
                        \(bind: .text(column.name)), \(bind: .text(column.type.rawValue)))
                        """)
                }
            }
        }
        return changed
    }

    package func dropRecordTables(_ tables: RecordTables) async throws {
        try await runWriting { connection in
            try connection.inTransaction {
                for table in tables.all { try connection.run("DROP TABLE \(table)") }
                for list in ["record_table", "record_column", "receipt", "settled", "rolled", "retained"] {
                    try connection.run("DELETE FROM \(.data(list)) WHERE number = \(Int(tables.number))")
                }
            }
        }
    }
}

extension Connection {
    func recordTables() throws -> [RecordTables] {
        var columns: [Int64: [RecordTables.Column]] = [:]
        try run("SELECT number, place, name, type FROM \(.data("record_column")) ORDER BY number, place").forEachRow { chunk, row in
            guard let number = try chunk.integer(0, row), let place = try chunk.integer(1, row),
                let name = try chunk.text(2, row),
                let type = RecordTables.ValueType(rawValue: try chunk.text(3, row) ?? "")
            else { throw DuckDBError(.read, message: "the list of columns is damaged") }
            columns[number, default: []].append(.init(name: name, type: type, place: Int(place)))
        }
        return try run("SELECT number, model FROM \(.data("record_table")) ORDER BY number").rows {
            let number = try $0.integer(0, $1) ?? 0
            return RecordTables(number: number, model: try $0.text(1, $1) ?? "", columns: columns[number] ?? [])
        }
    }
}

extension RecordTables {
    var records: SQL { .data("records_\(number)") }
    var actuals: SQL { .data("actuals_\(number)") }
    /// The texts of cells that do not fit their columns, by the record's `seq` and the column's place.
    var misfits: SQL { .data("misfits_\(number)") }

    func rows(_ kind: RecordKind) -> SQL { kind == .records ? records : actuals }

    /// Rows that others of the same identity have taken the place of.
    func superseded(_ kind: RecordKind) -> SQL { .data("superseded_\(kind.rawValue)_\(number)") }

    /// Summaries of hours, in pieces.
    var rollups: SQL { .data("rollups_\(number)") }

    /// Summaries of whole days.
    var days: SQL { .data("days_\(number)") }

    var all: [SQL] { [records, actuals, misfits, superseded(.records), superseded(.actuals), rollups, days] }

    /// `seq` counts rows in the order of their arrival at this store, which `received_at` need not follow: history may
    /// be brought in later. `hash` finds an identity by reading eight bytes a row.
    fileprivate var definitions: [SQL] {
        [
            """
            CREATE TABLE \(records) (seq BIGINT NOT NULL, hash UBIGINT, prediction_id VARCHAR, "timestamp" TIMESTAMP, \
            received_at TIMESTAMP NOT NULL, environment VARCHAR NOT NULL, model_version VARCHAR NOT NULL)
            """,
            """
            CREATE TABLE \(actuals) (seq BIGINT NOT NULL, hash UBIGINT, prediction_id VARCHAR, actual VARCHAR, \
            actual_timestamp TIMESTAMP, received_at TIMESTAMP NOT NULL)
            """,
            "CREATE TABLE \(misfits) (seq BIGINT NOT NULL, place BIGINT NOT NULL, raw VARCHAR NOT NULL)",
            """
            CREATE TABLE \(rollups) (environment VARCHAR NOT NULL, version VARCHAR NOT NULL, hour BIGINT, \
            summary BLOB NOT NULL)
            """,
            dayDefinition,
        ]
            + RecordKind.allCases.map { kind in
                // `replaced_at`: when the one that took its place arrived; `replaced_by`: the least `seq` of such.
                "CREATE TABLE \(superseded(kind)) (seq BIGINT NOT NULL, replaced_by BIGINT NOT NULL, replaced_at TIMESTAMP NOT NULL)"
            }
            + ["INSERT INTO \(.data("settled")) VALUES (\(Int(number)), -1, -1)"]
    }

    var dayDefinition: SQL {
        """
        CREATE TABLE \(days) (environment VARCHAR NOT NULL, version VARCHAR NOT NULL, day BIGINT NOT NULL, \
        summary BLOB NOT NULL)
        """
    }
}

extension RecordTables.Column {
    /// Made of a number: no name from outside is ever an engine's name.
    var engineName: SQL { SQL(trusted: "c\(place)") }
}

extension RecordTables.ValueType {
    var engineName: SQL {
        switch self {
        case .number: "DOUBLE"
        case .text: "VARCHAR"
        case .timestamp: "TIMESTAMP"
        }
    }
}
