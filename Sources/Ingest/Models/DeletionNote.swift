internal import Domain
internal import FoundationEssentials
package import Store

/// What the log says of a deletion: how, and how much; never whose rows.
package struct DeletionNote: Sendable, Hashable, Codable {
    /// `prediction_id`, `column`, `older_than` or `rollups_older_than`.
    package var by: String
    package var column: String?
    /// For what was too old: the time.
    package var before: String?
    package var deleted: DeletionCounts?
    /// Hours of which nothing is summed up any more.
    package var hours: Int?

    init(_ deletion: Deletion, _ deleted: DeletionCounts) {
        self.deleted = deleted
        switch deletion {
        case .identities: by = "prediction_id"
        case .value(let column, _):
            by = "column"
            self.column = column
        case .olderThan(let time):
            by = "older_than"
            before = time.description
        }
    }

    init(hours: Int, before time: Timestamp) {
        by = "rollups_older_than"
        before = time.description
        self.hours = hours
    }
}

extension RecordStore {
    /// Deletes rows for good and notes in the log that it was done.
    package func delete(_ deletion: Deletion, from tables: RecordTables, by author: String) async throws -> DeletionCounts {
        let counts = try await delete(deletion, from: tables, isTrial: false)
        if !counts.isNothing { try await write(DeletionNote(deletion, counts), of: tables, by: author) }
        return counts
    }

    /// Deletes what is summed up of hours before this one and notes in the log that it was done; how many hours.
    package func deleteRollups(of tables: RecordTables, before hour: Int64, by author: String) async throws -> Int {
        let hours = try await deleteRollups(of: tables, before: hour, isTrial: false)
        let time = TimeBucket.hour.start(of: hour)
        if hours > 0 { try await write(DeletionNote(hours: hours, before: time), of: tables, by: author) }
        return hours
    }

    private func write(_ note: DeletionNote, of tables: RecordTables, by author: String) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = String(decoding: try encoder.encode(note), as: UTF8.self)
        _ = try await write(.deletion, named: tables.model, body: body, by: author)
    }
}
