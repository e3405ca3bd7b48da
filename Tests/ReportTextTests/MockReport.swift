import Domain

/// A month of a churn model in production in which `monthly_income` is logged in cents from the 19th day on:
/// every part of a report is present, every optional value somewhere.
enum MockReport {
    static let start: Int64 = 1_772_323_200_000_000  // 2026-03-01T00:00:00Z
    static let day: Int64 = 86_400_000_000

    static func time(day place: Int, of: Int64 = start) -> Timestamp {
        Timestamp(microseconds: of + Int64(place) * day)
    }

    /// Noise between -1 and 1 that is the same everywhere.
    static func wobble(_ place: Int, _ seed: Int) -> Double {
        let mixed: Int = place * 7919 + seed * 104_729 + place * place * 31
        return Double(mixed % 201 - 100) / 100
    }

    /// The diagnosis, with all that was weighed.
    private static func weighed(_ diagnosis: Diagnosis) -> Diagnosis {
        var diagnosis = diagnosis
        diagnosis.hypotheses = [
            .init(failureMode: "training_serving_skew", submode: "unit_change", features: ["monthly_income"], slice: nil, unexplained: 4.2, amounts: ["failure": 1]),
            .init(failureMode: "population_shift", submode: "slice_grows", features: ["region"], slice: "region = \"north\"", unexplained: 31, amounts: ["shift": 180]),
        ]
        return diagnosis
    }

    static let full = CheckReport(
        assayVersion: "0.1.0", rules: "assay", verdict: .error, model: model, sources: sources, granularity: "day",
        windows: (0..<30).map { place in
            WindowReport(
                label: time(day: place).day, start: time(day: place), end: time(day: place + 1),
                rows: rows(place), labelled: place < 23 ? rows(place) - 11 * place : 0)
        },
        alerts: alerts,
        diagnosis: weighed(Diagnosis(
            failureMode: "training_serving_skew", submode: "unit_change", probability: 0.87, since: time(day: 18),
            rankedFeatures: ["monthly_income", "region"], worstSlices: ["region = \"north\""],
            decomposition: ["broken_data": -0.051, "changedPopulation": -0.008],
            evidence: [
                .init("'monthly_income' is distributed as if serving computed it otherwise: 100 x: another unit, currency unit to cents"),
                .init("the other columns are distributed as before"),
                .init("candidates agree with the model as they did", supports: false),
            ],
            alternatives: [.init(failureMode: "covariate_drift", submode: "abrupt", probability: 0.12)],
            toTellApart: "Compute the column for some records of production as training does.",
            advice: [
                "Look at where monthly_income comes from: since 2026-03-19 its values are 100 times those of the "
                    + "reference. Divide by 100 at the source, or mend the transformation before the model.",
                "Ask the owner of region about the new value \"north-east\", 4.1% of the records.",
            ],
            coinciding: [
                Diagnosis(
                    failureMode: "data_quality", submode: "late_data", since: time(day: 20), rankedFeatures: [],
                    evidence: [.init("31% of the records arrived more than an hour after their event")], advice: ["Find what holds records back."])
            ])),
        features: features, performance: performance, slices: slices, estimatedPerformance: estimates, quality: quality, proxies: proxies, multivariate: multivariate,
        notes: [
            "7 of 30 days have no labels yet; their performance is not known.",
            "The validation file is the reference of the performance, the training file that of the drift.",
        ])

    static let multivariate = MultivariateReport(
        columns: ["monthly_income", "region", "tenure"], calendarColumns: ["weekday"], rowsPerWindow: 1_000, baselineWindows: 28,
        signals: [
            MultivariateSignal(
                signal: "domain_classifier", severity: .error,
                points: (0..<30).map { place in
                    MultivariatePoint(
                        label: time(day: place).day, start: time(day: place), end: time(day: place + 1), count: 1_000,
                        value: (place < 18 ? 0.51 : 0.74) + wobble(place, 4) * 0.01, expected: 0.512, pValue: place < 18 ? 0.4 : 1e-9,
                        severity: place < 18 ? .ok : .error,
                        features: place < 18 ? [] : [
                            GuiltyFeature(name: "monthly_income", share: 0.81, confirmedBy: "distribution"),
                            GuiltyFeature(name: "tenure", share: 0.11, confirmedBy: nil),
                        ])
                }),
            MultivariateSignal(
                signal: "embedding_mmd", column: "last_message", severity: .ok,
                points: (0..<30).map { place in
                    MultivariatePoint(
                        label: time(day: place).day, start: time(day: place), end: time(day: place + 1), count: 400,
                        value: 0.03 + wobble(place, 6) * 0.01, expected: 0.031, pValue: 0.3, severity: .ok, features: [])
                }),
        ],
        estimatedPerformance: [
            MetricReport(
                metric: "mae", higherIsBetter: false, severity: .ok, reference: MetricPoint(window: nil, count: 20_000, value: 3.25), current: nil,
                points: (0..<30).map { MetricPoint(window: $0, count: 2_000, value: 3.2 + wobble($0, 5) * 0.1, standardError: 0.06, lower: 3.1, upper: 3.4) })
        ])

