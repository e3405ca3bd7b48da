internal import Domain
internal import Statistics
internal import Store

/// Looks for slices in the records that a version is judged on.
struct SliceSearching {
    let store: any Store
    let current: Relation
    let actuals: Relation?
    let options: ValidationOptions

    /// Slices in which the version loses more than in the others.
    func bad(
        _ requirement: Requirement, _ settings: SliceSearchSettings, records: JudgedRecords, progress: @Sendable (String) -> Void
    ) async throws -> SliceReport {
        let loss = try loss(requirement, settings, records) ?? usual(records)
        return try await report(requirement, settings, records, losses: records.rows.losses(loss, of: records.judged), name: loss.name, rank: .worst, progress)
    }

    /// Slices in which the version loses more against the champion than in the others: by the difference of both losses on each record.
    func worseThanChampion(
        _ requirement: Requirement, _ settings: SliceSearchSettings, _ metric: ComparedMetric, records: JudgedRecords, champion: Int,
        progress: @Sendable (String) -> Void
    ) async throws -> SliceReport {
        let loss = try loss(requirement, settings, records) ?? Self.loss(of: metric, usual(records), records.rows.task)
        let (own, others) = (records.rows.losses(loss, of: records.judged), records.rows.losses(loss, of: champion))
        let differences = zip(own, others).map { own, other in own.flatMap { own in other.map { own - $0 } } }
        // The search knows no gains, and excess does not care where nothing is.
        let least = differences.compactMap(\.self).min() ?? 0
        return try await report(
            requirement, settings, records, losses: differences.map { $0.map { $0 - min(0, least) } }, name: "more \(loss.name)", rank: .total, progress)
    }

    private func report(
        _ requirement: Requirement, _ settings: SliceSearchSettings, _ records: JudgedRecords, losses: [Double?], name: String,
        rank: SliceDiscoveryOptions.Rank, _ progress: @Sendable (String) -> Void
    ) async throws -> SliceReport {
        for column in settings.columns ?? [] { try column.require(in: current) }
        let support: SliceDiscoveryOptions.Support = settings.support.map { $0 < 1 ? .share($0) : .records(Int($0)) } ?? .share(0.01)
        let discovery = SliceDiscovery(
            store: store,
            options: SliceDiscoveryOptions(
                settings: options.settings, rank: rank, depth: settings.depth, support: support, level: settings.level,
                columns: settings.columns?.map(\.name), version: options.version))
        var input = SliceDiscoveryInput(current: current, actuals: actuals)
        let known = zip(records.rows.pairs.places, losses).compactMap { place, loss in loss.map { (place, $0) } }
        input.losses = RowLosses(name: name, values: Dictionary(known) { _, last in last })
        do {
            return try await discovery.report(on: input, progress: progress)
        } catch let error as EvaluationError {
            throw EvaluationError("\(requirement.place): \(error)")
        }
    }

    private func loss(_ requirement: Requirement, _ settings: SliceSearchSettings, _ records: JudgedRecords) throws -> PredictionLoss? {
        guard let name = settings.loss else { return nil }
        guard let loss = PredictionLoss(name) else {
            throw EvaluationError(
                "\(requirement.place): '\(name)' is none of \(PredictionLoss.plainNames) and cost:FP,FN")
        }
        guard records.rows.losses(loss, of: records.judged).contains(where: { $0 != nil }) else {
            throw EvaluationError("\(requirement.place): the loss \(name) cannot be taken of these predictions; leave it out")
        }
        return loss
    }

    private func usual(_ records: JudgedRecords) -> PredictionLoss {
        let metrics = records.rows.metrics()
        return records.rows.task == .regression ? .absoluteError : metrics.contains(.logLoss) ? .logLoss : .zeroOne
    }

    /// What records lose that a metric is made of, or is most like.
    private static func loss(of metric: ComparedMetric, _ usual: PredictionLoss, _ task: ModelTask) -> PredictionLoss {
        switch metric {
        case .accuracy, .f1, .precision, .cost: .zeroOne
        case .recall: .falseNegatives
        case .brierScore: task == .binary ? .squaredError : usual
        case .mse, .rmse: .squaredError
        case .mae: .absoluteError
        case .logLoss, .rocAUC, .averagePrecision, .expectedCalibrationError: usual
        }
    }
}

/// No significantly bad slice.
struct BadSliceRequirements {
    let records: JudgedRecords
    let search: SliceSearching

    func results(
        of requirement: Requirement, _ settings: SliceSearchSettings, progress: @Sendable (String) -> Void
    ) async throws -> [RequirementResult] {
        let report = try await search.bad(requirement, settings, records: records, progress: progress)
        guard !report.slices.isEmpty else { return [requirement.nothingFound(.slices, report, "worse than the rest")] }
        return report.slices.map { slice in
            requirement.judged(
                .slices, "The mean \(report.loss) beyond the rest's",
                JudgedEstimate(value: slice.difference?.value, lower: slice.difference?.lower, upper: slice.difference?.upper, rows: slice.heldOutRows, noun: "records kept back"),
                subject: slice.slice, slice: parsed(slice.slice), isFound: true,
                detail: "\(Requirement.significant(slice.loss, 4)) against \(Requirement.significant(slice.lossOutside, 4)), p \(slice.pValue < 1e-4 ? "< 0.0001" : "= \(Requirement.significant(slice.pValue, 2))").",
                advice: "Look at the records of these slices; train with more of them, add what tells them apart, or leave them to people.")
        }
    }

    /// The search writes slices that can be read; `nil` would leave the text out of the report and nothing else.
    private func parsed(_ text: String) -> Slice? {
        do {
            return try Slice(parsing: text)
        } catch {
            return nil
        }
    }
}

extension Requirement {
    /// What is said where a search found nothing.
    func nothingFound(_ kind: RequirementResult.Kind, _ report: SliceReport, _ what: String) -> RequirementResult {
        RequirementResult(
            kind: kind, requirement: name ?? text, subject: "found slices", line: place.line, outcome: .met, effect: .pass, limit: limit,
            rows: report.current.rows,
            message: "Of \(report.columns.count) columns and up to \(report.depth) conditions no slice of \(report.minSupport) records or more was found \(what), "
                + "at the level \(Self.significant(report.level, 3)).")
    }
}
