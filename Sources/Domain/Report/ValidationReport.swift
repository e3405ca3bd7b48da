/// What `assay validate` found: whether a version meets its requirements. `docs/validation-report.schema.json` describes its JSON.
package struct ValidationReport: Sendable, Hashable, Codable {
    /// Version of this structure; changes when a reader would have to.
    package static let currentSchemaVersion = "1"

    package var schemaVersion = currentSchemaVersion
    package var assayVersion: String
    /// The file of requirements.
    package var requirements: String
    package var model: String?
    /// `nil` where no requirement speaks of predictions.
    package var task: ModelTask?
    /// The version that is judged; `nil` likewise.
    package var version: String?
    /// The version that it is compared with.
    package var champion: String?
    /// `nil` where no requirement speaks of predictions.
    package var records: Records?
    /// The worst effect of all results.
    package var verdict: Requirement.Effect
    /// In the order of the file.
    package var results: [RequirementResult]
    package var notes: [String]

    package init(
        assayVersion: String, requirements: String, model: String?, task: ModelTask?, version: String?, champion: String?, records: Records?,
        results: [RequirementResult], notes: [String]
    ) {
        self.assayVersion = assayVersion
        self.requirements = requirements
        self.model = model
        self.task = task
        self.version = version
        self.champion = champion
        self.records = records
        verdict = results.map(\.effect).max() ?? .pass
        self.results = results
        self.notes = notes
    }

    /// What became of the records.
    package struct Records: Sendable, Hashable, Codable {
        /// Different identities, or rows where records have none.
        package var all: Int
        /// Those that every version that is looked at predicted.
        package var predicted: Int
        /// Of these, ground truth of no known class.
        package var unknownClass: Int
        /// What requirements on predictions are judged on.
        package var judged: Int

        package init(all: Int, predicted: Int, unknownClass: Int, judged: Int) {
            self.all = all
            self.predicted = predicted
            self.unknownClass = unknownClass
            self.judged = judged
        }
    }
}

/// One requirement, in one slice, group or column, judged.
package struct RequirementResult: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case metric, champion, fairness, skew, slices, data
    }

    /// What is known of a requirement.
    package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The estimate meets the limit, and so does its whole interval.
        case met
        /// The estimate meets the limit, and its interval crosses it.
        case uncertain
        /// There are fewer rows than are asked for, or none that the number exists for.
        case notEnough = "not_enough"
        /// The estimate misses the limit.
        case missed
    }

    package var kind: Kind
    /// What its owner calls it, or what it says, such as `roc_auc at least 0.85`.
    package var requirement: String
    /// The slice, group or column; `nil` for all records.
    package var subject: String?
    /// The slice in the language of slices; `nil` for what is no slice, and for all records.
    package var slice: String?
    /// Whether a search found the slice; then its numbers are of records that the search has not seen.
    package var isFound: Bool
    /// The line of the file.
    package var line: Int
    package var outcome: Outcome
    package var effect: Requirement.Effect
    package var limit: Limit
    package var value: Double?
    /// The interval of the value, where there is one, and its confidence.
    package var lower: Double?
    package var upper: Double?
    package var confidence: Double?
    /// Rows that the value is of, and the fewest that were asked for.
    package var rows: Int?
    package var leastRows: Int?
    /// About how many rows would tell, if what is seen is what is; for what an interval crosses.
    package var rowsToTell: Int?
    /// What was found, in one sentence.
    package var message: String
    /// What to do, where something is to be done.
    package var advice: String?

    package init(
        kind: Kind, requirement: String, subject: String?, slice: String? = nil, isFound: Bool = false, line: Int, outcome: Outcome, effect: Requirement.Effect, limit: Limit,
        value: Double? = nil, lower: Double? = nil, upper: Double? = nil, confidence: Double? = nil, rows: Int? = nil, leastRows: Int? = nil,
        rowsToTell: Int? = nil, message: String, advice: String? = nil
    ) {
        self.kind = kind
        self.requirement = requirement
        self.subject = subject
        self.slice = slice
        self.isFound = isFound
        self.line = line
        self.outcome = outcome
        self.effect = effect
        self.limit = limit
        self.value = value
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
        self.rows = rows
        self.leastRows = leastRows
        self.rowsToTell = rowsToTell
        self.message = message
        self.advice = advice
    }
}
