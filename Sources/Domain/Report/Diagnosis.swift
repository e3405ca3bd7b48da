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

    /// One way in which things may have failed, with what it leaves unexplained, by kind of evidence.
    package struct Hypothesis: Sendable, Hashable, Codable {
        package var failureMode: String
        package var submode: String?
        package var features: [String]
        package var slice: String?
        /// In the unit in which hypotheses compete; the least is told.
        package var unexplained: Double
        /// How much of each kind of evidence, before it is weighed.
        package var amounts: [String: Double]

        package init(failureMode: String, submode: String?, features: [String], slice: String?, unexplained: Double, amounts: [String: Double]) {
            self.failureMode = failureMode
            self.submode = submode
            self.features = features
            self.slice = slice
            self.unexplained = unexplained
            self.amounts = amounts
        }
    }

    /// A failure mode's name; `none` when nothing was found, `nil` when it was not determined.
    package var failureMode: String?
    package var submode: String?
    package var probability: Double?
    /// When it began, most likely.
    package var since: Timestamp?
    /// The guilty columns first, then those that follow from them; where no mode was determined, by the strength of their findings. Where nothing failed no
    /// column is guilty: those that would be the likeliest come first, and without alerts those that moved most beyond chance.
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
    /// All that was weighed, the least unexplained first; `nil` where it was not asked for.
    package var hypotheses: [Hypothesis]?

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
        case failureMode, submode, probability, since, rankedFeatures, worstSlices, decomposition, decomposedMetric, evidence, alternatives, toTellApart, advice,
            coinciding, hypotheses
    }

    /// Writes every key, absent values as `null`, but for hypotheses that were not asked for.
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
        try container.encodeIfPresent(hypotheses, forKey: .hypotheses)
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
