package import Store

internal import Domain
internal import Foundation
internal import SQLText

extension DuckDBStore {
    package func delete(
        _ deletion: Deletion, from tables: RecordTables, isTrial: Bool
    ) async throws -> DeletionCounts {
        // Afterwards every row is settled, so that no place in the order of arrival is given twice.
        try await settle(tables)
        // Not while rows are settled or summed up: neither must speak of rows that go meanwhile.
        return try await runSettling { connection in
            try connection.mark(deletion, in: tables)
            defer { connection.forgetMarks() }
            let counts = try connection.markedCounts(tables)
            guard !isTrial, !counts.isNothing else { return counts }
            try connection.inTransaction { try connection.deleteMarked(tables, keptFrom: deletion.firstKeptHour) }
            return counts
        }
    }
}

extension Deletion {
    /// What is too old, before this hour, stays summed up; `nil`: what must be forgotten does not.
    fileprivate var firstKeptHour: Int64? { if case .olderThan(let time) = self { TimeBucket.hour.key(of: time) } else { nil } }
}

extension Connection {
    /// Puts the `seq` of all rows that go into temporary tables.
    fileprivate func mark(_ deletion: Deletion, in tables: RecordTables) throws {
        for kind in RecordKind.allCases { try run("CREATE OR REPLACE TEMP TABLE \(kind.marked) (seq BIGINT)") }
        switch deletion {
        case .identities(let identities):
            try run("CREATE OR REPLACE TEMP TABLE marked_identity (prediction_id VARCHAR)")
            for start in stride(from: 0, to: identities.count, by: 500) {
                let values = identities[start..<min(start + 500, identities.count)].map { "(\(bind: .text($0)))" as SQL }
                try run("INSERT INTO marked_identity VALUES \(values.joined())")
            }
            try markIdentities(in: tables)
        case .value(let column, let text):
            let matching = try records(of: tables, having: text, in: column)
            try run("INSERT INTO \(RecordKind.records.marked) \(matching)")
            try run(
                """
                CREATE OR REPLACE TEMP TABLE marked_identity AS SELECT DISTINCT prediction_id FROM \(tables.records)
                WHERE prediction_id IS NOT NULL AND seq IN (FROM \(RecordKind.records.marked))
                """)
            try markIdentities(in: tables)
        case .olderThan(let time):
            try markOlder(than: time, in: tables)
        }
    }

    private func markIdentities(in tables: RecordTables) throws {
        for kind in RecordKind.allCases {
            // By hash first: eight bytes a row.
            try run(
                """
                INSERT INTO \(kind.marked) SELECT seq FROM \(tables.rows(kind))
                WHERE hash IN (SELECT hash(prediction_id) FROM marked_identity)
                AND prediction_id IN (FROM marked_identity) AND seq NOT IN (FROM \(kind.marked))
                """)
        }
    }

    /// The `seq` of records with this value.
    private func records(of tables: RecordTables, having text: String, in name: String) throws -> SQL {
        if name == "model_version" || name == "environment" {
            return "SELECT seq FROM \(tables.records) WHERE \(identifier: name) = \(bind: .text(text))"
        }
        guard let column = tables.column(name) else {
            let known = (["model_version", "environment"] + tables.columns.map(\.name)).prefix(30).joined(separator: ", ")
            throw StoreError(.badInput, "model '\(tables.model)' has no column '\(name)'; there are: \(known)")
        }
        let value: SQL
        switch column.type {
        case .text: value = .bind(.text(text))
        case .number: value = "TRY_CAST(\(bind: .text(text)) AS DOUBLE)"
        case .timestamp: value = "TRY_CAST(\(bind: .text(text)) AS TIMESTAMPTZ)::TIMESTAMP"
        }
        return """
            SELECT seq FROM \(tables.records) WHERE \(column.engineName) = \(value)
            UNION SELECT seq FROM \(tables.misfits) WHERE place = \(column.place) AND raw = \(bind: .text(text))
            """
    }

    private func markOlder(than time: Timestamp, in tables: RecordTables) throws {
        let limit = TimeBucket.hour.start(of: TimeBucket.hour.key(of: time)).literal
        try run(
            "INSERT INTO \(RecordKind.records.marked) SELECT seq FROM \(tables.records) WHERE coalesce(\"timestamp\", received_at) < \(limit)")
        try run(
            """
            INSERT INTO \(RecordKind.actuals.marked) SELECT seq FROM \(tables.actuals)
            WHERE coalesce(actual_timestamp, received_at) < \(limit) AND (hash IS NULL OR hash NOT IN (SELECT hash FROM \(tables.records)
            WHERE hash IS NOT NULL AND seq NOT IN (FROM \(RecordKind.records.marked))))
            """)
        // What a row that goes had taken the place of must not come back, nor be left pointing nowhere.
        for kind in RecordKind.allCases {
            repeat {} while try count(
                """
                INSERT INTO \(kind.marked) SELECT seq FROM \(tables.superseded(kind))
                WHERE replaced_by IN (FROM \(kind.marked)) AND seq NOT IN (FROM \(kind.marked))
                """) > 0
        }
    }

