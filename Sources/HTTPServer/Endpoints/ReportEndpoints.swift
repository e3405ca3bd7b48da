internal import Domain
internal import Evaluation
internal import Hummingbird

/// What a model's windows tell: the whole report, one signal over time, distributions.
struct ReportEndpoints: EndpointGroup {
    let queries: ModelQueries

    private static let path = "/v1/models/{model}"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "\(Self.path)/report", access: .holders(of: .read),
                .init(
                    id: "getReport", summary: "Drift, quality and performance of a model's windows",
                    details:
                        "The object of assay check --json; its schema is in docs/check-report.schema.json. Hours that nobody cuts, and no slice or as_of, are answered from roll-ups. Saved slices are followed by themselves, with alerts of their own: for each the rows are read, those of the slice and the rest.",
                    parameters: QueryParameters.selection + QueryParameters.comparison + [
                        .init(
                            name: "slices",
                            description: "Saved slices to follow, by their names, separated by commas; left out: all of them; empty: none.",
                            schema: .textSchema(), isList: true)
                    ], answer: Schemas.report.reference,
                    problems: [.conflict])
            ) { call in try Response(json: try await queries.reportOfSlices(call), inSnakeCase: true) },
            Endpoint(
                .get, "\(Self.path)/series", access: .holders(of: .read),
                .init(
                    id: "getSeries", summary: "Signals of a model over time",
                    details:
                        "All signals, or those of one kind, feature and name. Of kind proxy are the means of columns that are declared to stand in for performance, with how closely they have followed it; of kind freshness is the delay from a record's event to its arrival, in hours, which is read from the rows.",
                    parameters: QueryParameters.selection + QueryParameters.comparison + [
                        .init(
                            name: "kind", description: "Left out: all but freshness.",
                            schema: .choiceSchema(SignalSeries.Kind.allCases.map(\.rawValue))),
                        .init(name: "feature", description: "One column's signals.", schema: .textSchema()),
                        .init(
                            name: "signal", description: "One signal, such as jensen_shannon, missing_rate, roc_auc or (of proxies) mean.",
                            schema: .textSchema()),
                    ], answer: Schemas.series.reference, problems: [.conflict])
            ) { call in
                let kind = try call.choice("kind", SignalSeries.Kind.self)
                var (report, series) = try await queries.series(call) { query in
                    query.wantsColumns = kind == nil || kind == .drift || kind == .quality
                    query.wantsPerformance = kind == nil || kind == .performance || kind == .proxy
                    query.wantsFreshness = kind == .freshness
                    query.column = call.query("feature")
                }
                if let kind { series = series.filter { $0.kind == kind } }
                if let feature = call.query("feature") { series = series.filter { $0.feature == feature } }
                if let signal = call.query("signal") { series = series.filter { $0.signal == signal } }
                return try Response(json: SeriesView(granularity: report.granularity, windows: report.windows, series: series), inSnakeCase: true)
            },
            Endpoint(
                .get, "\(Self.path)/distributions", access: .holders(of: .read),
                .init(
                    id: "getDistributions", summary: "How columns are distributed, in the baseline and now",
                    parameters: QueryParameters.selection + QueryParameters.comparison + [
                        .init(name: "feature", description: "One column; left out: all.", schema: .textSchema())
                    ], answer: Schemas.distributions.reference, problems: [.conflict])
            ) { call in
                let report = try await queries.report(call) { query in
                    query.wantsPerformance = false
                    query.column = call.query("feature")
                }
                return try Response(json: ["features": report.features.map(DistributionView.init)], inSnakeCase: true)
            },
        ]
    }
}

/// Signals with the windows they are about.
private struct SeriesView: Encodable {
    var granularity: String
    var windows: [WindowReport]
    var series: [SignalSeries]
}

/// A column's distribution as callers see it.
private struct DistributionView: Encodable {
    var name: String
    var type: FeatureType
    var reference: ColumnSummary
    var current: ColumnSummary
    var distribution: Distribution?

    init(_ report: FeatureReport) {
        name = report.name
        type = report.type
        reference = report.reference
        current = report.current
        distribution = report.distribution
    }
}
