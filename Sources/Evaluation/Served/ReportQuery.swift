package import Domain
internal import Store

/// What is asked of a served model's records.
package struct ReportQuery: Sendable, Hashable {
    /// What windows are held against.
    package enum Baseline: Sendable, Hashable {
        /// Validation's records, else training's, else production's first.
        case usual
        case environment(Environment)
        /// Production's records of this time.
        case span(from: Timestamp, to: Timestamp)
        /// For each window as many windows before it, from 1 to `trailingLimit`. Metrics keep the usual one.
        case trailing(Int)
        /// For each hour the same hour of the week in earlier weeks. Metrics keep the usual one.
        case sameHourOfWeek

        package static let trailingLimit = 400

        /// Whether each window has a reference of its own.
        var isOfEarlierWindows: Bool {
            switch self {
            case .trailing, .sameHourOfWeek: true
            case .usual, .environment, .span: false
            }
        }
    }

    /// Event times from here on, and before.
    package var from: Timestamp?
    package var to: Timestamp?
    /// `hour`, `day` or `week`.
    package var granularity: Granularity
    package var environment: Environment
    /// `nil` for all but shadow versions.
    package var version: String?
    package var baseline: Baseline
    /// Only records that it holds for, of windows and baseline alike.
    package var slice: Slice?
    /// Only what had arrived by then.
    package var asOf: Timestamp?
    /// Whether columns (drift, quality) and labels (performance) are looked at: a report on one alone is made sooner.
    package var wantsColumns = true
    package var wantsPerformance = true
    /// Whether the delay of records is followed, for which the rows are read.
    package var wantsFreshness = false
    /// Only this column; `nil` for all.
    package var column: String?

    package init(
        from: Timestamp? = nil, to: Timestamp? = nil, granularity: Granularity = .day,
        environment: Environment = .production, version: String? = nil, baseline: Baseline = .usual,
        slice: Slice? = nil, asOf: Timestamp? = nil
    ) {
        self.from = from
        self.to = to
        self.granularity = granularity
        self.environment = environment
        self.version = version
        self.baseline = baseline
        self.slice = slice
        self.asOf = asOf
    }

    /// Whether summaries of whole hours can answer it: no row needs to be looked at again.
    var isAnsweredByRollups: Bool {
        slice == nil && asOf == nil && [from, to].allSatisfy { $0.map(TimeBucket.hour.isStart) ?? true }
    }
}

extension ReportQuery {
    /// A named version is looked at in the environment that is asked for only: a baseline is whatever there is.
    func version(in environment: Environment) -> String? { environment == self.environment ? version : nil }

    /// The records that a question about rows is about.
    func selection(of definition: ModelDefinition, from: Timestamp?, to: Timestamp?, in environment: Environment) -> RecordSelection {
        let version = version(in: environment)
        var selection = RecordSelection(
            environments: [environment], versions: version.map { [$0] }, from: from, to: to, asOf: asOf)
        if version == nil { selection.withoutVersions = definition.shadowVersions }
        return selection
    }
}