    /// Estimates go on where labels have not come yet, and cannot be believed once values are in cents.
    static let estimates = [
        estimated("roc_auc", higherIsBetter: true, reference: 0.871, error: 0.006, severity: .warning),
        estimated("log_loss", higherIsBetter: false, reference: 0.291, error: 0.008, severity: .ok),
        EstimatedMetricReport(
            metric: "log_loss", higherIsBetter: false, method: .bbse, reference: 0.291,
            points: (27..<30).map {
                EstimatedMetricPoint(
                    window: $0, count: rows($0), value: 0.352, standardError: 0.011, lower: 0.33, upper: 0.374, assumption: $0 < 29 ? .notAMixture : .holds)
            }),
    ]

    /// One that went bad, one that did not, and one without labels.
    static let slices = [
        slice("old", "age > 60", rows: 9_100, severity: .ok, values: { 0.88 + wobble($0, 5) * 0.004 }),
        slice("north", "region = \"north\"", rows: 31_020, severity: .error, values: { ($0 < 18 ? 0.9 : 0.78) + wobble($0, 3) * 0.004 }),
        FollowedSliceReport(
            name: "tenure < 3 and not region in (\"north\", \"south\")", slice: "tenure < 3 and not region in (\"north\", \"south\")", severity: .ok,
            baseline: "validation", parts: [.init(part: "current", rows: 512, share: 0.004, labelled: 0, metrics: [])], performance: [], comparisons: []),
    ]

    private static func slice(_ name: String, _ predicate: String, rows: Int, severity: Severity, values: (Int) -> Double) -> FollowedSliceReport {
        let points = (0..<23).map { place in
            MetricPoint(window: place, count: 300, value: values(place), standardError: 0.01, severity: severity > .ok && place >= 18 ? severity : .ok)
        }
        let value = values(20)
        return FollowedSliceReport(
            name: name, slice: predicate, severity: severity, baseline: "validation",
            parts: [
                .init(
                    part: "validation", rows: 4_000, share: 0.2, labelled: 4_000,
                    metrics: [.init(metric: "roc_auc", value: 0.9, standardError: 0.004, lower: 0.892, upper: 0.908, rest: 0.91)]),
                .init(
                    part: "current", rows: rows, share: Double(rows) / 123_000, labelled: 6_900,
                    metrics: [.init(metric: "roc_auc", value: value, standardError: 0.006, lower: value - 0.012, upper: value + 0.012, rest: 0.9012)]),
            ],
            performance: [
                MetricReport(
                    metric: "roc_auc", higherIsBetter: true, severity: severity,
                    reference: MetricPoint(window: nil, count: 4_000, value: 0.9, standardError: 0.004),
                    current: MetricPoint(window: nil, count: 6_900, value: value, standardError: 0.006), points: points)
            ],
            comparisons: [.init(metric: "roc_auc", against: .past, value: value, expected: 0.9, lower: value - 0.92, upper: value - 0.88, count: 6_900)])
    }

    /// One that has been shown to follow performance, and one of which that cannot be said yet.
    static let proxies = [
        ProxyReport(
            column: "called_back",
            points: (0..<30).map { place in
                let mean = (place < 18 ? 0.12 : 0.19) + wobble(place, 7) * 0.01
                return .init(window: place, count: rows(place), mean: mean, lower: mean - 0.009, upper: mean + 0.009, expected: 0.121)
            }, following: [.init(metric: "roc_auc", windows: 23, correlation: -0.81, lower: -0.93, upper: -0.55)]),
        ProxyReport(
            column: "visits", points: [.init(window: 29, count: 4_100, mean: 3.4, lower: nil, upper: nil, expected: nil)], following: []),
    ]

