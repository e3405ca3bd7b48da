internal import Domain
internal import Statistics

/// Looks for losses that scores alone foretell, over the last window, the last two, four, eight and sixteen, within a budget of false alerts.
///
/// Held against the reference is what the same calibration expects of both; so what is tested is whether scores fall otherwise than they did, in a
/// way that costs performance. The losses that matter are those of realised performance.
struct EstimationScan {
    let budget: AlertBudget
    /// Hours of a window.
    let unit: Double

    /// In windows.
    private static let lengths = [1, 2, 4, 8, 16]

    /// A stretch of windows in which a metric must be worse than it was.
    private struct Finding {
        var windows: Range<Int>
        var estimate: PerformanceEstimate
        var severity: Severity
    }

    /// - Parameter scores: of each window's records; `nil` for windows whose estimates are not to be believed.
    func alerts(
        _ model: EstimatedModel, _ scores: [[ScoreHistogram]?], windows: [WindowReport], recordLag: Int64
    ) throws -> [Alert] {
        let metrics = model.judged
        var findings: [String: [Finding]] = [:]
        for length in Self.lengths where length <= scores.count {
            let step = max(1, length / 2)
            let share = 1 / Double(metrics.count * Self.lengths.count)
            let rules = FixedRules(level: budget.level(share: share, every: Double(step) * unit))
            for end in stride(from: length, through: scores.count, by: step) {
                let span = (end - length)..<end
                guard let together = try merged(scores[span]) else { continue }
                let estimates = model.estimates(metrics, of: together)
                for metric in metrics {
                    guard let estimate = estimates[metric.name] else { continue }
                    let severity = rules.judge(PerformanceEvidence(metric, estimate))
                    guard severity >= .warning else { continue }
                    findings[metric.name, default: []].append(Finding(windows: span, estimate: estimate, severity: severity))
                }
            }
        }
        return metrics.compactMap { metric in
            let found = (findings[metric.name] ?? []).sorted {
                ($0.windows.upperBound, $0.windows.count) < ($1.windows.upperBound, $1.windows.count)
            }
            return alert(metric.name, found, windows, recordLag: recordLag)
        }
    }

    /// One for each metric: scores that fall otherwise mostly stay so.
    private func alert(_ metric: String, _ findings: [Finding], _ windows: [WindowReport], recordLag: Int64) -> Alert? {
        guard let first = findings.first, let last = findings.last else { return nil }
        let (estimate, length) = (first.estimate, first.windows.count)
        return Alert(
            time: windows[first.windows.upperBound - 1].end?.advanced(byMicroseconds: recordLag), kind: .estimatedPerformance, feature: nil,
            signal: metric, value: estimate.value, expected: estimate.reference,
            severity: findings.map(\.severity).max() ?? .warning, since: windows[first.windows.lowerBound].start,
            message: "\(metric) is estimated, without labels, to be \(estimate.value.short) over "
                + "\(length == 1 ? "a window" : "\(length) windows"), in the reference it was \(estimate.reference.short) (n = \(estimate.count))",
            windows: Array(first.windows.lowerBound..<last.windows.upperBound))
    }

    private func merged(_ windows: ArraySlice<[ScoreHistogram]?>) throws -> [ScoreHistogram]? {
        var whole: [ScoreHistogram]?
        for window in windows {
            // A stretch with a window that is not to be believed is not to be believed.
            guard let window else { return nil }
            whole = try whole.map { try zip($0, window).map { try $0.merging($1) } } ?? window
        }
        return whole
    }

    /// Those that labels have not proved already: nobody is told twice.
    static func unproved(_ alerts: [Alert], by realized: [Alert]) -> [Alert] {
        alerts.filter { alert in
            !realized.contains { other in
                guard other.kind == .performance, !Set(other.windows).isDisjoint(with: alert.windows) else { return false }
                guard let time = alert.time, let otherTime = other.time else { return true }
                return otherTime <= time
            }
        }
    }
}

extension PerformanceEvidence {
    /// Of the difference of expectations: which records came, here and in the reference, and what scores mean.
    fileprivate init(_ metric: MetricDescriptor, _ estimate: PerformanceEstimate) {
        self.init(
            value: estimate.value, standardError: estimate.differenceError, reference: estimate.reference, referenceStandardError: 0,
            higherIsBetter: metric.direction == .higherIsBetter, isShare: metric.lowest == 0 && metric.highest == 1,
            comparisons: 1, count: estimate.count, referenceCount: estimate.count)
    }
}
