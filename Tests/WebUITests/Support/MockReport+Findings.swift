import Domain
import Statistics

extension MockReport {
    var alerts: [Alert] {
        [
            Alert(
                time: at(13), kind: .drift, feature: "lead_time", signal: "jensen_shannon", value: 0.612, expected: 0.1,
                severity: .error, since: at(12),
                message: "Jensen-Shannon distance 0.612 to validation in 18 of 30 days, limit 0.1, by chance 0.031 "
                    + "(n = 19,872); the mean rose from 104 to 1,477.",
                windows: Array(12..<30)),
            Alert(
                time: at(19), kind: .performance, feature: nil, signal: "roc_auc", value: 0.761, expected: 0.88,
                severity: .error, since: at(13),
                message: "ROC AUC 0.761 (0.742 to 0.780) against 0.905 in validation, lower limit 0.88 (n = 8,113).",
                windows: Array(13..<27)),
            Alert(
                time: at(9), kind: .quality, feature: "agent", signal: "missing_rate", value: 0.182, expected: 0.001,
                severity: .error, since: at(8), message: "18.2 % of 'agent' missing against 0.1 % (n = 24,106).",
                windows: Array(8..<30)),
            Alert(
                time: at(9), kind: .drift, feature: "agent", signal: "jensen_shannon", value: 0.22, expected: 0.1,
                severity: .warning, since: at(8),
                message: "Jensen-Shannon distance 0.22 in 22 of 30 days, limit 0.1 (n = 19,900).",
                windows: Array(8..<30)),
            Alert(
                time: at(17), kind: .quality, feature: "country", signal: "unseen_values", value: 0.118, expected: 0,
                severity: .warning, since: at(15),
                message: "11.8 % of 'country' are values that the reference has never seen: 'CHN', 'USA ', 'prt' "
                    + "and 14 more (n = 33,106).",
                windows: Array(15..<30)),
            Alert(
                time: at(13), kind: .drift, feature: "prediction_score", signal: "jensen_shannon", value: 0.12,
                expected: 0.1, severity: .warning, since: at(12),
                message: "Scores moved with lead_time: distance 0.12, limit 0.1 (n = 19,872).",
                windows: [12, 13, 15, 16, 17, 20, 21, 22, 24, 26, 27, 29]),
        ]
    }

    func at(_ place: Int) -> Timestamp {
        Timestamp(microseconds: 1_772_323_200_000_000 + Int64(place) * 86_400_000_000)
    }

    mutating func metrics(_ windows: [WindowReport]) -> [MetricReport] {
        let shapes: [(name: String, higher: Bool, base: Double, fallen: Double, spread: Double)] = [
            ("roc_auc", true, 0.905, 0.762, 0.4), ("pr_auc", true, 0.871, 0.702, 0.6), ("f1", true, 0.78, 0.661, 0.55),
            ("accuracy", true, 0.842, 0.741, 0.37), ("log_loss", false, 0.361, 0.583, 0.6),
            ("brier", false, 0.112, 0.19, 0.3),
        ]
        return shapes.map { shape in
            let limit = shape.base + (shape.fallen - shape.base) * 0.18
            let points = windows.enumerated().map { place, window -> MetricPoint in
                let count = window.labelled ?? 0
                let error = shape.spread / Double(max(1, count)).squareRoot()
                let centre = place < 13 ? shape.base : shape.fallen
                let value = centre + random.normal() * error * 0.7
                let isBad = shape.higher ? value + 1.96 * error < limit : value - 1.96 * error > limit
                return MetricPoint(
                    window: place, count: count, value: value, standardError: error, lower: value - 1.96 * error,
                    upper: value + 1.96 * error, lowerThreshold: shape.higher ? limit : nil,
                    upperThreshold: shape.higher ? nil : limit, severity: isBad ? .error : .ok)
            }
            let total = points.reduce(0) { $0 + $1.count }
            let mean = points.reduce(0) { $0 + ($1.value ?? 0) * Double($1.count) } / Double(total)
            return MetricReport(
                metric: shape.name, higherIsBetter: shape.higher, severity: shape.name == "brier" ? .warning : .error,
                reference: MetricPoint(
                    window: nil, count: 41_208, value: shape.base, lower: shape.base - 0.003, upper: shape.base + 0.003),
                current: MetricPoint(
                    window: nil, count: total, value: mean, lower: mean - 0.005, upper: mean + 0.005, severity: .error),
                points: points)
        }
    }

    mutating func quality(_ windows: [WindowReport]) -> [QualityReport] {
        func points(from first: Int, value: Double, severity: Severity) -> [QualityPoint] {
            windows.enumerated().map { place, window in
                let isBad = place >= first
                return QualityPoint(
                    window: place, count: window.rows, value: isBad ? value : 0.001, expected: 0.001,
                    severity: isBad ? severity : .ok)
            }
        }
        return [
            QualityReport(
                check: "missing_rate", feature: "agent", unit: "share", severity: .error, reference: 0.00102,
                current: 0.143, count: 33_106, points: points(from: 8, value: 0.182, severity: .error)),
            QualityReport(
                check: "unseen_values", feature: "country", unit: "share", severity: .warning, reference: 0,
                current: 0.118, count: 33_106, points: points(from: 15, value: 0.213, severity: .warning),
                detail: "'CHN' 1,804, 'USA ' 1,220, 'prt' 410 and 14 more values"),
            QualityReport(
                check: "missing_rate", feature: "children", unit: "share", severity: .info, reference: 0.00003,
                current: 0.00021, count: 33_106, points: []),
            QualityReport(
                check: "cardinality", feature: "market_segment", unit: "values", severity: .ok, reference: 8,
                current: 8, count: 33_106, points: []),
            QualityReport(
                check: "duplicate_ids", feature: nil, unit: "count", severity: .ok, reference: 0, current: 0,
                count: 33_106, points: []),
        ]
    }
}