    private static func estimated(
        _ metric: String, higherIsBetter: Bool, reference: Double, error: Double, severity: Severity
    ) -> EstimatedMetricReport {
        EstimatedMetricReport(
            metric: metric, higherIsBetter: higherIsBetter, severity: severity, reference: reference,
            points: (0..<30).map { place in
                let value = reference + error * wobble(place, 40) + (place < 18 ? 0 : higherIsBetter ? -0.03 : 0.03)
                return EstimatedMetricPoint(
                    window: place, count: rows(place), value: value, standardError: error, lower: value - 2 * error, upper: value + 2 * error,
                    assumption: place < 18 ? .holds : place == 29 ? .unsupportedScores : .unsupportedFeatures,
                    realized: place < 23 ? value + error * wobble(place, 41) : nil,
                    realizedStandardError: place < 23 ? error / 4 : nil, labelled: place < 23 ? rows(place) - 11 * place : nil,
                    severity: place < 18 ? .ok : severity)
            })
    }

    static func rows(_ place: Int) -> Int { 5_000 + Int(wobble(place, 1) * 400) - (place % 7 > 4 ? 900 : 0) }

    static let model = ModelDescription(
        name: "churn", task: .binary, versions: ["v2.3.1"], positiveClass: "yes", classes: ["no", "yes"],
        decisionThreshold: 0.5,
        columns: [
            .init(name: "prediction_id", role: "prediction_id", type: nil, origin: .name),
            .init(name: "ts", role: "timestamp", type: nil, origin: .guessed),
            .init(name: "p_churn", role: "prediction_score", type: .numeric, origin: .guessed),
            .init(name: "churned", role: "actual", type: nil, origin: .set),
            .init(name: "customer_uuid", role: "ignored", type: nil, origin: .guessed),
            .init(name: "sales_channel", role: "tag", type: .categorical, origin: .set),
        ]
            + ["monthly_income", "age", "tenure_months", "calls_last_30_days", "balance", "utilisation"].map {
                .init(name: $0, role: "feature", type: .numeric, origin: .name)
            } + ["region", "plan", "device"].map { .init(name: $0, role: "feature", type: .categorical, origin: .name) }
            + [.init(name: "postcode", role: "feature", type: .categorical, origin: .guessed)])

    static let sources = [
        DataSource(
            part: "training", files: ["data/train.parquet"], rows: 1_000_000, start: time(day: -90),
            end: time(day: -31)),
        DataSource(
            part: "validation", files: ["data/valid.parquet"], rows: 60_000, start: time(day: -30),
            end: time(day: 0)),
        DataSource(
            part: "current", files: (1...30).map { "data/prod-\($0).parquet" }, rows: (0..<30).map(rows).reduce(0, +),
            start: time(day: 0), end: time(day: 30)),
        DataSource(part: "actuals", files: ["data/labels.csv.gz"], rows: 108_412, start: nil, end: nil),
    ]

    static let alerts = [
        Alert(
            time: time(day: 20), kind: .drift, feature: "monthly_income", signal: "jensen_shannon", value: 0.832,
            expected: 0.013, severity: .error, since: time(day: 18),
            message: "jensen_shannon of monthly_income is 0.832, 0.013 expected by chance, n=4,711",
            windows: Array(18..<30)),
        Alert(
            time: time(day: 20), kind: .performance, feature: nil, signal: "roc_auc", value: 0.8531,
            expected: 0.9123, severity: .error, since: time(day: 19), message: "roc_auc fell to 0.853, n=4,850",
            windows: [19, 20, 21, 22]),
        Alert(
            time: time(day: 13), kind: .quality, feature: "region", signal: "unseen_rate", value: 0.041,
            expected: 0, severity: .warning, since: time(day: 12),
            message: "4.1% of region are values never seen in the reference, n=5,120", windows: Array(12..<30)),
        Alert(
            time: time(day: 15), kind: .drift, feature: "plan", slice: "region = \"north\"",
            signal: "jensen_shannon", value: 0.12, expected: 0.031, severity: .warning, since: time(day: 14),
            message: "jensen_shannon of plan where region = \"north\" is 0.12, n=812", windows: [14, 15]),
        Alert(
            time: nil, kind: .freshness, feature: nil, signal: "arrival_lag", value: 6.25, expected: nil,
            severity: .info, since: nil, message: "records arrive 6.25 hours late", windows: []),
    ]
}
