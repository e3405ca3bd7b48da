import Domain

/// What the charts are drawn from, already cut to what a page can bear.
struct ChartData {
    let report: CheckReport
    /// Features with a place in the charts.
    let features: ArraySlice<FeatureReport>
    let heatMap: HeatMap
    let distributions: [DistributionBins?]
    /// Windows of the performance chart.
    let performanceWindows: Range<Int>
    /// Metrics of the performance chart.
    let metrics: ArraySlice<MetricReport>

    init(_ report: CheckReport, limits: PageLimits) {
        self.report = report
        features = report.features.prefix(limits.features)
        heatMap = HeatMap(report, features: features, limits: limits)
        distributions = features.map { feature in
            feature.distribution.flatMap { DistributionBins($0, limits: limits) }
        }
        let count = report.windows.count
        performanceWindows = max(0, count - limits.performanceWindows)..<count
        let affordable = max(4, limits.performancePoints / max(1, performanceWindows.count))
        metrics = report.performance.prefix(min(limits.metrics, affordable))
    }

    /// Points are arrays, not objects: there are many, and the script knows the order.
    var json: JSON {
        .object([
            ("heat", heat),
            ("features", .array(zip(features.indices, features).map { feature($1, at: $0) })),
            ("windows", windows),
            ("metrics", .array(metrics.map(metric))),
            ("onset", onset),
        ])
    }

    private var heat: JSON {
        .object([
            ("stride", .int(heatMap.stride)),
            ("labels", .array(heatMap.labels.map { .text($0) })),
            ("rows", .array(heatMap.rows.map { .int($0) })),
            ("windows", groupedWindows),
        ])
    }

    private func feature(_ feature: FeatureReport, at place: Int) -> JSON {
        let cells = heatMap.cells[place].map { cell -> JSON in
            let point = cell.point
            var values: [JSON] = [
                .int(cell.column), .int(cell.level.rawValue), .int(point.count), .number(point.value),
                .number(point.expected?.rounded(toSignificantDigits: 3)), .number(point.threshold),
                .number(point.pValue?.rounded(toSignificantDigits: 2)), .int(point.severity.place),
            ]
            if heatMap.stride > 1, let window = point.window {
                values.append(.int(window % heatMap.stride))
            }
            return .array(values)
        }
        return .object([
            ("name", .text(Words.cut(feature.name))),
            ("signal", .text(feature.drift.first.map { Words.signal($0.signal) } ?? "")),
            ("cells", .array(cells)),
            ("distribution", distributions[place]?.json ?? .null),
        ])
    }

    private var windows: JSON {
        let shown = report.windows[performanceWindows]
        return .object([
            ("labels", .array(shown.map { .text(Words.cut($0.label, to: 40)) })),
            ("rows", .array(shown.map { .int($0.rows) })),
            ("labelled", .array(shown.map { .int($0.labelled) })),
        ])
    }

    private func metric(_ metric: MetricReport) -> JSON {
        let points = metric.points.compactMap { point -> JSON? in
            guard let window = point.window, performanceWindows.contains(window) else { return nil }
            return .array([
                .int(window - performanceWindows.lowerBound), .int(point.count), .number(point.value),
                .number(point.lower), .number(point.upper), .number(point.lowerThreshold),
                .number(point.upperThreshold), .int(point.severity.place),
            ])
        }
        return .object([
            ("name", .text(metric.title)),
            ("reference", metric.reference.map(reference) ?? .null),
            ("points", .array(points)),
        ])
    }

    private func reference(_ point: MetricPoint) -> JSON {
        .array([.number(point.value), .number(point.lower), .number(point.upper), .int(point.count)])
    }

    /// Names of single windows, where columns stand for several and the names are few enough.
    private var groupedWindows: JSON {
        guard heatMap.stride > 1, report.windows.count <= 2_000 else { return .null }
        return .array(report.windows.map { .text(Words.cut($0.label, to: 40)) })
    }

    /// The window where the earliest alert began, in the performance chart's counting.
    private var onset: JSON {
        guard let since = report.alerts.compactMap(\.since).min(),
            let window = report.windows.firstIndex(where: { $0.start == since }), performanceWindows.contains(window)
        else { return .null }
        return .int(window - performanceWindows.lowerBound)
    }
}

extension MetricReport {
    /// Name with candidate and class, where it has them.
    var title: String {
        var title = Words.signal(metric)
        if let className { title += " · class \(Words.cut(className, to: 48))" }
        if let candidate { title += " · candidate \(Words.cut(candidate, to: 48))" }
        return title
    }
}
