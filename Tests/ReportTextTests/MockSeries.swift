import Domain

/// The series of the mock report: columns, metrics, checks.
extension MockReport {
    static let features = [
        feature("monthly_income", .numeric, .error, level: 0.011, noise: 0.004) { $0 < 18 ? 0 : 0.815 },
        feature("plan", .categorical, .warning, level: 0.02, noise: 0.006) { $0 < 12 ? 0 : Double($0 - 11) * 0.006 },
        feature("region", .categorical, .info, level: 0.03, noise: 0.01) { $0 < 12 ? 0 : 0.02 },
        feature("calls_last_30_days", .numeric, .ok, level: 0.016, noise: 0.005) { _ in 0 },
        feature("age", .numeric, .ok, level: 0.012, noise: 0.004) { _ in 0 },
        feature("device", .categorical, .ok, level: 0.009, noise: 0.004) { _ in 0 },
        FeatureReport(
            name: "postcode", role: "feature", type: .text, severity: .ok,
            reference: ColumnSummary(rows: 1_000_000, missing: 12, distinct: 8_163),
            current: ColumnSummary(rows: 140_000, missing: 3, distinct: 7_911), distribution: nil, drift: []),
    ]

    static func feature(
        _ name: String, _ type: FeatureType, _ severity: Severity, level: Double, noise: Double,
        shift: (Int) -> Double
    ) -> FeatureReport {
        let points = (0..<30).map { place in
            let value = level + noise * wobble(place, name.utf8.count) + shift(place)
            return DriftPoint(
                window: place, count: rows(place) - 9, value: place == 20 && severity == .error ? 0.832 : value,
                expected: level, threshold: 0.1, pValue: value > 0.1 ? 1e-12 : 0.4,
                severity: value > 0.5 ? .error : value > 0.1 ? .warning : .ok)
        }
        let mean = points.map(\.value).reduce(0, +) / 30
        let numeric = type == .numeric
        let all = rows(0) * 30
        return FeatureReport(
            name: name, role: "feature", type: type, severity: severity,
            reference: ColumnSummary(
                rows: 1_000_000, missing: 120, typeErrors: 0, nonFinite: 0, distinct: numeric ? nil : 4,
                mean: numeric ? 51.5 : nil, standardDeviation: numeric ? 12.25 : nil, minimum: numeric ? 0 : nil,
                median: numeric ? 50 : nil, maximum: numeric ? 99.5 : nil),
            current: ColumnSummary(rows: all, missing: 270, typeErrors: 1, nonFinite: 2, distinct: 5),
            distribution: Distribution(
                edges: numeric ? [0, 25, 50, 100] : nil, categories: numeric ? nil : ["a", "b", "(other)"],
                reference: [250_000, 250_000, 499_880], current: [30_000, 30_000, 80_000]),
            drift: [
                DriftSeries(
                    signal: "jensen_shannon",
                    overall: DriftPoint(
                        window: nil, count: all, value: mean, expected: level / 5, threshold: 0.1, severity: severity),
                    points: points),
                DriftSeries(signal: "psi", overall: nil, points: []),
            ])
    }

    static let performance = [
        metric("accuracy", 0.8731, 0.8689, error: 0.0013, .ok) { _ in 0 },
        metric("roc_auc", 0.9123, 0.8912, error: 0.0012, .error) { $0 < 19 ? 0 : -0.06 },
        metric("log_loss", 0.2871, 0.3312, error: 0.0031, .warning, higherIsBetter: false) { $0 < 19 ? 0 : 0.21 },
        MetricReport(
            metric: "recall", higherIsBetter: true, candidate: "v2.4", className: "yes", severity: .ok,
            reference: nil, current: MetricPoint(window: nil, count: 104_000, value: 0.71, standardError: 0.0021),
            points: []),
        MetricReport(
            metric: "pr_auc", higherIsBetter: true, severity: .ok,
            reference: MetricPoint(window: nil, count: 60_000, value: 0.6), current: nil, points: []),
    ]

    static func metric(
        _ name: String, _ reference: Double, _ current: Double, error: Double, _ severity: Severity,
        higherIsBetter: Bool = true, shift: (Int) -> Double
    ) -> MetricReport {
        let points = (0..<30).map { place in
            let value = reference + error * 3 * wobble(place, name.utf8.count) + shift(place)
            return MetricPoint(
                window: place, count: place < 23 ? rows(place) - 11 * place : 0,
                labelledShare: place < 23 ? 1 - Double(11 * place) / Double(rows(place)) : 0,
                labelsIncomplete: place < 20 ? nil : true, value: place < 23 ? value : nil,
                standardError: place < 23 ? error * 4 : nil, lower: value - error * 8, upper: value + error * 8,
                binningError: 0, lowerThreshold: higherIsBetter ? reference - 0.02 : nil,
                upperThreshold: higherIsBetter ? nil : reference + 0.1,
                severity: shift(place) == 0 || place >= 23 ? .ok : severity)
        }
        return MetricReport(
            metric: name, higherIsBetter: higherIsBetter, severity: severity,
            reference: MetricPoint(
                window: nil, count: 60_000, value: reference, standardError: error, lower: reference - 2 * error,
                upper: reference + 2 * error),
            current: MetricPoint(window: nil, count: 104_211, value: current, standardError: error, severity: severity),
            points: points)
    }

    static let quality = [
        check("unseen_rate", "region", .warning, reference: 0, current: 0.0246, detail:
            "north-east (3,444 times), north_east (2), and Ελλάδα (1) were never seen in the reference") {
            $0 < 12 ? 0 : 0.041
        },
        check("missing_rate", "utilisation", .info, reference: 0.0012, current: 0.0031) { _ in 0.003 },
        check("cardinality", "device", .info, unit: "count", reference: 1_204, current: 1_391) { _ in 1_390 },
        QualityReport(
            check: "arrival_lag", feature: nil, unit: "hours", severity: .info, reference: nil, current: 6.25,
            count: 140_000, points: []),
    ] + ["age", "tenure_months", "balance", "plan"].flatMap { name in
        ["missing_rate", "type_error_rate", "unseen_rate"].map {
            check($0, name, .ok, reference: 0, current: 0) { _ in 0 }
        }
    }

    static func check(
        _ name: String, _ feature: String, _ severity: Severity, unit: String = "share", reference: Double,
        current: Double, detail: String? = nil, value: (Int) -> Double
    ) -> QualityReport {
        QualityReport(
            check: name, feature: feature, unit: unit, severity: severity, reference: reference, current: current,
            count: 140_000,
            points: (0..<30).map {
                QualityPoint(
                    window: $0, count: rows($0), value: value($0), expected: reference, pValue: 0.2,
                    severity: value($0) > reference * 2 ? severity : .ok)
            }, detail: detail)
    }
}
