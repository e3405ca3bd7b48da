import Domain

/// What the month shows where labels are missing: estimates of two metrics by three methods, proxies, and several columns at once.
extension MockReport {
    static func estimates(_ windows: [WindowReport]) -> [EstimatedMetricReport] {
        [("roc_auc", true, 0.905, 0.78), ("log_loss", false, 0.361, 0.55)].flatMap { name, higher, base, fallen in
            EstimatedMetricReport.Method.allCases.map { method in
                let shift = Double(EstimatedMetricReport.Method.allCases.firstIndex(of: method) ?? 0) * 0.01
                let points = windows.indices.map { place in
                    let value = (place < 12 ? base : fallen) + shift
                    return EstimatedMetricPoint(
                        window: place, count: windows[place].rows, value: value, standardError: 0.01, lower: value - 0.02, upper: value + 0.02,
                        assumption: place < 12 || method != .cbpe ? .holds : place < 20 ? .unsupportedScores : .contradicted,
                        realized: place < 24 ? value - 0.008 : nil, realizedStandardError: place < 24 ? 0.01 : nil, labelled: windows[place].labelled,
                        severity: place >= 12 && method == .cbpe ? .warning : .ok)
                }
                return EstimatedMetricReport(
                    metric: name, higherIsBetter: higher, method: method, severity: method == .cbpe ? .warning : .ok, reference: base, points: points)
            }
        }
    }

    static func proxies(_ windows: [WindowReport]) -> [ProxyReport] {
        ["called_back", "clicks", "returns"].enumerated().map { place, name in
            ProxyReport(
                column: name,
                points: windows.indices.map { window in
                    .init(window: window, count: windows[window].rows, mean: window < 12 ? 0.31 : 0.22, lower: 0.2, upper: 0.34, expected: window % 7 < 5 ? 0.31 : 0.27)
                },
                following: place == 2 ? [] : [.init(metric: "roc_auc", windows: 24, correlation: 0.81, lower: place == 0 ? 0.35 : -0.2, upper: 0.96)])
        }
    }

    static func severalColumns(_ windows: [WindowReport]) -> MultivariateReport {
        func point(_ place: Int, _ value: Double, _ usual: Double, guilty: [GuiltyFeature]) -> MultivariatePoint {
            MultivariatePoint(
                label: windows[place].label, start: windows[place].start, end: windows[place].end, count: 1_000, value: value, expected: usual,
                pValue: place < 12 ? 0.4 : 1e-9, severity: place < 12 || guilty.isEmpty ? .ok : .error, features: place < 12 ? [] : guilty)
        }
        return MultivariateReport(
            columns: ["lead_time", "agent", "adr"], calendarColumns: ["arrival_month"], rowsPerWindow: 1_000, baselineWindows: 28,
            signals: [
                MultivariateSignal(
                    signal: "domain_classifier", severity: .error,
                    points: windows.indices.map {
                        point($0, $0 < 12 ? 0.51 : 0.93, 0.512, guilty: [GuiltyFeature(name: "lead_time", share: 0.81, confirmedBy: "distribution")])
                    }),
                MultivariateSignal(
                    signal: "embedding_mmd", column: "last_message", severity: .ok, points: windows.indices.map { point($0, 0.03, 0.031, guilty: []) }),
            ],
            estimatedPerformance: [
                MetricReport(
                    metric: "mae", higherIsBetter: false, severity: .ok, reference: MetricPoint(window: nil, count: 20_000, value: 3.25), current: nil,
                    points: windows.indices.map { MetricPoint(window: $0, count: 1_000, value: 3.2, standardError: 0.06, lower: 3.1, upper: 3.4) })
            ])
    }
}
