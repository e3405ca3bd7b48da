package import Domain

/// Asks for the predictions of several versions for the same records, beside their ground truth, row by row.
///
/// Records are the same when they have the same identity; where one version has an identity more than once, its last row counts.
/// Identities that are null belong to no pair.
package struct VersionsQuery: Sendable, Hashable {
    /// Each version's records with its predictions, and where their ground truth is. That of the first counts. All are asked for the
    /// whole, not by windows, and predict the same kind of thing.
    package var versions: [PerformanceQuery]
    /// The column of identities, which all versions' records have; `nil` for one version whose every row is a record.
    package var identity: String?
    /// The column with the event time, of the first version's records.
    package var time: String?
    /// Of the first version's records.
    package var slices: [Slice]

    /// Membership is kept in the bits of a number.
    package static let mostSlices = 60

    package init(versions: [PerformanceQuery], identity: String?, time: String?, slices: [Slice]) {
        self.versions = versions
        self.identity = identity
        self.time = time
        self.slices = slices
    }

    /// - Throws: `StoreError` of kind `badInput` when versions are none or predict different things, or slices are too many.
    package func requireSense() throws(StoreError) {
        guard let first = versions.first, versions.allSatisfy({ $0.prediction.kind == first.prediction.kind }) else {
            throw StoreError(.badInput, "pairs need versions that predict the same kind of thing")
        }
        guard versions.allSatisfy({ $0.prediction.hasDecision || $0.prediction.scoreCount > 0 }) else {
            throw StoreError(.badInput, "pairs need versions with predictions")
        }
        guard identity != nil || versions.count == 1 else { throw StoreError(.badInput, "pairs of versions need a column of identities") }
        guard slices.count <= Self.mostSlices else {
            throw StoreError(.badInput, "\(slices.count) slices are too many to be compared at once; give at most \(Self.mostSlices)")
        }
    }
}

extension PerformanceQuery.Prediction {
    /// Which of the three it is.
    fileprivate var kind: Int {
        switch self {
        case .binary: 0
        case .multiclass: 1
        case .regression: 2
        }
    }

    /// Whether there is a predicted class, or number.
    package var hasDecision: Bool {
        switch self {
        case .binary(let score, let label, _, _, let threshold, _): label != nil || (score != nil && threshold != nil)
        case .multiclass(let label, _, _, _): label != nil
        case .regression: true
        }
    }

    /// How many scores each record has.
    package var scoreCount: Int {
        switch self {
        case .binary(let score, _, _, _, _, _): score == nil ? 0 : 1
        case .multiclass(_, let scores, _, _): scores.count
        case .regression: 0
        }
    }
}

/// Records that all versions predicted and whose ground truth is known, in the order in which that arrived; those without a time of
/// arrival after all others, and then in the order of event time and of the first version's rows.
package struct VersionsRows: Sendable, Hashable {
    /// What one version predicted for each record.
    package struct Predictions: Sendable, Hashable {
        /// Two classes: 1 for the positive one, else 0. Several: the place of the class, -1 for none of them. Numbers: the number. Empty
        /// without predicted classes.
        package var decisions: [Double]
        /// For each score its values.
        package var scores: [[Double]]

        package init(decisions: [Double] = [], scores: [[Double]] = []) {
            self.decisions = decisions
            self.scores = scores
        }
    }

    /// Different identities of the first version's records.
    package var records: Int
    /// Those that every version has a prediction for: all the scores and decisions it has columns for, finite.
    package var predictedByAll: Int
    /// Of `predictedByAll` those whose ground truth is of no known class.
    package var unknownClass: Int
    /// Two classes: 1 for the positive one, else 0. Several: the place of the class. Numbers: the number.
    package var actuals: [Double]
    /// When each record's ground truth arrived, or else its event time, in microseconds; `nil` where neither is known.
    package var times: [Int64?]
    /// In which slices each record is: the first slice in the lowest bit.
    package var membership: [Int64]
    /// The place of each in the first version's relation.
    package var places: [Int64]
    /// In the order of the versions asked for.
    package var versions: [Predictions]

    package init(
        records: Int = 0, predictedByAll: Int = 0, unknownClass: Int = 0, actuals: [Double] = [], times: [Int64?] = [],
        membership: [Int64] = [], places: [Int64] = [], versions: [Predictions]
    ) {
        self.records = records
        self.predictedByAll = predictedByAll
        self.unknownClass = unknownClass
        self.actuals = actuals
        self.times = times
        self.membership = membership
        self.places = places
        self.versions = versions
    }
}

extension PerformanceQuery {
    /// Whether it is known when ground truth arrived.
    package var hasArrival: Bool {
        switch labels {
        case .column(_, let deadline): deadline != nil
        case .joined(let join): join.arrival != nil
        }
    }
}
