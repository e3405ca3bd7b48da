import Domain

/// What the charts are drawn from, already cut to what a page can bear.
struct ChartData {
    let report: CheckReport
    /// Features with a place in the charts.
    let features: ArraySlice<FeatureReport>
    let heatMap: HeatMap
    let distributions: [DistributionBins?]
    /// Windows of the charts of numbers over windows.
    let chartWindows: Range<Int>
    /// Metrics of the performance chart.
    let metrics: ArraySlice<MetricReport>
    let performance: [WindowSeries]
    /// What is estimated without labels.
    let estimated: ArraySlice<EstimateRow>
    let estimates: [WindowSeries]
    let proxies: [WindowSeries]
    /// Of several columns.
    let signals: [WindowSeries]

    init(_ report: CheckReport, limits: PageLimits) {
        self.report = report
        features = report.features.prefix(limits.features)
        heatMap = HeatMap(report, features: features, limits: limits)
        distributions = features.map { feature in
            feature.distribution.flatMap { DistributionBins($0, limits: limits) }
        }
        let count = report.windows.count
        let windows = max(0, count - limits.chartWindows)..<count
        chartWindows = windows
        /// How many can be chosen where each has this many points of all.
        func affordable(_ points: Int, least: Int) -> Int { max(least, points / max(1, windows.count)) }
        metrics = report.performance.prefix(min(limits.metrics, affordable(limits.performancePoints, least: 4)))
        performance = metrics.map { WindowSeries($0, in: windows) }
        // Each by up to three methods.
        estimated = EstimateRow.rows(report).prefix(min(limits.metrics, affordable(limits.chartPoints / 3, least: 2)))
        estimates = estimated.map { WindowSeries($0, in: windows) }
        let most = affordable(limits.chartPoints, least: 2)
        proxies = report.proxies.prefix(min(limits.proxies, most)).map { WindowSeries($0, in: windows) }
        signals = (report.multivariate?.signals ?? []).prefix(min(limits.signals, most))
            .map { WindowSeries($0, in: report.windows[windows], most: limits.ownWindows) }
    }

    /// That charts over windows do not show all of them, where they do not.
    var omittedWindows: HTML {
        guard chartWindows.lowerBound > 0 else { return .empty }
        return Tag.p(.class("omission")) {
            "The chart shows the latest \(Numbers.whole(chartWindows.count)) of \(Numbers.whole(report.windows.count)) windows."
        }
    }

    /// Points are arrays, not objects: there are many, and the script knows the order.
    var json: JSON {
        .object([
            ("heat", heat),
            ("features", .array(zip(features.indices, features).map { feature($1, at: $0) })),
            ("windows", windows),
            ("series", series),
            ("doubts", .array(EstimatedMetricPoint.Assumption.allCases.map { .text(Words.doubt($0)) })),
            ("onset", onset),
        ])
    }

    /// Of each section with a chart over windows, by the section's id.
    private var series: JSON {
        .object([("performance", performance), ("estimates", estimates), ("proxies", proxies), ("several", signals)].map { ($0, .array($1.map(\.json))) })
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
        let shown = report.windows[chartWindows]
        return .object([
            ("labels", .array(shown.map { .text(Words.cut($0.label, to: 40)) })),
            ("rows", .array(shown.map { .int($0.rows) })),
            ("labelled", .array(shown.map { .int($0.labelled) })),
        ])
    }

    /// Names of single windows, where columns stand for several and the names are few enough.
    private var groupedWindows: JSON {
        guard heatMap.stride > 1, report.windows.count <= 2_000 else { return .null }
        return .array(report.windows.map { .text(Words.cut($0.label, to: 40)) })
    }

    /// The window where the earliest alert began, in the counting of charts over windows.
    private var onset: JSON {
        guard let since = report.alerts.compactMap(\.since).min(),
            let window = report.windows.firstIndex(where: { $0.start == since }), chartWindows.contains(window)
        else { return .null }
        return .int(window - chartWindows.lowerBound)
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
