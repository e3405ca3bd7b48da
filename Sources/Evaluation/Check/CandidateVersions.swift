internal import Domain
internal import Store

/// The versions that made a relation of candidates' predictions.
struct CandidateVersions {
    let store: any Store
    let schema: ModelSchema

    /// The most frequent first, at most 50; `nil` in place of all where no column tells them apart.
    func versions(of candidates: Relation) async throws -> [PerformanceQuery.Filter?] {
        // Records of one version often do not name it, while candidates do.
        let known = schema.column(.modelVersion)?.name
        guard let column = candidates.columns.map(\.name).first(where: { $0 == known })
            ?? candidates.columns.map(\.name).first(where: { ColumnNames.role(of: $0) == .modelVersion })
        else { return [nil] }
        return try await store.categories(of: [CountedColumn(column, .categorical)], in: candidates, limit: 50)[0]
            .entries.map { .init(column: column, value: $0.value) }
    }
}
