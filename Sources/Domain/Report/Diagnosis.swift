/// What is behind the alerts: how the model fails, since when, by which columns and for whom, and what to do.
package struct Diagnosis: Sendable, Hashable {
    /// One thing that was seen, for the failure mode or against it.
    package struct Evidence: Sendable, Hashable, Codable {
        /// One sentence with the numbers.
        package var text: String
        /// Whether it speaks for the failure mode.
        package var supports: Bool

        package init(_ text: String, supports: Bool = true) {
            self.text = text
            self.supports = supports
        }
    }

    /// Another failure mode that would explain what was seen less well.
    package struct Alternative: Sendable, Hashable {
        package var failureMode: String
        package var submode: String?
        package var probability: Double

        package init(failureMode: String, submode: String?, probability: Double) {
            self.failureMode = failureMode
            self.submode = submode
            self.probability = probability
        }
    }

    /// A failure mode's name; `none` when nothing was found, `nil` when it was not determined.
    package var failureMode: String?
    package var submode: String?
    package var probability: Double?
    /// When it began, most likely.
    package var since: Timestamp?
    /// The guilty columns first, then those that follow from them; where no mode was determined, by the strength of their findings.
    package var rankedFeatures: [String]
    /// The slices that it is about, as predicates, worst first.
    package var worstSlices: [String]
    /// Parts of the change in `decomposedMetric`, by name.
    package var decomposition: [String: Double]
    /// The metric whose change the parts add up to; `nil` where none was taken apart.
    package var decomposedMetric: String?
    package var evidence: [Evidence]
    /// The likeliest first.
    package var alternatives: [Alternative]
    /// What would tell the failure mode and the first alternative apart.
    package var toTellApart: String?
    /// What to do, in sentences.
    package var advice: [String]
    /// What fails beside it, for reasons of its own.
    package var coinciding: [Diagnosis]

    package init(
        failureMode: String?, submode: String? = nil, probability: Double? = nil, since: Timestamp? = nil, rankedFeatures: [String],
        worstSlices: [String] = [], decomposition: [String: Double] = [:], decomposedMetric: String? = nil, evidence: [Evidence] = [], alternatives: [Alternative] = [],
        toTellApart: String? = nil, advice: [String], coinciding: [Diagnosis] = []
    ) {
        self.failureMode = failureMode
        self.submode = submode
        self.probability = probability
        self.since = since
        self.rankedFeatures = rankedFeatures
        self.worstSlices = worstSlices
        self.decomposition = decomposition
        self.decomposedMetric = decomposedMetric
        self.evidence = evidence
        self.alternatives = alternatives
        self.toTellApart = toTellApart
        self.advice = advice
        self.coinciding = coinciding
    }
}

extension Diagnosis: Codable {
    private enum CodingKeys: String, CodingKey {
        case failureMode, submode, probability, since, rankedFeatures, worstSlices, decomposition, decomposedMetric, evidence, alternatives, toTellApart, advice, coinciding
    }

    /// Writes every key, absent values as `null`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(failureMode, forKey: .failureMode)
        try container.encode(submode, forKey: .submode)
        try container.encode(probability, forKey: .probability)
        try container.encode(since, forKey: .since)
        try container.encode(rankedFeatures, forKey: .rankedFeatures)
        try container.encode(worstSlices, forKey: .worstSlices)
        try container.encode(decomposition, forKey: .decomposition)
        try container.encode(decomposedMetric, forKey: .decomposedMetric)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(alternatives, forKey: .alternatives)
        try container.encode(toTellApart, forKey: .toTellApart)
        try container.encode(advice, forKey: .advice)
        try container.encode(coinciding, forKey: .coinciding)
    }
}

extension Diagnosis.Alternative: Codable {
    private enum CodingKeys: String, CodingKey { case failureMode, submode, probability }

    /// Writes every key, absent values as `null`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(failureMode, forKey: .failureMode)
        try container.encode(submode, forKey: .submode)
        try container.encode(probability, forKey: .probability)
    }
}
