import Domain
import Statistics
import Testing
import WebUI

/// Protects the promise that a page can be mailed: under three megabytes, whatever was evaluated.
@Suite struct PageSizeTests {
    private static let limit = 3_000_000

    @Test func twoThousandFeaturesByAMonthOfHours() {
        let page = CheckPage(Self.wide(features: 2_000, windows: 720, name: { "feature_\($0)" })).html()
        #expect(page.utf8.count < Self.limit)
        for note in [
            "Showing 60 of 2,000 features", "Each column stands for 6 of 720 windows",
            "Showing 100 of 500 alerts", "Showing 120 of 2,000 checks", "Showing 200 of 2,000 columns",
            "Showing 8 of 40 metrics", "Showing 2 of 40 estimated metrics", "Showing 4 of 30 proxies", "Showing 4 of 50 signals",
        ] {
            #expect(page.contains(note), "\(note) is missing")
        }
    }

    /// Every character of these names needs the longest escape there is.
    @Test func namesOfTenKilobytes() {
        let page = CheckPage(Self.hostile()).html()
        #expect(page.utf8.count < Self.limit)
        #expect(Markup(page).faults == [])
    }

    @Test func moreWindowsThanTheChartShows() {
        let page = CheckPage(Self.wide(features: 2, windows: 5_000, name: { "f\($0)" })).htmlWithoutAssets()
        #expect(page.contains("The chart shows the latest 720 of 5,000 windows."))
        #expect(page.contains("Each column stands for 42 of 5,000 windows"))
    }

    static func hostile() -> CheckReport {
        let name = String(repeating: "\u{202E}\"<&'", count: 2_000)
        return wide(features: 200, windows: 720, name: { "\(name)\($0)" })
    }

    static func wide(features: Int, windows: Int, name: (Int) -> String) -> CheckReport {
        var random = SplitMix64(seed: 7)
        var report = CheckReport.small()
        let names = (0..<features).map(name)
        let start = Timestamp(microseconds: 1_772_323_200_000_000)
        report.windows = (0..<windows).map {
            let time = start.advanced(byMicroseconds: Int64($0) * 3_600_000_000)
            return WindowReport(
                label: time.minute, start: time, end: time.advanced(byMicroseconds: 3_600_000_000), rows: 1_234_567,
                labelled: 1_000_123)
        }
        let template = report.features[0]
        let points = (0..<windows).map { window in
            DriftPoint(
                window: window, count: 1_234_567, value: Double.random(in: 0..<1, using: &random),
                expected: Double.random(in: 0..<0.1, using: &random), threshold: 0.123_45,
                pValue: Double.random(in: 0..<1e-6, using: &random), severity: window % 3 == 0 ? .error : .ok)
        }
        report.features = names.enumerated().map { place, name in
            var feature = template
            feature.name = name
            // More than is shown need not be filled: this keeps the test quick.
            feature.drift[0].points = place < 80 ? points : []
            feature.distribution = Distribution(
                edges: nil, categories: (0..<60).map { "\(name)\($0)" },
                reference: Array(repeating: 1_234_567, count: 60), current: Array(repeating: 1_234_567, count: 60))
            return feature
        }
        report.alerts = (0..<500).map { place in
            var alert = report.alerts[0]
            alert.feature = names[place % features]
            alert.message = names[place % features]
            alert.windows = Array(stride(from: place % 2, to: windows, by: 2))
            return alert
        }
        report.performance = (0..<40).map { place in
            MetricReport(
                metric: "metric_\(place)", higherIsBetter: true, severity: .ok, reference: nil, current: nil,
                points: (0..<windows).map {
                    MetricPoint(
                        window: $0, count: 1_000_123, value: 0.812_345, standardError: 0.01, lower: 0.801_234,
                        upper: 0.823_456, lowerThreshold: 0.798_765, upperThreshold: 0.912_345)
                })
        }
        report.estimatedPerformance = (0..<40).flatMap { place in
            EstimatedMetricReport.Method.allCases.map { method in
                EstimatedMetricReport(
                    metric: "metric_\(place)", higherIsBetter: true, method: method, reference: 0.812_345,
                    points: (0..<windows).map {
                        EstimatedMetricPoint(
                            window: $0, count: 1_000_123, value: 0.812_345, standardError: 0.01, lower: 0.801_234, upper: 0.823_456,
                            assumption: .unsupportedFeatures, realized: 0.812_345, lowerThreshold: 0.798_765, upperThreshold: 0.912_345)
                    })
            }
        }
        report.proxies = (0..<30).map { place in
            ProxyReport(
                column: names[place % features],
                points: (0..<windows).map { .init(window: $0, count: 1_000_123, mean: 0.812_345, lower: 0.801_234, upper: 0.823_456, expected: 0.812_345) },
                following: [.init(metric: names[place % features], windows: 9, correlation: 0.5, lower: 0.1, upper: 0.9)])
        }
        report.multivariate = MultivariateReport(
            columns: names, calendarColumns: names, rowsPerWindow: 1_000, baselineWindows: 28,
            signals: (0..<50).map { place in
                MultivariateSignal(
                    signal: "embedding_centroid", column: names[place % features], severity: .error,
                    points: (0..<windows).map {
                        MultivariatePoint(
                            label: names[place % features], start: nil, end: nil, count: 1_000_123, value: 0.812_345, expected: 0.812_345, pValue: 0, severity: .error,
                            features: [GuiltyFeature(name: names[$0 % features], share: 0.5, confirmedBy: nil)])
                    })
            })
        report.quality = names.map {
            QualityReport(
                check: "missing_rate", feature: $0, unit: "share", severity: .error, reference: 0, current: 0.5,
                count: 1_234_567,
                points: (0..<20).map { QualityPoint(window: $0, count: 9, value: 0.5, severity: .error) }, detail: $0)
        }
        report.model.columns = names.map { .init(name: $0, role: "feature", type: .categorical, origin: .guessed) }
        report.notes = names
        return report
    }
}
