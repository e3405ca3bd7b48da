package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func verify() async throws -> StoreCheck {
        var check = StoreCheck()
        check.problems = try await runAside { try $0.unreadableTables() }
        // What cannot be read cannot be counted.
        guard check.problems.isEmpty else { return check }
        let models = try await recordTables()
        return try await runAside { connection in
            try connection.verifyDocuments(&check)
            try connection.verifyNames(models, &check)
            guard check.problems.isEmpty else { return check }
            for tables in models { try connection.verify(tables, &check) }
            return check
        }
    }
}

extension Connection {
    private func tableNames() throws -> [String] {
        try run("SELECT table_name FROM duckdb_tables() WHERE database_name = \(SQL.literal(dataCatalog)) ORDER BY table_name")
            .rows { try $0.text(0, $1) ?? "" }
    }

    /// Reads every cell, as a backup would: the engine compares each block with its checksum.
    fileprivate func unreadableTables() throws -> [String] {
        var problems: [String] = []
        for name in try tableNames() {
            do {
                try run("SELECT count(*), bit_xor(hash(row)) FROM \(.data(name)) AS row")
            } catch {
                guard !error.isInterrupt else { throw error }
                problems.append("table \(name) cannot be read: \(error.message)")
            }
        }
        return problems
    }

    fileprivate func verifyDocuments(_ check: inout StoreCheck) throws {
        let document: SQL = .data("document")
        check.documents = try count("SELECT count(*) FROM \(document)")
        try expectNone("documents whose revision another has", "SELECT count(*) - count(DISTINCT revision) FROM \(document)", &check)
        try expectNone("documents that are no JSON", "SELECT count(*) FROM \(document) WHERE body IS NOT NULL AND NOT json_valid(body)", &check)
        try expectNone(
            "documents of a kind that is not known",
            "SELECT count(*) FROM \(document) WHERE kind NOT IN (\(Document.Kind.allCases.map { SQL.literal($0.rawValue) }.joined()))", &check)
        try expectNone("receipts that are no JSON", "SELECT count(*) FROM \(.data("receipt")) WHERE NOT json_valid(receipt)", &check)
    }

    /// Whether the tables and columns that the lists speak of are there, and no others.
    fileprivate func verifyNames(_ models: [RecordTables], _ check: inout StoreCheck) throws {
        let found = Set(try tableNames())
        var wanted = Set(["document", "migration", "receipt", "record_column", "record_number", "record_table", "retained", "rolled", "settled"])
        for tables in models {
            let own = tables.tableNames
            wanted.formUnion(own)
            for name in own where !found.contains(name) {
                check.problems.append("model '\(tables.model)': table \(name) is missing")
            }
            guard found.isSuperset(of: own) else { continue }
            let columns = try run(
                """
                SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = \(SQL.literal(dataCatalog))
                AND table_name = \(SQL.literal("records_\(tables.number)"))
                """
            ).rows { "\(try $0.text(0, $1) ?? "") \(try $0.text(1, $1) ?? "")" }
            for column in tables.columns where !columns.contains("\(column.engineName.text) \(column.type.engineName.text)") {
                check.problems.append("model '\(tables.model)': column '\(column.name)' is missing or of another type")
            }
            if try count("SELECT count(*) FROM \(.data("settled")) WHERE number = \(Int(tables.number))") != 1 {
                check.problems.append("model '\(tables.model)': how far its rows are settled is not written down once")
            }
        }
        for name in found.subtracting(wanted).sorted() { check.problems.append("table \(name) belongs to no model") }
    }

    fileprivate func verify(_ tables: RecordTables, _ check: inout StoreCheck) throws {
        check.models.append(
            .init(
                model: tables.model, records: try count("SELECT count(*) FROM \(tables.records)"),
                actuals: try count("SELECT count(*) FROM \(tables.actuals)")))
        let name = "model '\(tables.model)'"
        for kind in RecordKind.allCases {
            let (rows, superseded) = (tables.rows(kind), tables.superseded(kind))
            try expectNone(
                "\(name): \(kind.rawValue) in a place that another has", "SELECT count(*) - count(DISTINCT seq) FROM \(rows)", &check)
            try expectNone(
                "\(name): \(kind.rawValue) whose hash is not their prediction_id's",
                """
                SELECT count(*) FROM \(rows)
                WHERE hash IS DISTINCT FROM CASE WHEN prediction_id IS NOT NULL THEN hash(prediction_id) END
                """, &check)
            try expectNone(
                "\(name): notes on replaced \(kind.rawValue) that are not there, or whose replacement is not",
                """
                SELECT count(*) FROM \(superseded) WHERE seq NOT IN (SELECT seq FROM \(rows))
                OR replaced_by NOT IN (SELECT seq FROM \(rows))
                """, &check)
            try expectNone(
                "\(name): \(kind.rawValue) noted as replaced more than once",
                "SELECT count(*) - count(DISTINCT seq) FROM \(superseded)", &check)
        }
        try expectNone(
            "\(name): cells that did not fit, of records or columns that are not there",
            """
            SELECT count(*) FROM \(tables.misfits) WHERE place < -2 OR place >= \(tables.columns.count)
            OR (place <> -2 AND seq NOT IN (SELECT seq FROM \(tables.records)))
            OR (place = -2 AND seq NOT IN (SELECT seq FROM \(tables.actuals)))
            """, &check)
    }

    private func expectNone(_ what: String, _ query: SQL, _ check: inout StoreCheck) throws {
        let found = try count(query)
        if found != 0 { check.problems.append("\(what): \(found)") }
    }
}

extension RecordTables {
    fileprivate var tableNames: Set<String> {
        Set(
            ["records_\(number)", "actuals_\(number)", "misfits_\(number)", "rollups_\(number)", "days_\(number)"]
                + RecordKind.allCases.map { "superseded_\($0.rawValue)_\(number)" })
    }
}
