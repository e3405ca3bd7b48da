import Domain
import Statistics

/// A month of a hotel's cancellation model that goes wrong in several ways: `lead_time` comes in hours instead of days
/// from day 12 on, `agent` loses values, `country` shows values never seen, and ROC AUC falls while labels get scarce.
struct MockReport {
    var random = SplitMix64(seed: 20_260_301)
    private let days = 30
    private let start = Timestamp(microseconds: 1_772_323_200_000_000)  // 2026-03-01
    private let day: Int64 = 86_400_000_000

    static func month() -> CheckReport {
        var mock = MockReport()
        return mock.report()
    }

    private mutating func report() -> CheckReport {
        let windows = (0..<days).map { place in
            let rows = 1_150 + Int.random(in: -180...180, using: &random) - (place % 7 >= 5 ? 320 : 0)
            let share = place < 18 ? 0.97 : max(0.04, 0.97 - Double(place - 17) * 0.085)
            return WindowReport(
                label: time(place).day, start: time(place), end: time(place + 1), rows: rows,
                labelled: Int(Double(rows) * share))
        }
        var features: [FeatureReport] = []
        for (place, column) in Self.columns.enumerated() { features.append(feature(column, place, windows)) }
        return CheckReport(
            assayVersion: "0.1.0", rules: "assay", verdict: .error, model: model,
            sources: [
                DataSource(
                    part: "validation", files: ["hotel/validation.parquet"], rows: 41_208,
                    start: time(-60), end: time(-30)),
                DataSource(
                    part: "current", files: ["hotel/production.parquet"], rows: windows.reduce(0) { $0 + $1.rows },
                    start: time(0), end: time(30)),
                DataSource(
                    part: "actuals", files: ["hotel/actuals.parquet"],
                    rows: windows.reduce(0) { $0 + ($1.labelled ?? 0) }, start: time(0), end: time(29)),
            ],
            granularity: "day", windows: windows, alerts: alerts,
            diagnosis: Diagnosis(
                failureMode: nil, rankedFeatures: ["lead_time", "agent", "country"],
                advice: [
                    "Look at the source of lead_time first: its values are about 24 times larger since 2026-03-13.",
                    "Ask the owner of agent why 18 % of its values are missing since 2026-03-09.",
                ]),
            features: features, performance: metrics(windows), estimatedPerformance: Self.estimates(windows), quality: quality(windows),
            proxies: Self.proxies(windows), multivariate: Self.severalColumns(windows),
            notes: [
                "Task binary was guessed from the values of 'is_canceled'.",
                "Windows 2026-03-28 to 2026-03-30 have fewer than 150 labelled rows: their intervals are wide.",
                "Column 'reservation_status' was left out: it holds the ground truth.",
            ])
    }

    private func time(_ place: Int) -> Timestamp { start.advanced(byMicroseconds: Int64(place) * day) }

    private static let columns: [(name: String, type: FeatureType)] = [
        ("lead_time", .numeric), ("agent", .categorical), ("country", .categorical), ("prediction_score", .numeric),
        ("adr", .numeric), ("deposit_type", .categorical), ("market_segment", .categorical),
        ("total_of_special_requests", .numeric), ("booking_changes", .numeric), ("customer_type", .categorical),
        ("previous_cancellations", .numeric), ("stays_in_week_nights", .numeric), ("stays_in_weekend_nights", .numeric),
        ("adults", .numeric), ("children", .numeric), ("meal", .categorical), ("distribution_channel", .categorical),
        ("reserved_room_type", .categorical), ("required_car_parking_spaces", .numeric), ("hotel", .categorical),
    ]

    private var model: ModelDescription {
        var columns = [
            ModelDescription.Column(name: "prediction_id", role: "prediction_id", type: nil, origin: .name),
            ModelDescription.Column(name: "booked_at", role: "timestamp", type: .timestamp, origin: .set),
            ModelDescription.Column(name: "is_canceled", role: "actual", type: .categorical, origin: .guessed),
        ]
        for (name, type) in Self.columns {
            let isScore = name == "prediction_score"
            columns.append(
                .init(
                    name: name, role: isScore ? name : "feature", type: type, origin: isScore ? .name : .guessed))
        }
        return ModelDescription(
            name: "hotel-cancellation", task: .binary, versions: ["2026-02"], positiveClass: "1",
            classes: ["0", "1"], decisionThreshold: 0.5, columns: columns)
    }

