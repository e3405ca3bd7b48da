internal import Domain
internal import Statistics
internal import Store

/// Judges whether serving computes features as training did.
struct SkewRequirements {
    let store: any PairingStore
    let options: ValidationOptions
    let input: ValidationInput

    /// The share of rows in which a feature differs, or is there on one side only.
    func sameRows(_ requirement: Requirement, except: [PlacedName], progress: @Sendable (String) -> Void) async throws -> [RequirementResult] {
        guard let query = input.sameRows else { return [] }
        for column in except { try column.require(in: query.offline) }
        let report = try await PairedSkew(store: store, version: options.version, settings: options.settings)
            .report(query, files: input.files, progress: progress)
        let features = report.features.filter { feature in !except.contains { $0.name == feature.name } }
        let results = features.map { feature -> RequirementResult in
            guard feature.status != .missing else { return missing(feature, requirement) }
            let (lonely, pairs) = ((feature.offlineNulls ?? 0) + (feature.onlineNulls ?? 0), feature.pairs ?? 0)
            let share = Proportion(count: (feature.mismatches ?? 0) + lonely, total: pairs + lonely)
            let interval = share?.wilsonInterval(requirement.normalConfidence)
            return requirement.judged(
                .skew, "The share of rows that differ",
                JudgedEstimate(value: share?.rate, lower: interval?.lower, upper: interval?.upper, rows: share?.total ?? 0, noun: "joined rows"),
                subject: feature.name, detail: feature.explanation, advice: Self.advice)
        }
        return requirement.onlyTroubles(results, alike: "features are computed alike in the rows of both sides", kind: .skew, rows: report.join?.pairs)
    }

    /// No transformation that explains a distribution, nor a distance beyond the limit.
    func distributions(
        _ requirement: Requirement, except: [PlacedName], current: Relation, progress: @Sendable (String) -> Void
    ) async throws -> [RequirementResult] {
        guard let reference = input.reference else { return [] }
        for column in except { try column.require(in: current) }
        let report = try await DistributionSkew(store: store, version: options.version, settings: options.settings)
            .report(reference: reference.relation, as: reference.part, current: current, files: input.files, progress: progress)
        let roles = Dictionary(options.settings.roles.map { ($1, $0) }) { first, _ in first }
        let features = report.features.filter { feature in
            !except.contains { $0.name == feature.name } && !(roles[feature.name] ?? ColumnNames.role(of: feature.name)).isPrediction
        }
        let rows = min(report.offlineRows, report.onlineRows)
        let results = features.map { feature -> RequirementResult in
            guard feature.status != .missing else { return missing(feature, requirement) }
            var result = requirement.judged(
                .skew, "The distance of distributions",
                JudgedEstimate(value: feature.distance, rows: feature.status == .transformed ? rows : feature.values), subject: feature.name,
                detail: feature.explanation, advice: "It may have drifted by itself: assay check tells since when. Train with records of today, or allow for it.")
            guard feature.status == .transformed, result.outcome != .notEnough else { return result }
            result.outcome = .missed
            result.effect = requirement.effect(of: .missed)
            result.message = "\(feature.name) looks computed otherwise: \(feature.explanation ?? "")"
            result.advice = Self.advice
            return result
        }
        return requirement.onlyTroubles(results, alike: "features look computed alike", kind: .skew, rows: rows)
    }

    /// A feature that serving has not: no distance says how far it is off.
    private func missing(_ feature: SkewFeature, _ requirement: Requirement) -> RequirementResult {
        var result = requirement.judged(
            .skew, "The feature's values", JudgedEstimate(value: nil, rows: 0), subject: feature.name, detail: feature.explanation, advice: Self.advice)
        result.outcome = .missed
        result.effect = requirement.effect(of: .missed)
        result.message = "\(feature.name) \(feature.explanation ?? "is missing")"
        return result
    }

    private static let advice = "Compute it in serving as training did, or train on what serving computes; assay skew shows examples."
}

extension SkewFeature {
    /// How it differs; `nil` where it does not.
    fileprivate var explanation: String? {
        transformations.isEmpty ? nil : transformations.map(\.sentence).joined(separator: "; ") + "."
    }
}

extension ColumnRole? {
    var isPrediction: Bool {
        switch self {
        case .predictionScore?, .classScore?, .predictionLabel?: true
        default: false
        }
    }
}

extension Requirement {
    /// The results that ask for something; the others are told in one.
    func onlyTroubles(_ results: [RequirementResult], alike: String, kind: RequirementResult.Kind, rows: Int?) -> [RequirementResult] {
        let fine = results.filter { $0.effect == .pass && ($0.outcome == .met || $0.outcome == .uncertain) }
        let troubles = results.filter { !fine.contains($0) }
        guard !fine.isEmpty else { return troubles }
        let open = fine.count { $0.outcome == .uncertain }
        let doubt = open > 0 ? " Of \(open) so few rows are known that the share may be beyond the limit." : ""
        let all = RequirementResult(
            kind: kind, requirement: name ?? text, subject: troubles.isEmpty ? nil : "others", line: place.line, outcome: open > 0 ? .uncertain : .met,
            effect: .pass, limit: limit, rows: rows, message: "\(fine.count) \(alike).\(doubt)")
        return troubles + [all]
    }
}

extension PlacedName {
    /// - Throws: `EvaluationError` when there is no such column, with the one that was probably meant.
    func require(in relation: Relation) throws(EvaluationError) {
        guard relation.column(name) == nil else { return }
        let known = relation.columns.map(\.name)
        let remedy = NearestName.nearest(to: name, among: known).map { "did you mean \($0)?" }
            ?? "there are: \(known.prefix(30).joined(separator: ", "))\(known.count > 30 ? " and \(known.count - 30) more" : "")"
        throw EvaluationError("\(place): \(relation.name) has no column '\(name)'; \(remedy)")
    }
}
