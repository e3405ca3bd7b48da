package import Domain
package import Statistics

/// Asks for what performance metrics need of some records, joined with their ground truth.
package struct PerformanceQuery: Sendable, Hashable {
    /// Where the ground truth is.
    package enum Labels: Sendable, Hashable {
        /// In a column of the records; with a deadline, only what had arrived by then is known.
        case column(String, known: Deadline? = nil)
        /// In another relation, joined by identity; when it has several rows for one identity the last arrival counts.
        case joined(Join)
    }

    /// By when ground truth in a column of the records had to arrive: `Join.knownWithin` for records of their own.
    package struct Deadline: Sendable, Hashable {
        /// The column with the arrival time.
        package var arrival: String
        /// Microseconds after the end of the record's window.
        package var within: Int64

        package init(arrival: String, within: Int64) {
            self.arrival = arrival
            self.within = within
        }
    }

    /// Ground truth in a relation of its own.
    package struct Join: Sendable, Hashable {
        package var actuals: Relation
        /// The identity in the records, and in the actuals.
        package var recordID: String
        package var actualID: String
        package var actual: String
        /// When the ground truth arrived.
        package var arrival: String?
        /// Only ground truth that arrived no later than this many microseconds after the end of the record's window
        /// counts as known; `nil` for all. Needs `arrival` and windows of time.
        package var knownWithin: Int64?
        /// Whether no two actuals are known to have the same identity, which else is looked for.
        package var isUnique: Bool

        package init(
            actuals: Relation, recordID: String, actualID: String, actual: String, arrival: String?,
            knownWithin: Int64? = nil, isUnique: Bool = false
        ) {
            self.actuals = actuals
            self.recordID = recordID
            self.actualID = actualID
            self.actual = actual
            self.arrival = arrival
            self.knownWithin = knownWithin
            self.isUnique = isUnique
        }
    }

    /// What the model predicts, and in which columns.
    package enum Prediction: Sendable, Hashable, Codable {
        /// `label` holds the predicted class; without it scores at or above `threshold` are positive. Ground truth
        /// that is none of `classes` is counted as such and takes no part; without `classes` everything that is not
        /// the positive class is negative.
        case binary(
            score: String?, label: String?, positiveClass: String, classes: [String] = [], threshold: Double?,
            resolution: ScoreResolution)
        /// `scores` has a column for each class, in the order of `classes`, or is empty. Ground truth that is none of
        /// `classes` is counted as such and takes no part.
        case multiclass(label: String?, scores: [String], classes: [String], resolution: ScoreResolution)
        case regression(value: String, centre: Double, quantiles: [Double])
    }

    /// How finely scores are told apart.
    package enum ScoreResolution: Sendable, Hashable, Codable {
        /// Each distinct score: exact metrics, a group for each.
        case exact
        /// Bins of equal width over 0...1; scores outside are in the first and the last bin.
        case bins(Int)
        /// Bins of equal width of `asin(sqrt(score))`, in which the error of a share is the same everywhere (Anscombe 1948): as many as `bins`, and narrow
        /// near 0 and 1, where all scores of rare classes are. Scores outside 0...1 are in the first and the last one.
        case arcsineBins(Int)

        package var isExact: Bool { self == .exact }
    }

    package var records: Relation
    package var windowing: Windowing
    package var labels: Labels
    package var prediction: Prediction
    /// Only the records with this value in this column, such as one version's.
    package var filter: Filter?

    package struct Filter: Sendable, Hashable {
        package var column: String
        package var value: String

        package init(column: String, value: String) {
            self.column = column
            self.value = value
        }
    }

    package init(
        records: Relation, windowing: Windowing, labels: Labels, prediction: Prediction, filter: Filter? = nil
    ) {
        self.records = records
        self.windowing = windowing
        self.labels = labels
        self.prediction = prediction
        self.filter = filter
    }
}

/// What performance metrics need of one window.
package struct WindowPerformance: Keyed, Sendable, Hashable {
    package var key: Int64?
    package var summary: PerformanceSummary

    package init(key: Int64?, summary: PerformanceSummary) {
        self.key = key
        self.summary = summary
    }
}

/// Performance by the ground truth that arrived in time, and by all that there is.
package struct TimelyPerformance: Sendable, Hashable {
    package var inTime: [WindowPerformance]
    package var all: [WindowPerformance]

    package init(inTime: [WindowPerformance], all: [WindowPerformance]) {
        self.inTime = inTime
        self.all = all
    }
}

extension PerformanceQuery {
    /// The same question about ground truth that arrived within so many microseconds of the end of a record's window; unchanged where it is in a
    /// column of the records, which says by itself when it arrived.
    package func known(within: Int64?) -> PerformanceQuery {
        guard case .joined(var join) = labels else { return self }
        join.knownWithin = within
        var query = self
        query.labels = .joined(join)
        return query
    }
}

extension Store {
    package func performance(_ query: PerformanceQuery, within: Int64?, in slices: [Slice]) async throws -> [TimelyPerformance] {
        func answer(_ records: Relation) async throws -> TimelyPerformance {
            var part = query
            part.records = records
            if let within { return try await performance(part, within: within) }
            let all = try await performance(part.known(within: nil))
            return TimelyPerformance(inTime: all, all: all)
        }
        var result: [TimelyPerformance] = []
        for slice in slices {
            let records = try await filtered(query.records, by: slice)
            // A store that keeps records lives long: what it lends is given back.
            if let store = self as? any RecordStore {
                result.append(try await store.using(records, answer))
            } else {
                result.append(try await answer(records))
            }
        }
        return result
    }

    package func performance(_ query: PerformanceQuery, within: Int64) async throws -> TimelyPerformance {
        TimelyPerformance(inTime: try await performance(query.known(within: within)), all: try await performance(query.known(within: nil)))
    }
}

/// The summary that belongs to the task.
package enum PerformanceSummary: Sendable, Hashable {
    case binary(BinarySummary)
    case multiclass(MulticlassSummary)
    case regression(RegressionSummary)

    /// Records whose ground truth is known.
    package var labelled: Int {
        switch self {
        case .binary(let summary): summary.labelled
        case .multiclass(let summary): summary.labelled
        case .regression(let summary): summary.labelled
        }
    }
}

extension PerformanceSummary {
    /// Records whose ground truth is none of the model's classes.
    package var unknownClass: Int {
        switch self {
        case .binary(let summary): summary.unknownClass
        case .multiclass(let summary): summary.unknownClass
        case .regression: 0
        }
    }

    /// Records whose ground truth is not known (yet).
    package var unlabelled: Int {
        switch self {
        case .binary(let summary): summary.unlabelled
        case .multiclass(let summary): summary.unlabelled
        case .regression(let summary): summary.unlabelled
        }
    }
}

/// How far the scores of all classes of a record may be from one and still be probabilities: rounding in the files.
package let probabilitySumTolerance = 1e-3
