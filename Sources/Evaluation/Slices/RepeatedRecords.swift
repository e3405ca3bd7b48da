internal import Domain
internal import Store

extension Store {
    /// What to say of records that are there more than once: each counts, and one may have been looked at in the half where slices are found and another
    /// in the half where they are tried.
    ///
    /// Repeated are records with the identity of another, and where identities are not known those that are the same in all columns.
    ///
    /// - Returns: `nil` where none are.
    func noteOnRepeats(in records: Relation, _ schema: ModelSchema) async throws -> String? {
        let identity = schema.columns.first { $0.role == .predictionID && records.column($0.name) != nil }?.name
        let query = RepeatQuery(records: records, columns: identity.map { [$0] } ?? records.columns.map(\.name), windowing: .whole, reach: .window)
        let count = try await repeats(query).reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        return "\(count) of \(records.rowCount) records of \(records.name) "
            + (identity.map { "have the \($0) of another one, and each counts: " }
                ?? "are the same in all columns as another one, and each counts. If they are one record that came twice, ")
            + "sizes are too large and p-values too small; leave the repeated ones out."
    }
}
