internal import Domain
internal import Foundation
internal import SQLText
package import Store

extension ClickHouseStore {
    package func delete(_ deletion: Deletion, from tables: RecordTables, isTrial: Bool) async throws -> DeletionCounts {
        // Not while rows are settled or summed up: neither must speak of rows that go meanwhile.
        guard try await lease.nextNumber(of: self) != nil else { throw sumsUpElsewhere }
        _ = try await settled(tables)
        return try await settler.aside { [self] in
            let doomed = try await DoomedRows(of: tables, in: self)
            let result: Result<DeletionCounts, any Error>
            do {
                try await doomed.note(deletion)
                let counts = try await doomed.counts()
                if !isTrial, !counts.isNothing { try await delete(doomed, deletion) }
                result = .success(counts)
            } catch {
                result = .failure(error)
            }
            // What went wrong first is what to tell.
            do { try await doomed.drop() } catch { if case .success = result { throw error } }
            return try result.get()
        }
    }

    private func delete(_ doomed: DoomedRows, _ deletion: Deletion) async throws {
        let tables = doomed.tables
        let state = try await summing(of: tables)
        let firstKept = try await firstKeptHour(of: tables, state)
        try await forgetExamples(doomed)
        if case .olderThan(let time) = deletion {
            // What is too old stays summed up.
            try await doomed.delete()
            let hour = max(firstKept ?? .min, TimeBucket.hour.key(of: time))
            try await write([[.integer(tables.number), .integer(max(state.base, 0)), .integer(hour)]], in: .retained)
            return
        }
        let isQuoted = try await planQuotes(doomed, state)
        let gone = try await hours(of: tables, where: "n IN (\(doomed.places(.records)))")
        try await doomed.delete()
        if isQuoted, firstKept == nil {
            // Everything is made anew of the rows that stay, over lists of categories that do not have it.
            try await delete(
                from: .document, where: "kind = \(.clickHouse(Document.Kind.plan.rawValue)) AND name = \(.clickHouse(tables.model))")
            try await dropRollups(of: tables)
            return
        }
        guard state.planText != nil else { return }
        // Hours that still have records are summed up anew; older ones are all that is left of their records. Days are made
        // again of the hours that stay.
        let left = try await hours(of: tables, where: "1")
        let days = try await read(
            "SELECT DISTINCT \(integer("hour")) FROM (\(state.pieces("version", areDays: true, in: self)))") { try $0.integer() ?? 0 }
        try await write(replacing: (gone.union(left).union([nil]), Set(days)), mark: .none, of: tables, after: state)
    }

    private func hours(of tables: RecordTables, where condition: SQL) async throws -> Set<Int64?> {
        var reader = try await client.query("SELECT DISTINCT \(integer("hour")) FROM \(tables.stored(.records).source) WHERE \(condition)")
        var hours: Set<Int64?> = []
        while !reader.isAtEnd {
            let hour = try reader.integer()
            hours.insert(hour == HourColumn.unknown ? nil : hour)
        }
        return hours
    }

    /// Whether the list of a column's categories has a value that only rows have that go.
    private func planQuotes(_ doomed: DoomedRows, _ state: Summing) async throws -> Bool {
        guard let text = state.planText else { return false }
        let columns = doomed.tables.engineColumns(.records)
        let (rows, places) = (doomed.tables.stored(.records).source, doomed.places(.records))
        for planned in try RollupPlan(text: text).columns {
            guard case .categorical(let dictionary) = planned.bins, let column = columns.first(where: { $0.name == planned.name }) else { continue }
            let place = Membership.place(of: column, among: dictionary.values, as: .category)
            let isKept: SQL = "n NOT IN (\(places))"
            var reader = try await client.query(
                """
                SELECT \(integer("count()")) FROM (SELECT \(place) AS category FROM \(rows) WHERE isNotNull(\(column.value)) \
                GROUP BY category HAVING countIf(\(isKept)) = 0 AND category != \(.int64(Membership.outside)))
                """)
            if try reader.integer() != 0 { return true }
        }
        return false
    }

    /// Receipts quote cells that did not fit.
    private func forgetExamples(_ doomed: DoomedRows) async throws {
        var reader = try await client.query("SELECT DISTINCT \(text("raw")) FROM \(doomed.tables.misfits.source) WHERE \(doomed.misfits)")
        var examples: Set<String> = []
        while !reader.isAtEnd { examples.insert(String((try reader.text() ?? "").prefix(100))) }
        guard !examples.isEmpty else { return }
        let number = SQL.int64(doomed.tables.number)
        let receipts = try await read(
            """
            SELECT \(text("key")), \(text("fingerprint")), \(text("receipt")), \(integer("kind")), \(integer("writer")), \(integer("last")), \
            \(integer("written_at")) FROM \(table(.receipt)) WHERE number = \(number) AND receipt LIKE '%"cells"%'
            """
        ) { reader in
            [
                .text(try reader.text()), .text(try reader.text()), .text(try reader.text()), .integer(try reader.integer() ?? 0),
                .integer(try reader.integer() ?? 0), .integer(try reader.integer() ?? 0), .integer(try reader.integer() ?? 0),
            ] as [BookCell]
        }
        for cells in receipts {
            guard case .text(let key?) = cells[0], case .text(let body?) = cells[2], case .integer(let writtenAt) = cells[6] else { continue }
            var receipt = try JSONDecoder().decode(Receipt.self, from: Data(body.utf8))
            guard receipt.misfits.contains(where: { examples.contains($0.example) }) else { continue }
            for index in receipt.misfits.indices where examples.contains(receipt.misfits[index].example) {
                receipt.misfits[index].example = ""
            }
            let changed = String(decoding: try JSONEncoder().encode(receipt), as: UTF8.self)
            // The later one holds; the other goes.
            try await write(
                [
                    [
                        .integer(doomed.tables.number), cells[0], cells[3], cells[4], cells[5], cells[1], .text(changed),
                        .integer(writtenAt + 1),
                    ]
                ], in: .receipt)
            try await delete(
                from: .receipt, where: "number = \(number) AND key = \(.clickHouse(key)) AND written_at <= \(.int64(writtenAt))")
        }
    }
}
