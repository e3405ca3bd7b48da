internal import Domain
internal import FoundationEssentials
package import Store

/// What the log says of a deletion: how, and how much; never whose rows.
package struct DeletionNote: Sendable, Hashable, Codable {
    /// `prediction_id`, `column` or `older_than`.
    package var by: String
    package var column: String?
    /// For rows that were too old: the time.
    package var before: String?
    package var deleted: DeletionCounts

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
}

extension RecordStore {
    /// Deletes rows for good and notes in the log that it was done.
    package func delete(_ deletion: Deletion, from tables: RecordTables, by author: String) async throws -> DeletionCounts {
        let counts = try await delete(deletion, from: tables, isTrial: false)
        guard !counts.isNothing else { return counts }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(DeletionNote(deletion, counts))
        _ = try await write(.deletion, named: tables.model, body: String(decoding: body, as: UTF8.self), by: author)
        return counts
    }
}
