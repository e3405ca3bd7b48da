internal import Domain
internal import Statistics
internal import Store

/// NannyML's realised performance: each metric of each chunk against the band over the reference's chunks.
struct NannyMLPerformance {
    let store: any Store
    let schema: ModelSchema

    /// The metrics that NannyML has of those that are reported.
    static let metrics = Set([
        "roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy", "mae", "mape", "mse", "msle", "rmse", "rmsle",
    ])

    /// Sets the limits and severities of the reports of production's metrics.
    func judge(_ reports: inout [MetricReport], baseline: Relation, by windowing: Windowing) async throws {
        let plan = PerformancePlan(schema: schema)
        guard let query = plan.query(baseline, windowing: windowing, actuals: nil, rows: baseline.rowCount) else { return }
        let chunks = try await store.performance(query).filter { $0.key != nil }.map(\.summary)
        for index in reports.indices where reports[index].candidate == nil && Self.metrics.contains(reports[index].metric) {
            let name = reports[index].metric
            let descriptor = MetricDescriptor.all.first { $0.name == name && $0.task.rawValue == schema.task.rawValue }
            guard
                let band = NannyMLThreshold(
                    reference: chunks.map { $0.estimate(name)?.value }, lowest: descriptor?.lowest, highest: descriptor?.highest)
            else { continue }
            for place in reports[index].points.indices {
                reports[index].points[place].lowerThreshold = band.lower?.ifFinite
                reports[index].points[place].upperThreshold = band.upper?.ifFinite
                reports[index].points[place].severity =
                    reports[index].points[place].value.map(band.alerts) ?? false ? .warning : .ok
            }
            reports[index].severity = reports[index].points.map(\.severity).max() ?? .ok
        }
    }
}