    fileprivate func markedCounts(_ tables: RecordTables) throws -> DeletionCounts {
        DeletionCounts(
            records: try count("SELECT count(*) FROM \(RecordKind.records.marked)"),
            actuals: try count("SELECT count(*) FROM \(RecordKind.actuals.marked)"),
            misfits: try count("SELECT count(*) FROM \(tables.misfits) WHERE \(isMarkedMisfit)"))
    }

    fileprivate func deleteMarked(_ tables: RecordTables, keptFrom firstHour: Int64?) throws {
        try forgetExamples(tables)
        let isQuoted = try firstHour == nil && planQuotesMarked(tables)
        try run(
            """
            CREATE OR REPLACE TEMP TABLE marked_hour AS SELECT DISTINCT \(hourKey) AS hour FROM \(tables.records)
            WHERE seq IN (FROM \(RecordKind.records.marked))
            """)
        try run("DELETE FROM \(tables.misfits) WHERE \(isMarkedMisfit)")
        for kind in RecordKind.allCases {
            for table in [tables.superseded(kind), tables.rows(kind)] {
                try run("DELETE FROM \(table) WHERE seq IN (FROM \(kind.marked))")
            }
        }
        if let firstHour {
            try noteFirstKeptHour(firstHour, of: tables)
            return
        }
        if isQuoted, try firstKeptHour(of: tables) == nil {
            // Everything is made anew of the rows that stay, over lists of categories that do not have it.
            try run("DELETE FROM \(.data("document")) WHERE kind = \(SQL.literal(Document.Kind.plan.rawValue)) AND name = \(bind: .text(tables.model))")
            try dropRollups(of: tables)
            return
        }
        // Days are made again of the hours that stay.
        try run("DELETE FROM \(tables.days)")
        // Hours that still have records are summed up anew; older ones are all that is left of their records.
        try run("DELETE FROM \(tables.rollups) WHERE hour IS NULL OR hour IN (FROM marked_hour)")
        try run("DELETE FROM \(tables.rollups) WHERE hour IN (SELECT \(hourKey) FROM \(tables.records))")
        try run("UPDATE \(.data("rolled")) SET records = -1, actuals = -1 WHERE number = \(Int(tables.number))")
    }

    /// Whether the list of a column's categories has a value that only rows have that go.
    private func planQuotesMarked(_ tables: RecordTables) throws -> Bool {
        let texts = try run("SELECT plan FROM \(.data("rolled")) WHERE number = \(Int(tables.number))").rows { try $0.text(0, $1) ?? "" }
        guard let text = texts.first else { return false }
        let plan = try RollupPlan(text: text)
        for column in plan.columns {
            guard case .categorical(let dictionary) = column.bins, let name = tables.column(column.name)?.engineName else { continue }
            let marked: SQL = "(FROM \(RecordKind.records.marked))"
            let gone = try run(
                """
                SELECT DISTINCT \(name)::VARCHAR FROM \(tables.records) WHERE \(name) IS NOT NULL AND seq IN \(marked)
                EXCEPT SELECT DISTINCT \(name)::VARCHAR FROM \(tables.records) WHERE seq NOT IN \(marked)
                """
            ).rows { try $0.text(0, $1) ?? "" }
            if !Set(gone).isDisjoint(with: dictionary.values) { return true }
        }
        return false
    }

    /// Receipts quote cells that did not fit.
    private func forgetExamples(_ tables: RecordTables) throws {
        let examples = Set(
            try run("SELECT DISTINCT raw FROM \(tables.misfits) WHERE \(isMarkedMisfit)").rows {
                String((try $0.text(0, $1) ?? "").prefix(100))
            })
        guard !examples.isEmpty else { return }
        let receipts = try run(
            "SELECT key, receipt FROM \(.data("receipt")) WHERE number = \(Int(tables.number)) AND receipt LIKE '%\"cells\"%'"
        ).rows { (key: try $0.text(0, $1) ?? "", body: try $0.text(1, $1) ?? "") }
        for (key, body) in receipts {
            var receipt = try JSONDecoder().decode(Receipt.self, from: Data(body.utf8))
            guard receipt.misfits.contains(where: { examples.contains($0.example) }) else { continue }
            for index in receipt.misfits.indices where examples.contains(receipt.misfits[index].example) {
                receipt.misfits[index].example = ""
            }
            let changed = String(decoding: try JSONEncoder().encode(receipt), as: UTF8.self)
            try run(
                "UPDATE \(.data("receipt")) SET receipt = \(bind: .text(changed)) WHERE number = \(Int(tables.number)) AND key = \(bind: .text(key))")
        }
    }

    /// Temporary tables hold places only, but there is no use in keeping them.
    fileprivate func forgetMarks() {
        for name in RecordKind.allCases.map(\.marked) + ["marked_identity", "marked_hour"] { _ = try? run("DROP TABLE IF EXISTS \(name)") }
    }
}

/// Cells of records have their column's place, or less than zero; of actuals there is one only.
private let isMarkedMisfit: SQL = """
    (place <> -2 AND seq IN (FROM \(RecordKind.records.marked))) OR (place = -2 AND seq IN (FROM \(RecordKind.actuals.marked)))
    """

extension RecordKind {
    /// The temporary table of rows that go.
    fileprivate var marked: SQL { SQL(trusted: "marked_\(rawValue)") }
}
