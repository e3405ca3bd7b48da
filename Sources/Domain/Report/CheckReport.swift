/// The result of one evaluation: what `assay check --json` writes, the terminal and the page show, and the server
/// returns. Its JSON form is described by `docs/check-report.schema.json`; keys are in snake case.
///
/// Windows are referred to by their place in `windows`.
package struct CheckReport: Sendable, Hashable, Codable {
    /// Version of this structure; changes when a reader would have to.
    package static let currentSchemaVersion = "1"

    package var schemaVersion = currentSchemaVersion
    /// The program's version.
    package var assayVersion: String
    /// The rules that judged: `assay`, or a peer's.
    package var rules: String
    /// The worst severity of all alerts; `ok` when there are none.
    package var verdict: Severity
    package var model: ModelDescription
    package var sources: [DataSource]
    /// How the current records were cut: `day`, `hour`, `week`, `rows:N`, `all`.
    package var granularity: String
    /// The windows of the current records, in order.
    package var windows: [WindowReport]
    /// Worst first.
    package var alerts: [Alert]
    package var diagnosis: Diagnosis
    /// Watched columns, those that moved most first.
    package var features: [FeatureReport]
    package var performance: [MetricReport]
    /// Slices that people chose to follow.
    package var slices: [FollowedSliceReport]
    /// The same without labels, where scores allow it.
    package var estimatedPerformance: [EstimatedMetricReport]
    package var quality: [QualityReport]
    /// Columns that stand in for performance, where some were declared to.
    package var proxies: [ProxyReport]
    /// What several columns together tell; `nil` where it was not asked for.
    package var multivariate: MultivariateReport?
    /// What the reader should know of how the result came about: guesses, columns left out, windows too small.
    package var notes: [String]

    package init(
        assayVersion: String, rules: String, verdict: Severity, model: ModelDescription, sources: [DataSource],
        granularity: String, windows: [WindowReport], alerts: [Alert], diagnosis: Diagnosis,
        features: [FeatureReport], performance: [MetricReport], slices: [FollowedSliceReport] = [], estimatedPerformance: [EstimatedMetricReport] = [],
        quality: [QualityReport], proxies: [ProxyReport] = [], multivariate: MultivariateReport? = nil, notes: [String]
    ) {
        self.assayVersion = assayVersion
        self.rules = rules
        self.verdict = verdict
        self.model = model
        self.sources = sources
        self.granularity = granularity
        self.windows = windows
        self.alerts = alerts
        self.diagnosis = diagnosis
        self.features = features
        self.performance = performance
        self.slices = slices
        self.estimatedPerformance = estimatedPerformance
        self.quality = quality
        self.proxies = proxies
        self.multivariate = multivariate
        self.notes = notes
    }
}

/// The model as it was understood from its columns.
package struct ModelDescription: Sendable, Hashable, Codable {
    /// A column with the meaning it was given.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        /// As in `ColumnRole.name`.
        package var role: String
        package var type: FeatureType?
        /// `set`, `name` or `guessed`.
        package var origin: ModelSchema.Origin

        package init(name: String, role: String, type: FeatureType?, origin: ModelSchema.Origin) {
            self.name = name
            self.role = role
            self.type = type
            self.origin = origin
        }
    }

    package var name: String?
    package var task: ModelTask
    package var versions: [String]
    package var positiveClass: String?
    package var classes: [String]
    package var decisionThreshold: Double?
    package var columns: [Column]

    package init(
        name: String?, task: ModelTask, versions: [String], positiveClass: String?, classes: [String],
        decisionThreshold: Double?, columns: [Column]
    ) {
        self.name = name
        self.task = task
        self.versions = versions
        self.positiveClass = positiveClass
        self.classes = classes
        self.decisionThreshold = decisionThreshold
        self.columns = columns
    }
}

/// Files that played one part in the evaluation.
package struct DataSource: Sendable, Hashable, Codable {
    /// `training`, `validation`, `reference`, `current`, `actuals` or `candidate`.
    package var part: String
    package var files: [String]
    package var rows: Int
    /// First and last event time, where there is one.
    package var start: Timestamp?
    package var end: Timestamp?

    package init(part: String, files: [String], rows: Int, start: Timestamp?, end: Timestamp?) {
        self.part = part
        self.files = files
        self.rows = rows
        self.start = start
        self.end = end
    }
}

/// One window of the current records.
package struct WindowReport: Sendable, Hashable, Codable {
    /// What to call it: a day, an hour, `rows 0-4999`.
    package var label: String
    /// Half open; `nil` where the records have no time.
    package var start: Timestamp?
    package var end: Timestamp?
    package var rows: Int
    /// Rows whose ground truth is known; `nil` when no labels were given at all.
    package var labelled: Int?

    package init(label: String, start: Timestamp?, end: Timestamp?, rows: Int, labelled: Int?) {
        self.label = label
        self.start = start
        self.end = end
        self.rows = rows
        self.labelled = labelled
    }
}
