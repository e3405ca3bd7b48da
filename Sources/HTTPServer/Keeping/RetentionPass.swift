package import Domain
package import Evaluation
package import Ingest
package import Store

/// Applies what models' definitions say of how long records and roll-ups are kept.
package struct RetentionPass: Sendable {
    private let store: any RecordStore
    private let served: ServedModels
    private let now: Timestamp

    package init(store: any RecordStore, served: ServedModels, now: Timestamp) {
        self.store = store
        self.served = served
        self.now = now
    }

    /// What went, or would go, of one model.
    package struct Outcome: Sendable, Encodable {
        package var model: String
        /// Records from before this moment.
        package var before: Timestamp?
        package var deleted: DeletionCounts
        /// Hours of which nothing is summed up any more.
        package var hours: Int

        package var isNothing: Bool { deleted.isNothing && hours == 0 }
    }

    /// What is too old now.
    package func due(_ entry: ModelCatalog.Entry) async throws -> Outcome {
        var outcome = Outcome(model: entry.definition.name, before: recordLimit(entry), deleted: .none, hours: 0)
        if let before = outcome.before {
            outcome.deleted = try await store.delete(.olderThan(before), from: entry.tables, isTrial: true)
        }
        if let hour = firstRolledHour(entry) {
            outcome.hours = try await store.deleteRollups(of: entry.tables, before: hour, isTrial: true)
        }
        return outcome
    }

    /// Deletes what is too old. Records are summed up before, so that long series still answer.
    package func apply(_ entry: ModelCatalog.Entry, by author: String) async throws -> Outcome {
        var outcome = Outcome(model: entry.definition.name, before: recordLimit(entry), deleted: .none, hours: 0)
        if let before = outcome.before {
            _ = try await served.refresh(entry.definition, entry.tables)
            outcome.deleted = try await store.delete(.olderThan(before), from: entry.tables, by: author)
        }
        if let hour = firstRolledHour(entry) {
            outcome.hours = try await store.deleteRollups(of: entry.tables, before: hour, by: author)
        }
        return outcome
    }

    private func recordLimit(_ entry: ModelCatalog.Entry) -> Timestamp? {
        entry.definition.retention.records.map(limit)
    }

    private func firstRolledHour(_ entry: ModelCatalog.Entry) -> Int64? {
        entry.definition.retention.rollups.map { TimeBucket.hour.key(of: limit(days: $0)) }
    }

    private func limit(days: Int) -> Timestamp { now.advanced(byMicroseconds: -Int64(days) * 24 * TimeBucket.hour.length) }
}

extension DeletionCounts {
    static let none = DeletionCounts(records: 0, actuals: 0, misfits: 0)
}
