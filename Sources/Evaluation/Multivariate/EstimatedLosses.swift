internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// Performance of a regression model in each window, estimated without its labels.
struct EstimatedLosses {
    let store: any Store
    let budget: AlertBudget

    private static let rowsPerWindow = 2_000
    private static let referenceRows = 20_000
    private static let mostWindows = 200
    /// More rows than this outside of what the reference has, and the estimate is a guess.
    private static let mostOutside = 0.02

    /// The metrics, with the losses that they are made of.
    private static let metrics: [(name: String, loss: RowLoss, isRoot: Bool)] = [
        ("mae", .absolute, false), ("mse", .squared, false), ("rmse", .squared, true), ("mape", .percentage, false),
        ("rmsle", .squaredLog, true),
    ]

    struct Outcome {
        /// Values with the interval in which the metric will lie, with 95 % confidence, when labels have come.
        var metrics: [MetricReport]
        var alerts: [Alert]
        var notes: [String]
    }

    /// - Returns: `nil` for other tasks, where the baseline has no labels in a column of its own, and where nothing can be learned from it.
    func outcome(
        _ schema: ModelSchema, baseline: Relation, current: Relation, windowing: Windowing, frame: WindowFrame, recordLag: Int64
    ) async throws -> Outcome? {
        guard schema.task == .regression, frame.keys.count <= Self.mostWindows,
            let prediction = [ColumnRole.predictionScore, .predictionLabel].compactMap({ schema.column($0)?.name })
                .first(where: { baseline.column($0) != nil && current.column($0) != nil }),
            let actual = schema.column(.actual)?.name, baseline.column(actual) != nil
        else { return nil }
        let features = schema.columns.filter { column in
            column.role == .feature && (column.type == .numeric || column.type == .categorical)
                && baseline.column(column.name) != nil && current.column(column.name) != nil
        }.map { CountedColumn($0.name, $0.type ?? .categorical) }
        guard !features.isEmpty else { return nil }
        let columns = features + [CountedColumn(prediction, .numeric)]
        let stretches = Windowing.stretches(20, of: baseline, inOrderOf: windowing.timeColumn)
        let reference = try await store.rows(
            of: columns + [CountedColumn(actual, .numeric)], in: baseline, by: stretches, limit: Self.referenceRows / 20
        ).filter { $0.key != nil }
        let now = try await store.rows(of: columns, in: current, by: windowing, limit: Self.rowsPerWindow).filter { $0.key != nil }
        let learning = LossLearning(columns: columns, reference: reference, current: now, losses: Self.metrics.map(\.loss))
        guard let learned = try await TreeRunner().run({ try learning.learned() }) else { return nil }

        let places = Dictionary(uniqueKeysWithValues: frame.keys.enumerated().map { ($1, $0) })
        var outcome = Outcome(metrics: [], alerts: [], notes: [])
        for metric in Self.metrics {
            guard let answer = learned.answers[metric.loss] else { continue }
            let points = zip(now, answer.estimates).compactMap { window, estimate in
                estimate.flatMap { estimate in window.key.flatMap { places[$0] }.map { point($0, estimate, answer.reference, metric.isRoot) } }
            }
            let reference = MetricPoint(
                window: nil, count: answer.reference.count, value: root(answer.reference.mean, metric.isRoot))
            let report = MetricReport(
                metric: metric.name, higherIsBetter: false, severity: points.map(\.severity).max() ?? .ok, reference: reference,
                current: nil, points: points)
            outcome.metrics.append(report)
            // The others say the same in other units.
            if metric.name == "mae" || metric.name == "rmse" {
                outcome.alerts += alerts(of: report, frame.windows, recordLag)
            }
        }
        outcome.notes = notes(zip(now, learned.outside).compactMap { window, outside in
            window.key.flatMap { places[$0] }.map { (frame.windows[$0].label, outside.share, outside.columns) }
        }, columns)
        return outcome
    }