    private mutating func feature(
        _ column: (name: String, type: FeatureType), _ place: Int, _ windows: [WindowReport]
    ) -> FeatureReport {
        let limit = 0.1
        var points: [DriftPoint] = []
        for (window, report) in windows.enumerated() {
            var value = 0.028 + abs(random.normal()) * 0.011
            if place == 0, window >= 12 { value = 0.61 + random.normal() * 0.015 }
            if place == 1, window >= 8 { value = 0.135 + random.normal() * 0.012 + Double(window - 8) * 0.004 }
            if place == 2, window >= 15 { value = 0.09 + Double(window - 15) * 0.006 + random.normal() * 0.005 }
            if place == 3, window >= 12 { value = 0.118 + random.normal() * 0.012 }
            let severity: Severity = value > 2 * limit ? .error : value > limit ? .warning : value > 0.07 ? .info : .ok
            if place == 7, window == 20 { continue }
            points.append(
                DriftPoint(
                    window: window, count: report.rows - (place == 1 ? 190 : 3), value: value, expected: 0.031,
                    threshold: limit, pValue: severity >= .warning ? 2e-7 : 0.31, severity: severity))
        }
        let worst = points.map(\.severity).max() ?? .ok
        let overall = points.map(\.value).reduce(0, +) / Double(max(1, points.count))
        let isNumeric = column.type == .numeric
        let scale = place == 0 ? 14.2 : 1
        func summary(rows: Int, missing: Int, factor: Double) -> ColumnSummary {
            ColumnSummary(
                rows: rows, missing: missing, distinct: isNumeric ? 412 : 14 + place,
                mean: isNumeric ? 104.01 * factor : nil, standardDeviation: isNumeric ? 106.86 * factor : nil,
                minimum: isNumeric ? 0 : nil, median: isNumeric ? 69 * factor : nil,
                maximum: isNumeric ? 737 * (factor > 1 ? 24 : 1) : nil)
        }
        return FeatureReport(
            name: column.name, role: column.name == "prediction_score" ? column.name : "feature", type: column.type,
            severity: worst, reference: summary(rows: 41_208, missing: place == 1 ? 42 : 0, factor: 1),
            current: summary(rows: 33_106, missing: place == 1 ? 4_733 : 0, factor: scale),
            distribution: isNumeric ? histogram(place) : categories(place),
            drift: [
                DriftSeries(
                    signal: "jensen_shannon",
                    overall: DriftPoint(
                        window: nil, count: 33_106, value: overall, expected: 0.006, threshold: limit, pValue: 1e-12,
                        severity: worst),
                    points: points)
            ])
    }

    /// `lead_time` has equal-mass bins of unequal width, the others have even ones.
    private mutating func histogram(_ place: Int) -> Distribution {
        if place == 0 {
            return Distribution(
                edges: [0, 2, 8, 18, 33, 52, 74, 103, 138, 186, 262, 737], categories: nil,
                reference: [3_702, 3_811, 3_740, 3_690, 3_788, 3_751, 3_722, 3_760, 3_744, 3_760, 3_740],
                current: [1_402, 1_533, 1_610, 1_560, 1_944, 1_720, 1_702, 1_690, 1_755, 1_801, 16_389])
        }
        let bins = 18
        var reference: [Int] = []
        var current: [Int] = []
        for bin in 0..<bins {
            let centre = (Double(bin) - 5 - Double(place % 6)) / 3.4
            let mass = 5_200 / (1 + centre * centre * centre * centre / 2 + centre * centre)
            let shift = place == 3 ? 1 + 0.09 * Double(bin - 8) : 1
            reference.append(Int(mass * (1 + random.normal() * 0.01)))
            current.append(max(0, Int(mass * 0.8 * shift * (1 + random.normal() * 0.03))))
        }
        let width = Double(place) * 2.5
        return Distribution(
            edges: (0...bins).map { Double($0) * width }, categories: nil, reference: reference, current: current)
    }

    private mutating func categories(_ place: Int) -> Distribution {
        let names =
            place == 2
            ? [
                "PRT", "GBR", "FRA", "ESP", "DEU", "ITA", "IRL", "BEL", "BRA", "NLD", "USA", "CHE", "CN", "AUT",
                "(other)", "(unseen)",
            ]
            : ["Online TA", "Offline TA/TO", "Direct", "Groups", "Corporate", "(other)", "(unseen)"]
        var reference = names.indices.map { 16_000 / ($0 * $0 + 1) + 120 }
        var current = reference.map { Int(Double($0) * 0.8 * (1 + random.normal() * 0.03)) }
        reference[names.count - 1] = 0
        current[names.count - 1] = place == 2 ? 3_911 : 0
        return Distribution(edges: nil, categories: names, reference: reference, current: current)
    }
}

extension SplitMix64 {
    /// Roughly normal, by twelve uniform ones: what the golden pages were drawn with.
    mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
    }
}
