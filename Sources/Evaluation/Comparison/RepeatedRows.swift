internal import Domain
internal import Store

/// Says of rows and labels that share an identity how many there are, and which of them count.
struct RepeatedRows {
    let store: any Store
    let schema: ModelSchema

    func notes(on input: ComparisonInput) async throws -> [String] {
        guard let id = schema.column(.predictionID)?.name else { return [] }
        var notes: [String] = []
        for relation in [input.current, input.candidates] {
            // Versions that predict the same record repeat nothing.
            let known = schema.column(.modelVersion)?.name
            let version = relation.columns.map(\.name).first { $0 == known } ?? relation.columns.map(\.name).first { ColumnNames.role(of: $0) == .modelVersion }
            let (count, example) = try await repeats(of: id, with: version, in: relation)
            guard count > 0 else { continue }
            notes.append(
                "\(relation.name): \(count) rows repeat the identity\(version == nil ? "" : " and version") of another\(example); of several the last in the files counts.")
        }
        guard let actuals = input.actuals, let actual = schema.column(.actual)?.name, actuals.column(id) != nil, actuals.column(actual) != nil
        else { return notes }
        let (labels, example) = try await repeats(of: id, with: nil, in: actuals)
        guard labels > 0 else { return notes }
        let other = labels - (try await repeats(of: id, with: actual, in: actuals)).count
        let hasArrival = schema.column(.actualTimestamp).flatMap { actuals.column($0.name) } != nil
        notes.append(
            "\(actuals.name): \(labels) labels repeat the identity of another\(example), "
                + (other > 0 ? "\(other) of them with another value" : "all with the same value") + "; the last "
                + (hasArrival ? "to arrive counts." : "in the files counts; name their time of arrival with --column actual_timestamp=NAME."))
        return notes
    }

    /// Rows that have the same identity as another, and where asked for the same value of another column, and an example where there is one.
    private func repeats(of id: String, with column: String?, in relation: Relation) async throws -> (count: Int, example: String) {
        guard let column else {
            let identity = try await store.identity(of: id, in: relation)
            return (identity.duplicates, identity.example.map { ", such as '\($0.prefix(60))'" } ?? "")
        }
        let windows = try await store.repeats(RepeatQuery(records: relation, columns: [id, column], windowing: .whole, reach: .all))
        return (windows.reduce(0) { $0 + $1.count }, "")
    }
}
