internal import Domain
internal import Statistics
internal import Store

extension CheckEvaluation {
    /// Columns that the user has named as proxies of performance, window by window.
    ///
    /// - Parameter metrics: of the same windows.
    func proxies(
        _ schema: ModelSchema, baseline: Relation, current: Relation, windowing: Windowing, frame: WindowFrame, beside metrics: [MetricReport],
        notes: inout [String]
    ) async throws -> [ProxyReport] {
        var reports: [ProxyReport] = []
        for name in options.settings.proxies.sorted() {
            guard let column = schema.columns.first(where: { $0.name == name }), current.column(name) != nil else {
                notes.append("Set to stand in for performance, but the current records have no column '\(name)'.")
                continue
            }
            let now = try await means(of: column, in: current, by: windowing)
            let usual = baseline.column(name) == nil ? nil : try await means(of: column, in: baseline, by: .whole).first?.mean
            let means = frame.aligned(now, key: \.key, \.mean).map { $0 ?? nil }
            guard let report = ProxySeries(column: name, means: means, expected: means.map { _ in usual?.value }).report(beside: metrics) else {
                let isOpen = column.role == .feature || column.role == .tag
                let why =
                    !isOpen
                    ? "it is the model's \(column.role.name)"
                    : baseline.column(name) == nil ? "the reference has no such column to tell what it holds" : "it has neither numbers nor truth values"
                notes.append("'\(name)' cannot stand in for performance: \(why).")
                continue
            }
            reports.append(report)
        }
        return reports
    }

    private func means(
        of column: ModelSchema.Column, in relation: Relation, by windowing: Windowing
    ) async throws -> [(key: Int64?, mean: MetricEstimate?)] {
        switch column.type {
        case .numeric:
            return try await store.moments(of: [CountedColumn(column.name, .numeric)], in: relation, by: windowing)
                .map { ($0.key, $0.columns[0].moments.count > 0 ? $0.columns[0].moments.meanEstimate() : nil) }
        case .categorical:
            // Whoever writes 1 and 0 means the same as true and false.
            let known = Set(try await store.categories(of: [CountedColumn(column.name, .categorical)], in: relation, limit: 3)[0].entries.map(\.value))
            guard known.count <= 2 else { return [] }
            let values = BinnedColumn(column.name, .categorical(.init(values: known.sorted(), isComplete: true)))
            return try await store.counts(of: [values], in: relation, by: windowing).map { window in
                guard case .categories(let counts) = window.columns[0].bins else { return (window.key, nil) }
                return (window.key, counts.shareOfTrue)
            }
        case .text, .timestamp, nil: return []
        }
    }
}
