import Domain
import Evaluation
import Statistics
import Store

/// What `--rules assay` says of simulated counts: the program's own detectors with the budget's parts that it gives them.
struct AssayRules {
    let budget: Double
    private var rules: BudgetRules { BudgetRules(falseAlerts: budget) }

    /// Hours that labels take.
    static let labelDelay = 24.0

    // MARK: Columns

    /// Alerts about a model's columns.
    func alerts(of columns: ColumnBatch, _ forecasts: ColumnForecasts) -> [LabAlert] {
        let changes = forecasts.changes(within: rules.forColumns)
        let noted = Dictionary(grouping: changes) { Key(column: $0.column, signal: $0.span.upperBound) }
        return ChangeAlerts(windows: [], recordLag: 0).alerts(of: changes).compactMap { alert in
            guard let time = alert.time, let name = alert.feature,
                let place = columns.plans.firstIndex(where: { $0.column.name == name })
            else { return nil }
            let change = noted[Key(column: name, signal: time)]?.min { $0.pValue < $1.pValue }
            return LabAlert(
                time: columns.hours(to: time), family: alert.kind == .drift ? .drift : .quality, column: place,
                note: change.map { "\(alert.signal) \(Self.hours($0.span)) h" } ?? alert.signal)
        }
    }

    private struct Key: Hashable {
        var column: String?
        var signal: Timestamp
    }

    private static func hours(_ span: Range<Timestamp>) -> Int64 {
        (span.upperBound.microseconds - span.lowerBound.microseconds) / TimeBucket.hour.length
    }

    // MARK: Records

    func volumeAlerts(_ traffic: Traffic) -> [LabAlert] {
        guard !traffic.shape.isTraining else { return [] }
        let found = VolumeScan(budget: rules.forVolume, bucket: .hour).findings(
            baseline: (traffic.first, traffic.baseline), current: (traffic.start, traffic.production))
        return VolumeAlerts(windows: [], recordLag: 0).alerts(of: found ?? []).compactMap { alert in
            alert.time.map { LabAlert(time: traffic.hours(to: $0), family: .volume, note: "volume") }
        }
    }

    func arrivalAlerts(_ arrivals: SimulatedArrivals, _ traffic: Traffic) -> [LabAlert] {
        let outcome = ArrivalDetection(budget: rules.forArrivals).outcome(
            Arrivals(column: "received_at", baseline: arrivals.baseline, current: arrivals.production))
        return alerts(of: outcome?.changes ?? [], .arrivals, traffic)
    }

    func repeatAlerts(_ repeats: SimulatedRepeats, _ traffic: Traffic) -> [LabAlert] {
        // As `RepeatDetection` does with what the engine counted.
        let changes = repeats.signals.flatMap { signal in
            RateScan(budget: rules.forRepeats, share: 0.5, unit: 1).findings(of: signal).map { DetectedChange(signal, $0, .hour) }
        }
        return alerts(of: changes, .repeats, traffic)
    }

    private func alerts(of changes: [DetectedChange], _ family: LabAlert.Family, _ traffic: Traffic) -> [LabAlert] {
        ChangeAlerts(windows: [], recordLag: 0).alerts(of: changes).compactMap { alert in
            alert.time.map { LabAlert(time: traffic.hours(to: $0), family: family, note: alert.signal) }
        }
    }

    // MARK: Performance

    func performanceAlerts(_ labels: SimulatedLabels, _ traffic: Traffic) throws -> [LabAlert] {
        let scan = PerformanceScan(budget: rules.forPerformance, unit: 24)
        let findings = try scan.findings(reference: labels.baseline, baseline: labels.baselineDays, windows: labels.days)
        let windows = labels.days.indices.map { day in
            let first = TimeBucket.hour.start(of: traffic.start + Int64(24 * day))
            return WindowReport(
                label: "\(day)", start: first, end: first.advanced(byMicroseconds: 24 * TimeBucket.hour.length), rows: labels.days[day].labelled,
                labelled: nil)
        }
        return scan.alerts(of: findings, windows: windows, replay: Replay()).compactMap { alert in
            alert.time.map { LabAlert(time: traffic.hours(to: $0) + Self.labelDelay, family: .performance, note: alert.signal) }
        }
    }
}

extension Traffic {
    /// From the beginning of production.
    func hours(to time: Timestamp) -> Double {
        Double(time.microseconds - TimeBucket.hour.start(of: start).microseconds) / Double(TimeBucket.hour.length)
    }
}
