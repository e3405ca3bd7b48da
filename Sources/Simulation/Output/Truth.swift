package import Domain

/// What was done to the traffic, for those who judge a detector; a system under test never sees it.
package struct Truth: Sendable, Hashable, Codable {
    package var caseName = "simulated"
    package var failureMode: Failure.Mode
    package var failureSubmode: Failure.Submode
    /// When it starts; `nil` when nothing fails.
    package var startTime: Timestamp?
    /// When the effect is whole (gradual).
    package var fullTime: Timestamp?
    /// When a harmless release took place.
    package var benignReleaseTime: Timestamp?
    package var productionStart: Timestamp
    package var productionEnd: Timestamp
    package var guiltyFeatures: [String]
    /// Features whose distribution really differs, with the Jensen-Shannon distance.
    package var movedFeatures: [String: Double]
    package var affectedSlice: AffectedSlice?
    package var severity: Double?
    /// What shows it: `inputs`, `labels`, or `arrival` (times, ids and counts); `nil` when nothing fails.
    package var evidence: String?
    package var typicalLabelDelayHours: Double
    package var seed: UInt64
    package var expected: Expected
    package var candidates: Candidates

    /// Quality of the model in production, with all labels.
    package struct Expected: Sendable, Hashable, Codable {
        package var before: Outcomes.Quality?
        package var after: Outcomes.Quality?
        package var afterHadNothingHappened: Outcomes.Quality?
        package var sliceAfter: Outcomes.Quality?
        package var restAfter: Outcomes.Quality?
        package var sliceShareAfter: Double?

        enum CodingKeys: String, CodingKey {
            case before, after
            case afterHadNothingHappened = "after_had_nothing_happened"
            case sliceAfter = "slice_after"
            case restAfter = "rest_after"
            case sliceShareAfter = "slice_share_after"
        }
    }

    /// Quality on all production rows.
    package struct Candidates: Sendable, Hashable, Codable {
        package var productionModel: Outcomes.Quality?
        package var logistic: Outcomes.Quality?
        package var boosted: Outcomes.Quality?

        enum CodingKeys: String, CodingKey {
            case productionModel = "production_model"
            case logistic = "credit-logistic"
            case boosted = "credit-boosted"
        }
    }

    enum CodingKeys: String, CodingKey {
        case caseName = "case"
        case failureMode = "failure_mode"
        case failureSubmode = "failure_submode"
        case startTime = "start_time"
        case fullTime = "full_time"
        case benignReleaseTime = "benign_release_time"
        case productionStart = "production_start"
        case productionEnd = "production_end"
        case guiltyFeatures = "guilty_features"
        case movedFeatures = "moved_features"
        case affectedSlice = "affected_slice"
        case severity, evidence
        case typicalLabelDelayHours = "typical_label_delay_hours"
        case seed, expected, candidates
    }
}

extension Truth {
    /// As the readers of such files expect, what there is not stands as `null`: start and slice.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(caseName, forKey: .caseName)
        try container.encode(failureMode, forKey: .failureMode)
        try container.encode(failureSubmode, forKey: .failureSubmode)
        try container.encode(startTime, forKey: .startTime)
        try container.encodeIfPresent(fullTime, forKey: .fullTime)
        try container.encodeIfPresent(benignReleaseTime, forKey: .benignReleaseTime)
        try container.encode(productionStart, forKey: .productionStart)
        try container.encode(productionEnd, forKey: .productionEnd)
        try container.encode(guiltyFeatures, forKey: .guiltyFeatures)
        try container.encode(movedFeatures, forKey: .movedFeatures)
        try container.encode(affectedSlice, forKey: .affectedSlice)
        try container.encodeIfPresent(severity, forKey: .severity)
        try container.encodeIfPresent(evidence, forKey: .evidence)
        try container.encode(typicalLabelDelayHours, forKey: .typicalLabelDelayHours)
        try container.encode(seed, forKey: .seed)
        try container.encode(expected, forKey: .expected)
        try container.encode(candidates, forKey: .candidates)
    }
}

extension Simulation {
    /// What was done, with the quality that came of it.
    ///
    /// - Parameter outcomes: of all production rows.
    package func truth(_ outcomes: Outcomes) -> Truth {
        let failure = scenario.failure
        let fails = failure.mode != .none
        let start = injection.map { Timestamp(microseconds: $0.start) }
        return Truth(
            failureMode: failure.mode, failureSubmode: failure.submode, startTime: fails ? start : nil,
            fullTime: failure.submode == .gradual ? injection.map { Timestamp(microseconds: $0.full) } : nil,
            benignReleaseTime: failure.submode == .benignRelease ? start : nil, productionStart: scenario.start,
            productionEnd: scenario.end, guiltyFeatures: guiltyFeatures,
            movedFeatures: outcomes.movements.moved,
            affectedSlice: injection == nil ? nil : failure.slice ?? failure.usualSlice,
            severity: fails ? injection?.severity : nil, evidence: injection.flatMap(\.evidence),
            typicalLabelDelayHours: scenario.labelDelayHours, seed: scenario.seed,
            expected: Truth.Expected(
                before: outcomes.before.quality, after: outcomes.after.quality,
                afterHadNothingHappened: outcomes.afterHadNothingHappened.quality,
                sliceAfter: outcomes.sliceAfter.quality, restAfter: outcomes.restAfter.quality,
                sliceShareAfter: outcomes.sliceShareAfter),
            candidates: Truth.Candidates(
                productionModel: outcomes.production.quality, logistic: outcomes.logistic.quality,
                boosted: outcomes.boosted.quality))
    }

    /// The features to blame: the one that fails, else those of a slice that fails.
    private var guiltyFeatures: [String] {
        guard let injection, injection.mode != .none else { return [] }
        if let feature = injection.feature { return [feature, injection.partner].compactMap { $0?.name } }
        switch injection.mode {
        case .populationShift, .conceptDrift, .modelRegression: return injection.slice?.features.map(\.name) ?? []
        default: return []
        }
    }
}

extension Injection {
    fileprivate var evidence: String? {
        switch (mode, submode) {
        case (.none, _): nil
        case (_, .duplicates), (_, .volumeDrop), (_, .lateData): "arrival"
        case (.conceptDrift, _), (.modelRegression, _): "labels"
        default: "inputs"
        }
    }
}