    private func point(_ window: Int, _ estimate: LossEstimation.Estimate, _ reference: Moments, _ isRoot: Bool) -> MetricPoint {
        let interval = estimate.interval
        let own = reference.standardErrorOfMean ?? 0
        let error = (estimate.standardError * estimate.standardError + own * own).squareRoot()
        let pValue = error > 0
            ? StudentT(degreesOfFreedom: estimate.degreesOfFreedom).sf((estimate.mean - reference.mean) / error) : 1
        let value = root(estimate.mean, isRoot)
        let loss = value / max(root(reference.mean, isRoot), .leastNormalMagnitude) - 1
        // Two metrics raise alerts; a window is a day, or what stands for one.
        var severity = Severity.ok
        if pValue < budget.level(share: 0.5, every: 24) { severity = loss >= 0.25 ? .error : loss >= 0.1 ? .warning : .info }
        return MetricPoint(
            window: window, count: estimate.count, value: value,
            standardError: isRoot ? (value > 0 ? estimate.standardError / (2 * value) : nil) : estimate.standardError,
            lower: root(interval.lowerBound, isRoot), upper: root(interval.upperBound, isRoot), severity: severity)
    }

    private func root(_ mean: Double, _ isRoot: Bool) -> Double { isRoot ? mean.squareRoot() : mean }

    private func alerts(of report: MetricReport, _ windows: [WindowReport], _ recordLag: Int64) -> [Alert] {
        let bad = report.points.filter { $0.severity >= .warning }
        var runs: [[MetricPoint]] = []
        for point in bad {
            if let last = runs.last?.last?.window, let window = point.window, window - last <= 2 {
                runs[runs.count - 1].append(point)
            } else {
                runs.append([point])
            }
        }
        return runs.compactMap { run -> Alert? in
            guard let first = run.first, let place = first.window, let value = first.value, let expected = report.reference?.value
            else { return nil }
            return Alert(
                time: windows[place].end?.advanced(byMicroseconds: recordLag), kind: .estimatedPerformance, feature: nil,
                signal: report.metric, value: value, expected: expected, severity: run.map(\.severity).max() ?? .warning,
                since: windows[place].start,
                message: "\(report.metric) is estimated to be \(value.short) (\((first.lower ?? 0).short) to \((first.upper ?? 0).short)), "
                    + "in the reference it was \(expected.short) (n = \(first.count), without labels)",
                windows: run.compactMap(\.window))
        }
    }

    private func notes(_ windows: [(label: String, share: Double, columns: [Double])], _ columns: [CountedColumn]) -> [String] {
        let beyond = windows.filter { $0.share > Self.mostOutside }
        guard let worst = beyond.max(by: { $0.share < $1.share }) else { return [] }
        let names = worst.columns.enumerated().filter { $0.element > 0 }.sorted { $0.element > $1.element }.prefix(3)
            .map { "'\(columns[$0.offset].name)'" }
        return [
            "Estimated performance is a guess in \(beyond.count) of \(windows.count) windows: up to \(worst.share.percent) of the records "
                + "(\(worst.label)) lie outside of what the reference has, by \(names.joined(separator: ", "))."
        ]
    }
}

/// What is learned of losses, and what it says of windows.
private struct LossLearning: Sendable {
    let columns: [CountedColumn]
    /// With the actual value as the last column.
    let reference: [WindowRows]
    let current: [WindowRows]
    let losses: [RowLoss]

    struct Learned: Sendable {
        var answers: [RowLoss: (reference: Moments, estimates: [LossEstimation.Estimate?])] = [:]
        var outside: [(share: Double, columns: [Double])] = []
    }

    /// - Returns: `nil` where nothing could be learned.
    func learned() throws -> Learned? {
        guard let whole = WindowRows(joining: reference) else { return nil }
        var learned = Learned()
        for loss in losses where learned.answers[loss] == nil {
            guard let estimation = try LossEstimation(loss, columns: columns, reference: reference) else { continue }
            learned.answers[loss] = (estimation.reference, try current.map(estimation.estimate))
        }
        guard !learned.answers.isEmpty else { return nil }
        let support = Support(WindowRows(key: nil, columns: Array(whole.columns.dropLast())))
        learned.outside = current.map(support.outside)
        return learned
    }
}
