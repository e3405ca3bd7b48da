/// Why a metric changed between two windows: what `assay explain --json` writes and the terminal shows. Keys are in snake case; `docs/explain.md`
/// describes them.
package struct ExplanationReport: Sendable, Hashable, Codable {
    package static let currentSchemaVersion = "1"

    package var schemaVersion = currentSchemaVersion
    /// The program's version.
    package var assayVersion: String
    package var model: String?
    package var task: ModelTask
    /// The metric whose change is explained.
    package var metric: String
    package var higherIsBetter: Bool
    package var basis: Basis
    package var before: Window
    package var after: Window
    package var change: Change
    /// Add up to the change.
    package var parts: [Part]
    /// The share of rows that have their like in the other window: what P(X) and P(Y|X) are told apart on.
    package var sharedMass: Double
    /// Those that contribute most to the change first. With `everywhere` they add up to the change.
    package var features: [Feature]
    /// What no column accounts for: the change that all rows share.
    package var everywhere: Double
    /// Part the records; their effects add up to the change.
    package var slices: [Slice]
    /// In the order of time.
    package var timeline: [Event]
    /// The records that are behind the change, in words or as a slice, of which the examples are some.
    package var cohort: String
    package var examples: [Example]
    package var cost: Cost?
    /// What training again would bring; `nil` where too little is known to tell.
    package var retraining: Retraining?
    /// Of the check: alerts, and what is behind them.
    package var alerts: Int
    package var diagnosis: Diagnosis
    package var notes: [String]

    /// What the metric is made of.
    package enum Basis: String, Sendable, Hashable, Codable {
        /// The ground truth of all records.
        case labels
        /// That of some, weighted to stand for all.
        case partialLabels = "partial_labels"
        /// What is to be expected by what scores meant in the earlier window: changes of P(Y|X) do not show.
        case expected
    }

    /// The records before or after.
    package struct Window: Sendable, Hashable, Codable {
        /// The files they are of: `validation`, `current`, ...
        package var part: String
        package var start: Timestamp?
        package var end: Timestamp?
        package var records: Int
        /// Records that were read, a sample where there are too many.
        package var read: Int
        /// Of these, those whose ground truth is known.
        package var labelled: Int

        package init(part: String, start: Timestamp?, end: Timestamp?, records: Int, read: Int, labelled: Int) {
            self.part = part
            self.start = start
            self.end = end
            self.records = records
            self.read = read
            self.labelled = labelled
        }
    }

    /// A number with its 95 % interval.
    package struct Estimate: Sendable, Hashable, Codable {
        package var value: Double
        package var lower: Double
        package var upper: Double

        package init(value: Double, lower: Double, upper: Double) {
            self.value = value
            self.lower = lower
            self.upper = upper
        }

        /// Whether zero is outside of the interval.
        package var isSure: Bool { lower > 0 || upper < 0 }
    }

    package struct Change: Sendable, Hashable, Codable {
        package var before: Estimate
        package var after: Estimate
        package var difference: Estimate

        package init(before: Estimate, after: Estimate, difference: Estimate) {
            self.before = before
            self.after = after
            self.difference = difference
        }
    }

    /// A part of the change: `broken_data`, `version`, `inputs` for P(X), `labels` for P(Y), `concept` for P(Y|X).
    package struct Part: Sendable, Hashable, Codable {
        package var part: String
        package var effect: Estimate
        /// What it means, in one sentence.
        package var meaning: String

        package init(part: String, effect: Estimate, meaning: String) {
            self.part = part
            self.effect = effect
            self.meaning = meaning
        }
    }

    package struct Feature: Sendable, Hashable, Codable {
        package var name: String
        package var effect: Estimate
        /// Of the effect, what comes with other inputs, and with another relation of inputs and outcomes.
        package var inputs: Double
        package var relation: Double
        /// How much the model's predictions hang on it, as a share of all columns', in the earlier window.
        package var use: Double

        package init(name: String, effect: Estimate, inputs: Double, relation: Double, use: Double) {
            self.name = name
            self.effect = effect
            self.inputs = inputs
            self.relation = relation
            self.use = use
        }
    }

    package struct Slice: Sendable, Hashable, Codable {
        /// In the language of `--where`; `nil` for all records.
        package var slice: String?
        package var shareBefore: Double
        package var shareAfter: Double
        /// Of the metric; `nil` where there is no record.
        package var metricBefore: Double?
        package var metricAfter: Double?
        /// By how many records it has, and by how they fare.
        package var mix: Double
        package var rate: Double
        package var effect: Estimate

        package init(
            slice: String?, shareBefore: Double, shareAfter: Double, metricBefore: Double?, metricAfter: Double?, mix: Double, rate: Double,
            effect: Estimate
        ) {
            self.slice = slice
            self.shareBefore = shareBefore
            self.shareAfter = shareAfter
            self.metricBefore = metricBefore
            self.metricAfter = metricAfter
            self.mix = mix
            self.rate = rate
            self.effect = effect
        }
    }

    /// Something that began.
    package struct Event: Sendable, Hashable, Codable {
        /// Against the metric's change.
        package enum Order: String, Sendable, Hashable, Codable {
            case before, with, after
        }

        package var time: Timestamp
        package var earliest: Timestamp?
        package var latest: Timestamp?
        /// As an alert's kind, or `version`.
        package var kind: String
        /// The column or version; `nil` for all records.
        package var subject: String?
        package var what: String
        /// `nil` where it is not known when the metric changed.
        package var order: Order?

        package init(time: Timestamp, earliest: Timestamp?, latest: Timestamp?, kind: String, subject: String?, what: String, order: Order?) {
            self.time = time
            self.earliest = earliest
            self.latest = latest
            self.kind = kind
            self.subject = subject
            self.what = what
            self.order = order
        }
    }

    /// A record to look at.
    package struct Example: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
            /// Most like the others.
            case representative
            /// Those that lose most.
            case hardest
            /// Nearest to another decision.
            case boundary
        }

        /// A row as texts.
        package struct Row: Sendable, Hashable, Codable {
            package var id: String?
            package var time: Timestamp?
            package var cells: [String: String]
            package var prediction: String?
            package var actual: String?

            package init(id: String?, time: Timestamp?, cells: [String: String], prediction: String?, actual: String?) {
                self.id = id
                self.time = time
                self.cells = cells
                self.prediction = prediction
                self.actual = actual
            }
        }

        package var kind: Kind
        package var row: Row
        /// What it adds to the metric.
        package var value: Double?
        /// The most similar row that the model learned from, and how far it is: 0 for the same, 1 for nothing in common.
        package var nearest: Row?
        package var distance: Double?

        package init(kind: Kind, row: Row, value: Double?, nearest: Row?, distance: Double?) {
            self.kind = kind
            self.row = row
            self.value = value
            self.nearest = nearest
            self.distance = distance
        }
    }

    package struct Cost: Sendable, Hashable, Codable {
        /// What all records of the later window lose more than they would have, in `unit`.
        package var total: Estimate
        package var unit: String

        package init(total: Estimate, unit: String) {
            self.total = total
            self.unit = unit
        }
    }

    package init(
        assayVersion: String, model: String?, task: ModelTask, metric: String, higherIsBetter: Bool, basis: Basis, before: Window, after: Window,
        change: Change, parts: [Part], sharedMass: Double, features: [Feature], everywhere: Double, slices: [Slice], timeline: [Event],
        cohort: String, examples: [Example], cost: Cost?, retraining: Retraining? = nil, alerts: Int, diagnosis: Diagnosis, notes: [String]
    ) {
        self.assayVersion = assayVersion
        self.model = model
        self.task = task
        self.metric = metric
        self.higherIsBetter = higherIsBetter
        self.basis = basis
        self.before = before
        self.after = after
        self.change = change
        self.parts = parts
        self.sharedMass = sharedMass
        self.features = features
        self.everywhere = everywhere
        self.slices = slices
        self.timeline = timeline
        self.cohort = cohort
        self.examples = examples
        self.cost = cost
        self.retraining = retraining
        self.alerts = alerts
        self.diagnosis = diagnosis
        self.notes = notes
    }
}
