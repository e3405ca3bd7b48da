import Domain

/// Reports with something missing, or something nasty.
extension MockReport {
    /// Letters, signs and sequences that files may hold and terminals may obey.
    static let hostileNames = [
        "\u{1B}[31mred\u{1B}[0m", "line\nbreak\r\ttab", "\u{202E}desrever\u{202C}", "\u{9B}2J\u{7F}\u{0}",
        "'; DROP TABLE x; --", "<a href=\"x\">&amp;]]>", "年収（万円）と世帯主の年齢および居住地域の区分", "👩‍👩‍👧‍👦👍🏽🇩🇪1️⃣❤️🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "a" + String(repeating: "\u{301}", count: 300), "\u{301}mark first", "क्षिप्रता ನಾಗರಿಕ ภาษาไทย", "각각",
        String(repeating: "x", count: 100_000), "", " ", "\u{FFFE}\u{FFFF}\u{FEFF}", "\u{200D}", "?", "with.dots and spaces",
    ]

    static let hostile: CheckReport = {
        var report = full
        report.model.name = hostileNames[0]
        report.model.positiveClass = hostileNames[1]
        report.model.versions = hostileNames
        report.model.columns = hostileNames.map { .init(name: $0, role: "feature", type: .text, origin: .guessed) }
            + [.init(name: "x", role: "role\u{1B}", type: nil, origin: .set)]
        report.features = hostileNames.map { name in
            var feature = full.features[0]
            feature.name = name
            return feature
        }
        report.alerts = hostileNames.map { name in
            Alert(
                time: nil, kind: .drift, feature: name, slice: name, signal: name, value: 1e300, expected: -1e-300,
                severity: .error, since: nil, message: name, windows: [-1, 0, 99])
        }
        report.quality = hostileNames.map { name in
            var check = full.quality[0]
            check.check = name
            check.feature = name
            check.unit = name
            check.detail = name + " " + name
            return check
        }
        report.performance = hostileNames.map { name in
            var metric = full.performance[0]
            metric.metric = name
            metric.className = name
            metric.current?.value = -123_456_789.123
            return metric
        }
        report.proxies = hostileNames.map { name in
            var proxy = full.proxies[0]
            proxy.column = name
            proxy.points[0].window = 99
            proxy.following[0].metric = name
            return proxy
        }
        report.slices = hostileNames.map { name in
            var slice = full.slices[1]
            slice.name = name
            slice.slice = name + name
            slice.parts[1].part = name
            slice.performance[0].metric = name
            slice.performance[0].points[0].window = 99
            return slice
        }
        report.estimatedPerformance = hostileNames.map { name in
            var metric = full.estimatedPerformance[0]
            metric.metric = name
            metric.points[0].window = 99
            return metric
        }
        report.sources = hostileNames.map {
            DataSource(part: $0, files: [$0, $0], rows: .max, start: time(day: 0), end: nil)
        }
        report.multivariate = MultivariateReport(
            columns: hostileNames, calendarColumns: hostileNames, rowsPerWindow: .max, baselineWindows: 0,
            signals: hostileNames.map { name in
                MultivariateSignal(
                    signal: name, severity: .error,
                    points: [
                        MultivariatePoint(
                            label: name, start: nil, end: nil, count: .max, value: 1e300, expected: nil, pValue: 0, severity: .error,
                            features: [GuiltyFeature(name: name, share: 1, confirmedBy: name)])
                    ])
            },
            estimatedPerformance: report.performance)
        report.windows[0].label = hostileNames[0]
        report.diagnosis.rankedFeatures = [hostileNames[6]]
        report.diagnosis.advice = hostileNames
        report.diagnosis.failureMode = hostileNames[0]
        report.diagnosis.submode = hostileNames[1]
        report.diagnosis.worstSlices = hostileNames
        report.diagnosis.evidence = hostileNames.map { .init($0) }
        report.diagnosis.alternatives = [.init(failureMode: hostileNames[0], submode: hostileNames[2], probability: 0.2)]
        report.diagnosis.toTellApart = hostileNames[3]
        report.notes = hostileNames
        report.granularity = hostileNames[0]
        report.rules = hostileNames[1]
        return report
    }()

    static let healthy: CheckReport = {
        var report = full
        report.verdict = .ok
        report.alerts = []
        report.diagnosis = Diagnosis(failureMode: "none", rankedFeatures: [], advice: [])
        report.features = Array(full.features[3...])
        report.performance = [full.performance[0]]
        report.estimatedPerformance = []
        report.quality = full.quality.filter { $0.severity == .ok }
        report.multivariate = nil
        report.proxies = []
        report.slices = [full.slices[0]]
        report.notes = []
        return report
    }()

    /// One window, no times, no labels.
    static let bare: CheckReport = {
        var report = healthy
        report.granularity = "all"
        report.windows = [WindowReport(label: "all", start: nil, end: nil, rows: 4_711, labelled: nil)]
        report.sources = [
            DataSource(part: "reference", files: ["a.csv"], rows: 1, start: nil, end: nil),
            DataSource(part: "current", files: ["b.csv"], rows: 4_711, start: nil, end: nil),
        ]
        report.features = report.features.map { feature in
            var feature = feature
            feature.drift = feature.drift.map { DriftSeries(signal: $0.signal, overall: $0.overall, points: []) }
            return feature
        }
        report.performance = []
        report.slices = []
        return report
    }()

    /// Nothing at all.
    static let empty: CheckReport = {
        var report = bare
        report.model.columns = []
        report.windows = []
        report.features = []
        report.quality = []
        report.sources = []
        return report
    }()

    static let all: [(name: String, report: CheckReport)] = [
        ("full", full), ("hostile", hostile), ("healthy", healthy), ("bare", bare), ("empty", empty),
    ]
}
