import Domain

extension CheckReport {
    /// Nothing but a model: what every section's empty state is tested with.
    static func empty(verdict: Severity = .ok) -> CheckReport {
        CheckReport(
            assayVersion: "0.1.0", rules: "assay", verdict: verdict,
            model: ModelDescription(
                name: nil, task: .binary, versions: [], positiveClass: nil, classes: [], decisionThreshold: nil,
                columns: []),
            sources: [], granularity: "all", windows: [], alerts: [],
            diagnosis: Diagnosis(failureMode: "none", rankedFeatures: [], advice: []), features: [], performance: [],
            quality: [], notes: [])
    }

    /// Two windows, one feature, one metric: small enough to read the stored page line by line.
    static func small() -> CheckReport {
        let start = Timestamp(microseconds: 1_772_323_200_000_000)  // 2026-03-01
        let days = (0...2).map { start.advanced(byMicroseconds: Int64($0) * 86_400_000_000) }
        var report = empty(verdict: .warning)
        report.model.name = "churn"
        report.model.columns = [.init(name: "age", role: "feature", type: .numeric, origin: .guessed)]
        report.granularity = "day"
        report.sources = [
            DataSource(part: "training", files: ["train.parquet"], rows: 5_000, start: nil, end: nil),
            DataSource(part: "current", files: ["live.parquet"], rows: 2_000, start: days[0], end: days[2]),
        ]
        report.windows = (0..<2).map {
            WindowReport(label: days[$0].day, start: days[$0], end: days[$0 + 1], rows: 1_000, labelled: 900 - $0 * 400)
        }
        report.alerts = [
            Alert(
                time: days[2], kind: .drift, feature: "age", signal: "psi", value: 0.31, expected: 0.2,
                severity: .warning, since: days[1], message: "PSI 0.31, limit 0.2 (n = 998).", windows: [1])
        ]
        report.diagnosis = Diagnosis(failureMode: nil, rankedFeatures: ["age"], advice: ["Look at age."])
        report.features = [
            FeatureReport(
                name: "age", role: "feature", type: .numeric, severity: .warning,
                reference: ColumnSummary(rows: 5_000, missing: 0, mean: 41.2, standardDeviation: 11, median: 40),
                current: ColumnSummary(rows: 2_000, missing: 3, mean: 44.9, standardDeviation: 12, median: 44),
                distribution: Distribution(
                    edges: [18, 30, 40, 95], categories: nil, reference: [1_600, 1_700, 1_700],
                    current: [420, 600, 977]),
                drift: [
                    DriftSeries(
                        signal: "psi",
                        overall: DriftPoint(window: nil, count: 1_997, value: 0.19, threshold: 0.2, severity: .ok),
                        points: [
                            DriftPoint(
                                window: 0, count: 999, value: 0.04, expected: 0.002, threshold: 0.2, pValue: 0.2,
                                severity: .ok),
                            DriftPoint(
                                window: 1, count: 998, value: 0.31, expected: 0.002, threshold: 0.2, pValue: 0.00001,
                                severity: .warning),
                        ])
                ])
        ]
        report.performance = [
            MetricReport(
                metric: "roc_auc", higherIsBetter: true, severity: .ok,
                reference: MetricPoint(window: nil, count: 5_000, value: 0.85, lower: 0.84, upper: 0.86),
                current: MetricPoint(window: nil, count: 1_400, value: 0.843, lower: 0.82, upper: 0.866),
                points: (0..<2).map {
                    MetricPoint(
                        window: $0, count: 900 - $0 * 400, value: 0.84, lower: 0.81, upper: 0.87, lowerThreshold: 0.8)
                })
        ]
        report.quality = [
            QualityReport(
                check: "missing_rate", feature: "age", unit: "share", severity: .ok, reference: 0, current: 0.0015,
                count: 2_000, points: [])
        ]
        report.notes = ["'age' was taken for a feature."]
        return report
    }
}
