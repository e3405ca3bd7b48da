internal import Domain
internal import Store

/// The versions that records name.
struct RecordedVersions {
    let store: any Store
    let schema: ModelSchema

    /// A filter for each version, the most frequent first, at most fifty; `[nil]` when records name none.
    func filters(of records: Relation) async throws -> [PerformanceQuery.Filter?] {
        // Records of one version often do not name it, while candidates do.
        let known = schema.column(.modelVersion)?.name
        guard let column = records.columns.map(\.name).first(where: { $0 == known })
            ?? records.columns.map(\.name).first(where: { ColumnNames.role(of: $0) == .modelVersion })
        else { return [nil] }
        let named = try await store.categories(of: [CountedColumn(column, .categorical)], in: records, limit: 50)[0]
            .entries.map { PerformanceQuery.Filter(column: column, value: $0.value) }
        return named
    }
}
