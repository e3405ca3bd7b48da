internal import Domain
internal import Statistics
internal import Store

/// Finds, within an alert budget, when a slice that is followed fares worse: than it did, than it did where the rest of the records fares as it does, and
/// than in training.
struct SliceDetection {
    let budget: AlertBudget
    /// Hours of a window.
    let unit: Double
    let windows: [WindowReport]
    let replay: Replay

    /// A stretch of windows in which a slice is worse than could be expected.
    struct Finding {
        /// The slice's place among those that are followed.
        var place: Int
        var against: FollowedSliceReport.Against
        var loss: PerformanceScan.Finding
    }

    /// Finds, tells, and shows in the reports what goes wrong with slices.
    ///
    /// - Parameters:
    ///   - isJudged: whether a window's labels have come, by its number.
    ///   - raised: with what was raised about performance and outcomes.
    func judge(
        _ reports: inout [FollowedSliceReport], _ slices: [FollowedSliceFigures], isJudged: (Int) -> Bool, in raised: inout BudgetedAlerts
    ) throws {
        guard !slices.isEmpty else { return }
        let findings = try findings(slices, isJudged: isJudged)
        tell(findings, of: slices.map(\.slice), in: &raised)
        mark(&reports, by: findings, alerts: (raised.outcomes ?? []) + (raised.performance ?? []) + (raised.slices ?? []))
    }

    /// Of slices that are equal shares of the budget; so are the things that one is held against.
    ///
    /// - Parameter isJudged: whether a window's labels have come, by its number.
    func findings(_ slices: [FollowedSliceFigures], isJudged: (Int) -> Bool) throws -> [Finding] {
        try slices.enumerated().flatMap { place, figures -> [Finding] in
            let comparisons = figures.comparisons
            let scan = scan(share: 1 / Double(max(1, slices.count * comparisons.count)))
            return try comparisons.flatMap { watched in
                try scan.findings(
                    reference: watched.reference, watched: watched.baseline,
                    windows: watched.windows.enumerated().map { isJudged($0) ? $1 : nil }
                ).map { Finding(place: place, against: watched.against, loss: $0) }
            }
        }
    }

    private func scan(share: Double) -> PerformanceScan { PerformanceScan(budget: AlertBudget(alerts: budget.alerts * share), unit: unit) }

    /// Shows in a slice's report what was decided.
    ///
    /// - Parameter alerts: all that were raised about how predictions turn out.
    private func mark(_ reports: inout [FollowedSliceReport], by findings: [Finding], alerts: [Alert]) {
        for place in reports.indices {
            let own = findings.filter { $0.place == place }.map(\.loss)
            PerformanceScan.mark(&reports[place].performance, by: scan(share: 1).alerts(of: own, windows: windows, replay: replay))
            let told = alerts.filter { $0.slice == reports[place].slice }.map(\.severity)
            reports[place].severity = (own.map(\.severity) + told).max() ?? reports[place].performance.map(\.severity).max() ?? .ok
        }
    }

    // MARK: Alerts

    /// Tells of what was found: what goes on at one time is one event. One that an alert tells of already is told there; where the rest of the
    /// records does not fare so, that alert is the slice's.
    func tell(_ findings: [Finding], of slices: [FollowedSlice], in raised: inout BudgetedAlerts) {
        var alerts: [Alert] = []
        for event in events(findings) {
            let surest = event.min { $0.loss.pValue < $1.loss.pValue } ?? event[0]
            let others = Set(event.map(\.place)).subtracting([surest.place]).sorted().map { slices[$0].name }
            let also = others.isEmpty ? "" : "; so are, worse than expected: \(others.joined(separator: ", "))"
            let sentence = "\(slices[surest.place].title): \(sentence(surest))\(also)"
            let (first, last) = (event.map(\.loss.onset).min() ?? 0, event.map(\.loss.windows.upperBound).max() ?? 1)
            let own = Alert(
                time: windows[event[0].loss.windows.upperBound - 1].end.map { replay.time(ofWindowEnding: $0) }, kind: .performance, feature: nil,
                slice: slices[surest.place].slice.description, signal: surest.loss.metric, value: surest.loss.value, expected: surest.loss.reference,
                severity: event.map(\.loss.severity).max() ?? .warning, since: windows[first].start, message: sentence,
                windows: Array(first..<last))
            let isOfSlice = event.contains { $0.against != .past }
            let isTold = raised.change(where: { isSame($0, as: event, of: slices[surest.place]) }) { alert in
                alert = isOfSlice && alert.slice == nil ? own.together(with: alert) : alert.saying(sentence)
            }
            if !isTold { alerts.append(own) }
        }
        raised.slices = alerts
    }

    /// In the order of their windows' ends, those together that one event may have.
    private func events(_ findings: [Finding]) -> [[Finding]] {
        let ordered = findings.sorted {
            ($0.loss.windows.upperBound, $0.loss.windows.count, $0.place) < ($1.loss.windows.upperBound, $1.loss.windows.count, $1.place)
        }
        return PerformanceScan.runs(of: ordered, \.loss.windows)
    }

    /// Whether an alert is about the same event: it goes on at the same time, and is about the same slice, or says no more of the slice than of all,
    /// or began when that began.
    private func isSame(_ alert: Alert, as event: [Finding], of slice: FollowedSlice) -> Bool {
        let onset = event.map(\.loss.onset).min() ?? 0
        guard let first = alert.windows.first, let last = alert.windows.last, event.contains(where: { $0.loss.windows.overlaps(first..<(last + 1)) })
        else { return false }
        return alert.slice == slice.slice.description || event.allSatisfy { $0.against == .past } || abs(onset - first) <= PerformanceScan.quiet
    }

    private func sentence(_ finding: Finding) -> String {
        let loss = finding.loss
        let length = loss.windows.count == 1 ? "a window" : "\(loss.windows.count) windows"
        let expected =
            switch finding.against {
            case .past, .rest: "in the reference it was \(loss.reference.short)"
            case .pastMovedAsRest: "once what the rest of the records moved by is taken away; in the reference it was \(loss.reference.short)"
            case .trainingMovedAsRest: "once what the rest of the records moved by is taken away; in training it was \(loss.reference.short)"
            }
        return "\(loss.metric) is \(loss.value.short) over \(length)\(finding.against == .past ? ", " : " ")\(expected) (n = \(loss.count) labelled)"
    }
}

extension BudgetedAlerts {
    /// Changes the first alert about how predictions turn out for which `isMeant` holds.
    ///
    /// - Returns: whether there is one.
    fileprivate mutating func change(where isMeant: (Alert) -> Bool, _ change: (inout Alert) -> Void) -> Bool {
        for path in [\BudgetedAlerts.outcomes, \BudgetedAlerts.performance] {
            guard var alerts = self[keyPath: path], let place = alerts.firstIndex(where: isMeant) else { continue }
            change(&alerts[place])
            self[keyPath: path] = alerts
            return true
        }
        return false
    }
}

extension Alert {
    fileprivate func saying(_ more: String) -> Alert {
        var alert = self
        alert.message += "; \(more)"
        return alert
    }

    /// This alert, as early and grave as another about the same event, with what that says.
    fileprivate func together(with other: Alert) -> Alert {
        var alert = saying("of all records: \(other.message)")
        alert.time = [time, other.time].compactMap(\.self).min()
        alert.since = [since, other.since].compactMap(\.self).min()
        alert.severity = max(severity, other.severity)
        alert.windows = Set(windows + other.windows).sorted()
        return alert
    }
}
