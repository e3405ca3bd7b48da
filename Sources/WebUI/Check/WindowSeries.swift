import Domain

/// A number over windows, as the chart beside a table draws it for one of the table's rows.
struct WindowSeries {
    struct Point {
        /// Place of the window among those drawn.
        var place: Int
        var count: Int
        var value: Double?
        var interval: (lower: Double, upper: Double)?
        var lowerLimit: Double?
        var upperLimit: Double?
        var severity: Severity
        /// What the window is held against, where that changes from window to window.
        var expected: Double?
        /// The same number by the labels that have come.
        var byLabels: Double?
        /// Why the value is not to be believed.
        var doubt: EstimatedMetricPoint.Assumption?
    }

    var name: String
    /// Names of its own windows; `nil` where they are the page's.
    var labels: [String]?
    var reference: MetricPoint?
    var points: [Point]
    /// The same number by other methods.
    var others: [(name: String, points: [Point])] = []

    var json: JSON {
        .object([
            ("name", .text(name)), ("labels", labels.map { .array($0.map { .text(Words.cut($0, to: 40)) }) } ?? .null),
            ("reference", reference.map { .array([.number($0.value), .number($0.lower), .number($0.upper), .int($0.count)]) } ?? .null),
            ("points", .array(points.map(\.json))),
            ("others", .array(others.map(Self.json))),
        ])
    }
}

extension WindowSeries {
    fileprivate static func json(_ other: (name: String, points: [Point])) -> JSON {
        .object([("name", .text(other.name)), ("points", .array(other.points.map { .array([.int($0.place), .number($0.value)]) }))])
    }
}

extension WindowSeries.Point {
    /// An array, not an object: there are many, and the script knows the order. The last three are left out where there is none of them;
    /// the last is a place in `doubts`.
    var json: JSON {
        let short: [JSON] = [
            .int(place), .int(count), .number(value), .number(interval?.lower), .number(interval?.upper), .number(lowerLimit), .number(upperLimit),
            .int(severity.place),
        ]
        let more: [JSON] = [.number(expected), .number(byLabels), doubt.flatMap { EstimatedMetricPoint.Assumption.allCases.firstIndex(of: $0) }.map { .int($0) } ?? .null]
        return .array(expected == nil && byLabels == nil && doubt == nil ? short : short + more)
    }

    fileprivate init(_ point: MetricPoint, at place: Int) {
        self.init(
            place: place, count: point.count, value: point.value, interval: Self.interval(point.lower, point.upper), lowerLimit: point.lowerThreshold,
            upperLimit: point.upperThreshold, severity: point.severity)
    }

    fileprivate init(_ point: EstimatedMetricPoint, at place: Int) {
        self.init(
            place: place, count: point.count, value: point.value, interval: Self.interval(point.lower, point.upper), lowerLimit: point.lowerThreshold,
            upperLimit: point.upperThreshold, severity: point.severity, byLabels: point.realized, doubt: point.assumption == .holds ? nil : point.assumption)
    }

    fileprivate init(_ point: ProxyReport.Point, at place: Int) {
        self.init(
            place: place, count: point.count, value: point.mean, interval: Self.interval(point.lower, point.upper), severity: .ok, expected: point.expected)
    }

    fileprivate init(_ point: MultivariatePoint, at place: Int) {
        self.init(place: place, count: point.count, value: point.value, severity: point.severity, expected: point.expected)
    }

    private static func interval(_ lower: Double?, _ upper: Double?) -> (lower: Double, upper: Double)? {
        lower.flatMap { lower in upper.map { (lower, $0) } }
    }
}

extension WindowSeries {
    /// - Parameter windows: those of the report that are drawn.
    init(_ metric: MetricReport, in windows: Range<Int>) {
        name = metric.title
        reference = metric.reference
        points = metric.points.compactMap { point in
            point.window.flatMap { windows.contains($0) ? Point(point, at: $0 - windows.lowerBound) : nil }
        }
    }

    init(_ estimate: EstimateRow, in windows: Range<Int>) {
        switch estimate {
        case .loss(let metric): self.init(metric, in: windows)
        case .classes(let metric, let others):
            func drawn(_ points: [EstimatedMetricPoint]) -> [Point] {
                points.compactMap { windows.contains($0.window) ? Point($0, at: $0.window - windows.lowerBound) : nil }
            }
            self.init(
                name: Words.signal(metric.metric), labels: nil, reference: MetricPoint(window: nil, count: 0, value: metric.reference), points: drawn(metric.points),
                others: others.map { (Words.method($0.method), drawn($0.points)) })
        }
    }

    init(_ proxy: ProxyReport, in windows: Range<Int>) {
        name = Words.cut(proxy.column)
        points = proxy.points.compactMap { windows.contains($0.window) ? Point($0, at: $0.window - windows.lowerBound) : nil }
    }

    /// - Parameters:
    ///   - windows: those of the report that are drawn.
    ///   - most: of other windows than these the latest are drawn, as many as these.
    init(_ signal: MultivariateSignal, in windows: ArraySlice<WindowReport>, most: Int) {
        name = signal.title
        let latest = signal.points.suffix(windows.count)
        let areOwn = !latest.map(\.label).elementsEqual(windows.map(\.label))
        let shown = areOwn ? signal.points.suffix(most) : latest
        labels = areOwn ? shown.map(\.label) : nil
        points = zip(0..., shown).map { Point($1, at: $0) }
    }
}
