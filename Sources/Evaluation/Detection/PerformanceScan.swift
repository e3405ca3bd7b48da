package import Domain
package import Statistics
package import Store

/// Looks at performance over the last window, the last two, four, eight and sixteen: a loss that no single day can prove adds up over
/// several. Each length and metric has its share of the budget.
package struct PerformanceScan {
    let budget: AlertBudget
    /// Hours of a window.
    let unit: Double

    package init(budget: AlertBudget, unit: Double) {
        self.budget = budget
        self.unit = unit
    }

    /// In windows.
    private static let lengths = [1, 2, 4, 8, 16]
    /// Windows after which what was quiet has recovered.
    static let quiet = 2

    /// A stretch of windows in which a metric is worse than it was.
    package struct Finding {
        var metric: String
        var windows: Range<Int>
        /// The window since when it is so, most likely.
        var onset: Int
        var value: Double
        var reference: Double
        var count: Int
        var severity: Severity
        /// Chance of such a loss if nothing had changed.
        var pValue: Double
    }

    /// - Parameters:
    ///   - baseline: the windows that the reference is made of, of the same length; none where they are not known, and chance alone is reckoned with.
    ///   - windows: the labels of each window; `nil` for those that are not to be judged.
    package func findings(reference: PerformanceSummary, baseline: [PerformanceSummary] = [], windows: [PerformanceSummary?]) throws -> [Finding] {
        try findings(reference: reference, watched: baseline.map { WatchedPerformance($0) }, windows: windows.map { $0.map { WatchedPerformance($0) } })
    }

    /// The same of records that are held against others, too.
    func findings(reference: PerformanceSummary, watched baseline: [WatchedPerformance], windows: [WatchedPerformance?]) throws -> [Finding] {
        var spreads: [String: PerformanceSpread] = [:]
        // Few positive predictions make an F1 score jump further than its standard error says; what it would show, outcomes and the other metrics do.
        let metrics = reference.metrics.filter { $0.isJudged && $0.descriptor.name != BinaryMetric.f1.rawValue }
        var findings: [Finding] = []
        for length in Self.lengths where length <= windows.count {
            let step = max(1, length / 2)
            let share = 1 / Double(metrics.count * Self.lengths.count)
            let rules = FixedRules(level: budget.level(share: share, every: Double(step) * unit))
            for metric in metrics.map(\.descriptor.name) {
                guard let usual = reference.estimate(metric)?.value else { continue }
                spreads[metric] = try PerformanceSpread.of(
                    metric, baseline, length: length, step: step, reference: usual, shorter: spreads[metric])
            }
            for end in stride(from: length, through: windows.count, by: step) {
                let span = (end - length)..<end
                guard let summary = try merged(windows, span) else { continue }
                for metric in metrics {
                    guard let evidence = evidence(metric, summary, reference, spreads[metric.descriptor.name]) else { continue }
                    let severity = rules.judge(evidence)
                    guard severity >= .warning, let loss = evidence.loss else { continue }
                    findings.append(
                        Finding(
                            metric: metric.descriptor.name, windows: span, onset: try onset(of: metric, in: windows, span, reference),
                            value: evidence.value, reference: evidence.reference, count: evidence.count, severity: severity, pValue: loss.pValue))
                }
            }
        }
        return findings.sorted { ($0.windows.upperBound, $0.windows.count) < ($1.windows.upperBound, $1.windows.count) }
    }

    /// The beginning from which on, up to the end, the loss is the surest.
    private func onset(
        of metric: PerformanceSummary.Metric, in windows: [WatchedPerformance?], _ span: Range<Int>, _ reference: PerformanceSummary
    ) throws -> Int {
        var (best, onset) = (Double.infinity, span.lowerBound)
        for start in max(0, span.lowerBound - span.count)..<span.upperBound where windows[start] != nil {
            guard let summary = try merged(windows, start..<span.upperBound), let loss = evidence(metric, summary, reference)?.loss else { continue }
            if loss.pValue < best { (best, onset) = (loss.pValue, start) }
        }
        return onset
    }

    private func merged(_ windows: [WatchedPerformance?], _ span: Range<Int>) throws -> WatchedPerformance? {
        var whole: WatchedPerformance?
        for window in windows[span].compactMap(\.self) { whole = try whole?.merging(window) ?? window }
        return whole
    }

    private func evidence(
        _ metric: PerformanceSummary.Metric, _ watched: WatchedPerformance, _ reference: PerformanceSummary, _ spread: PerformanceSpread? = nil
    ) -> PerformanceEvidence? {
        guard let now = watched.estimate(metric.descriptor.name), let before = reference.estimate(metric.descriptor.name) else { return nil }
        var evidence = PerformanceEvidence(metric.descriptor, now, before)
        if let spread { (evidence.between, evidence.betweenFreedom) = (spread.variance, max(1, spread.windows - 1)) }
        return evidence
    }

    // MARK: Alerts

    /// One alert for each metric, as long as it lasts.
    package func alerts(of findings: [Finding], windows: [WindowReport], replay: Replay) -> [Alert] {
        Dictionary(grouping: findings, by: \.metric).flatMap { metric, findings -> [Alert] in
            Self.runs(of: findings, \.windows).compactMap { run -> Alert? in
                guard let first = run.first, let last = run.last else { return nil }
                let length = first.windows.count
                return Alert(
                    time: windows[first.windows.upperBound - 1].end.map { replay.time(ofWindowEnding: $0) }, kind: .performance, feature: nil,
                    signal: metric, value: first.value, expected: first.reference, severity: run.map(\.severity).max() ?? .warning,
                    since: windows[first.onset].start,
                    message: "\(metric) is \(first.value.short) over \(length == 1 ? "a window" : "\(length) windows"), in the reference it was "
                        + "\(first.reference.short) (n = \(first.count) labelled)",
                    windows: Array(first.onset..<max(first.windows.upperBound, last.windows.upperBound)))
            }
        }
    }

    /// What goes on, one run each; what comes after quiet windows is another one.
    ///
    /// - Parameter findings: in the order of their windows' ends.
    static func runs<Element>(of findings: [Element], _ windows: (Element) -> Range<Int>) -> [[Element]] {
        var runs: [[Element]] = []
        for finding in findings {
            if let last = runs.last?.last, windows(finding).lowerBound - windows(last).upperBound <= quiet {
                runs[runs.count - 1].append(finding)
            } else {
                runs.append([finding])
            }
        }
        return runs
    }

    /// Shows in the metrics' reports what was decided.
    static func mark(_ metrics: inout [MetricReport], by alerts: [Alert]) {
        for index in metrics.indices where metrics[index].candidate == nil {
            let own = alerts.filter { $0.kind == .performance && $0.signal == metrics[index].metric }
            for place in metrics[index].points.indices {
                let point = metrics[index].points[place]
                let alerted = own.filter { alert in point.window.map(alert.windows.contains) ?? false }.map(\.severity).max()
                metrics[index].points[place].severity = alerted ?? min(point.severity, .info)
            }
            metrics[index].severity = own.map(\.severity).max() ?? min(metrics[index].severity, .info)
        }
    }
}
