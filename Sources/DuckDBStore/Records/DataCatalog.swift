internal import SQLText
internal import Store

/// The catalog of what is kept. The engine's own catalog, in memory, holds what is made on the way to an answer:
/// relations, staged rows, dictionaries. So nothing of that is ever written to the file.
let dataCatalog = "data"

extension SQL {
    /// A table of what is kept.
    static func data(_ name: String) -> SQL {
        "\(identifier: dataCatalog).\(identifier: name)"
    }
}

/// A named change of the tables that every store goes through once, in order.
private struct Migration: Sendable {
    let name: String
    var statements: [SQL] = []
    /// For each model that is there.
    var statementsOfModel: @Sendable (RecordTables) -> [SQL] = { _ in [] }

    /// Only ever add to the end.
    static let all = [
        Migration(
            name: "documents and records",
            statements: [
                """
                CREATE TABLE \(.data("document")) (revision BIGINT NOT NULL, kind VARCHAR NOT NULL, name VARCHAR NOT NULL, \
                body VARCHAR, written_at TIMESTAMP NOT NULL, author VARCHAR NOT NULL)
                """,
                "CREATE TABLE \(.data("record_number")) (number BIGINT NOT NULL)",
                "CREATE TABLE \(.data("record_table")) (number BIGINT NOT NULL, model VARCHAR NOT NULL)",
                """
                CREATE TABLE \(.data("record_column")) (number BIGINT NOT NULL, place BIGINT NOT NULL, \
                name VARCHAR NOT NULL, type VARCHAR NOT NULL)
                """,
                // Up to which `seq` records and actuals are settled: see Supersession.swift.
                """
                CREATE TABLE \(.data("settled")) (number BIGINT NOT NULL, records BIGINT NOT NULL, actuals BIGINT NOT NULL)
                """,
                // How far roll-ups go, and by which plan they were made.
                """
                CREATE TABLE \(.data("rolled")) (number BIGINT NOT NULL, plan VARCHAR NOT NULL, \
                records BIGINT NOT NULL, actuals BIGINT NOT NULL)
                """,
                """
                CREATE TABLE \(.data("receipt")) (number BIGINT NOT NULL, key VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL, \
                receipt VARCHAR NOT NULL, written_at TIMESTAMP NOT NULL)
                """,
            ]),
        Migration(name: "roll-ups of days", statementsOfModel: { [$0.dayDefinition] }),
        // Before which hour records were too old to be kept, so that roll-ups are all that is left of them.
        Migration(
            name: "retention",
            statements: ["CREATE TABLE \(.data("retained")) (number BIGINT NOT NULL, hour BIGINT NOT NULL)"]),
    ]
}

extension Connection {
    /// Attaches what is kept, and brings its tables up to date.
    func attachData(at location: Database.Location) throws {
        switch location {
        case .memory: try run("ATTACH ':memory:' AS \(identifier: dataCatalog)")
        case .file(let path): try attach(path)
        }
        try run("CREATE TABLE IF NOT EXISTS \(.data("migration")) (name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)")
        let applied = try run("SELECT name FROM \(.data("migration"))").rows { try $0.text(0, $1) ?? "" }
        if let unknown = applied.first(where: { name in !Migration.all.contains { $0.name == name } }) {
            throw StoreError(
                .badInput,
                "the store was written by a newer Assay: it knows the change '\(unknown)', which this one does not; use the newer one")
        }
        for migration in Migration.all where !applied.contains(migration.name) {
            try inTransaction {
                for statement in migration.statements { try run(statement) }
                for tables in try recordTables() {
                    for statement in migration.statementsOfModel(tables) { try run(statement) }
                }
                try run("INSERT INTO \(.data("migration")) VALUES (\(bind: .text(migration.name)), now()::TIMESTAMP)")
            }
        }
    }
}
