package import Domain

/// Asks how predictions turned out: in each window, for all records and for those of some slices, how many had which outcome.
///
/// An outcome is a code from 0:
/// - two classes, with scores: twice the bin of the score, and one more where the actual class is the positive one;
/// - two classes, without: the same, bin 1 being a prediction of the positive class;
/// - several classes: 1 where the predicted class is the actual one, else 0;
/// - numbers: the bin of the actual number less the predicted one.
///
/// A bin is the number of `edges` that are not above the value. Records without a prediction, without ground truth of a known class, or
/// without a time take no part.
package struct OutcomeQuery: Sendable, Hashable {
    package enum Window: Sendable, Hashable {
        /// The record's.
        case ofRecord(Windowing)
        /// That in which its ground truth arrived. Needs ground truth that is joined and has times of arrival.
        case ofArrival(TimeBucket)
        /// The record's, and apart for each in which ground truth arrived, so that one can tell what was known when. Needs the same; as many
        /// windows as there are pairs of times, so for few records.
        case ofRecordAndArrival(Windowing, TimeBucket)

        /// By which ground truth's time of arrival is told.
        package var arrival: TimeBucket? {
            switch self {
            case .ofRecord: nil
            case .ofArrival(let bucket), .ofRecordAndArrival(_, let bucket): bucket
            }
        }
    }

    package var records: Relation
    /// All that is known; where it was corrected, the last.
    package var labels: PerformanceQuery.Labels
    package var prediction: PerformanceQuery.Prediction
    /// Rising.
    package var edges: [Double]
    package var window: Window
    package var slices: [Slice]

    package init(
        records: Relation, labels: PerformanceQuery.Labels, prediction: PerformanceQuery.Prediction, edges: [Double], window: Window,
        slices: [Slice]
    ) {
        self.records = records
        self.labels = labels
        self.prediction = prediction
        self.edges = edges
        self.window = window
        self.slices = slices
    }

    /// The question for what is to be counted: records beside their ground truth.
    package var labelled: PerformanceQuery {
        var windowing = Windowing.whole
        switch window {
        case .ofRecord(let own), .ofRecordAndArrival(let own, _): windowing = own
        case .ofArrival: break
        }
        return PerformanceQuery(records: records, windowing: windowing, labels: labels, prediction: prediction)
    }

    /// Whether windows are told apart by both.
    package var isByRecordAndArrival: Bool {
        if case .ofRecordAndArrival = window { true } else { false }
    }

    /// Whether ground truth has the times that windows are made of.
    package var hasTimes: Bool {
        guard window.arrival != nil else { return true }
        guard case .joined(let join) = labels else { return false }
        return join.arrival != nil
    }
}

/// How predictions of one window turned out.
package struct WindowOutcomes: Keyed, Sendable, Hashable {
    package var key: Int64?
    /// The key of the time at which ground truth arrived, where windows are told apart by that, too.
    package var arrival: Int64?
    /// For each outcome's code how many records, and how many of each slice.
    package var counts: [Int: [Int]]

    package init(key: Int64?, arrival: Int64? = nil, counts: [Int: [Int]] = [:]) {
        self.key = key
        self.arrival = arrival
        self.counts = counts
    }
}

extension Sequence<WindowOutcomes> {
    /// By their keys, then by arrival.
    package func inOrder() -> [WindowOutcomes] {
        sorted { ($0.key ?? .max, $0.arrival ?? .max) < ($1.key ?? .max, $1.arrival ?? .max) }
    }
}
