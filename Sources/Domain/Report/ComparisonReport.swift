/// What `assay compare` found: versions of a model on the same records.
package struct ComparisonReport: Sendable, Hashable, Codable {
    package var schemaVersion = "1"
    package var assayVersion: String
    package var task: ModelTask
    /// The metric that decides, and which way is good.
    package var metric: String
    package var higherIsBetter: Bool
    /// The chance, at most, that a version is promoted that is not better, however often one looks.
    package var alpha: Double
    package var baseline: String
    package var verdict: Verdict
    package var pairing: Pairing
    /// All versions, the baseline first.
    package var versions: [Version]
    package var candidates: [Candidate]
    /// `nil` without slices, and for metrics that are no means over records.
    package var choice: Choice?
    /// For each version and attribute asked for.
    package var fairness: [FairnessReport]
    package var notes: [String]

    package init(
        assayVersion: String, task: ModelTask, metric: String, higherIsBetter: Bool, alpha: Double, baseline: String, verdict: Verdict,
        pairing: Pairing, versions: [Version], candidates: [Candidate], choice: Choice?, fairness: [FairnessReport] = [], notes: [String]
    ) {
        self.assayVersion = assayVersion
        self.task = task
        self.metric = metric
        self.higherIsBetter = higherIsBetter
        self.alpha = alpha
        self.baseline = baseline
        self.verdict = verdict
        self.pairing = pairing
        self.versions = versions
        self.candidates = candidates
        self.choice = choice
        self.fairness = fairness
        self.notes = notes
    }

    package enum Decision: String, Sendable, Hashable, Codable {
        case promote, keep
        case notYet = "not_yet"
    }

    package struct Verdict: Sendable, Hashable, Codable {
        package var decision: Decision
        /// The version to promote.
        package var version: String?
        /// About how many labels more would decide, if what is seen is what is; `nil` when decided, and when no number would do.
        package var moreLabels: Int?
        /// When they will have come, at the rate so far.
        package var expectedBy: Timestamp?
        /// Other metrics that surely say the opposite, by their intervals for one look.
        package var contrary: [String]
        /// Why, in a sentence or two.
        package var reason: String

        package init(
            _ decision: Decision, version: String? = nil, moreLabels: Int? = nil, expectedBy: Timestamp? = nil, contrary: [String] = [], reason: String
        ) {
            self.decision = decision
            self.version = version
            self.moreLabels = moreLabels
            self.expectedBy = expectedBy
            self.contrary = contrary
            self.reason = reason
        }
    }

    /// What became of the records.
    package struct Pairing: Sendable, Hashable, Codable {
        /// Different identities in production.
        package var records: Int
        package var predictedByAll: Int
        /// Of these, ground truth of no known class.
        package var unknownClass: Int
        /// What is compared.
        package var labelled: Int
        package var start: Timestamp?
        package var end: Timestamp?

        package init(records: Int, predictedByAll: Int, unknownClass: Int, labelled: Int, start: Timestamp?, end: Timestamp?) {
            self.records = records
            self.predictedByAll = predictedByAll
            self.unknownClass = unknownClass
            self.labelled = labelled
            self.start = start
            self.end = end
        }
    }

    package struct Version: Sendable, Hashable, Codable {
        package var name: String
        package var isBaseline: Bool
        package var metrics: [Metric]
        package var calibration: Calibration?

        package init(name: String, isBaseline: Bool, metrics: [Metric], calibration: Calibration?) {
            self.name = name
            self.isBaseline = isBaseline
            self.metrics = metrics
            self.calibration = calibration
        }
    }

    package struct Metric: Sendable, Hashable, Codable {
        package var metric: String
        package var value: Double

        package init(_ metric: String, _ value: Double) {
            self.metric = metric
            self.value = value
        }
    }

    /// What scores promise against what came (two classes).
    package struct Calibration: Sendable, Hashable, Codable {
        package struct Bin: Sendable, Hashable, Codable {
            package var count: Int
            package var meanScore: Double
            package var positiveRate: Double

            package init(count: Int, meanScore: Double, positiveRate: Double) {
                self.count = count
                self.meanScore = meanScore
                self.positiveRate = positiveRate
            }
        }

        package var expectedCalibrationError: Double
        /// What chance alone makes of it when scores are right.
        package var byChance: Double?
        package var meanScore: Double
        package var positiveRate: Double
        package var bins: [Bin]

        package init(expectedCalibrationError: Double, byChance: Double?, meanScore: Double, positiveRate: Double, bins: [Bin]) {
            self.expectedCalibrationError = expectedCalibrationError
            self.byChance = byChance
            self.meanScore = meanScore
            self.positiveRate = positiveRate
            self.bins = bins
        }
    }

    package struct Candidate: Sendable, Hashable, Codable {
        package var version: String
        package var verdict: Verdict
        /// How much better it is than the baseline by the metric that decides, at all looks at once.
        package var sequence: Sequence
        package var protected: [Protected]
        package var differences: [Difference]

        package init(version: String, verdict: Verdict, sequence: Sequence, protected: [Protected], differences: [Difference]) {
            self.version = version
            self.verdict = verdict
            self.sequence = sequence
            self.protected = protected
            self.differences = differences
        }
    }

    /// Improvement over the baseline, positive where the candidate is better, whichever way the metric is good.
    package struct Look: Sendable, Hashable, Codable {
        /// Labels so far.
        package var count: Int
        package var time: Timestamp?
        package var improvement: Double
        /// Bounds, each of which holds at all looks; `nil` where there were too few labels.
        package var lower: Double?
        package var upper: Double?

        package init(count: Int, time: Timestamp?, improvement: Double, lower: Double?, upper: Double?) {
            self.count = count
            self.time = time
            self.improvement = improvement
            self.lower = lower
            self.upper = upper
        }
    }

    package struct Sequence: Sendable, Hashable, Codable {
        package var current: Look
        /// Looks as labels came, evenly spaced; the last is the current one.
        package var looks: [Look]
        /// The first of the looks at which the verdict was what it is now, and from which it stayed so; `nil` while undecided.
        package var decidedAt: Look?
        /// The chance, at most, that a lower bound is ever wrong, and that an upper one is.
        package var alpha: Double
        package var upperAlpha: Double
        /// The number of labels at which it is tightest.
        package var tightestAt: Int

        package init(current: Look, looks: [Look], decidedAt: Look?, alpha: Double, upperAlpha: Double, tightestAt: Int) {
            self.current = current
            self.looks = looks
            self.decidedAt = decidedAt
            self.alpha = alpha
            self.upperAlpha = upperAlpha
            self.tightestAt = tightestAt
        }
    }

    /// A slice in which a candidate must not be worse by more than a margin.
    package struct Protected: Sendable, Hashable, Codable {
        package enum State: String, Sendable, Hashable, Codable {
            case holds, broken, open
        }

        package var slice: String
        package var margin: Double
        package var look: Look
        package var state: State

        package init(slice: String, margin: Double, look: Look, state: State) {
            self.slice = slice
            self.margin = margin
            self.look = look
            self.state = state
        }
    }

    /// One metric of a candidate less the baseline's, on the same records, for a single look.
    package struct Difference: Sendable, Hashable, Codable {
        package enum Method: String, Sendable, Hashable, Codable {
            case pairedMean = "paired_mean"
            case deLong = "delong"
            case pairedBootstrap = "paired_bootstrap"
        }

        package var metric: String
        package var higherIsBetter: Bool
        /// `nil` for all records.
        package var slice: String?
        package var count: Int
        package var baseline: Double
        package var candidate: Double
        package var difference: Double
        package var lower: Double?
        package var upper: Double?
        package var method: Method
        /// Of McNemar's exact test, for accuracy.
        package var pValue: Double?

        package init(
            metric: String, higherIsBetter: Bool, slice: String?, count: Int, baseline: Double, candidate: Double, difference: Double,
            lower: Double?, upper: Double?, method: Method, pValue: Double? = nil
        ) {
            self.metric = metric
            self.higherIsBetter = higherIsBetter
            self.slice = slice
            self.count = count
            self.baseline = baseline
            self.candidate = candidate
            self.difference = difference
            self.lower = lower
            self.upper = upper
            self.method = method
            self.pValue = pValue
        }
    }

    /// What is lost by one version for all, against one for each slice.
    package struct Choice: Sendable, Hashable, Codable {
        package struct Group: Sendable, Hashable, Codable {
            /// `nil` for the records in none of the slices.
            package var slice: String?
            package var count: Int
            package var best: String
            /// The next best, and by how much the best is better than it, per record, with an interval for one look.
            package var second: String
            package var lead: Double
            package var lower: Double?
            package var upper: Double?

            package init(slice: String?, count: Int, best: String, second: String, lead: Double, lower: Double?, upper: Double?) {
                self.slice = slice
                self.count = count
                self.best = best
                self.second = second
                self.lead = lead
                self.lower = lower
                self.upper = upper
            }
        }

        package var bestForAll: String
        package var groups: [Group]
        /// How much better the metric is, per record, with the best version for each slice: chosen on one half of the records and
        /// measured on the other, and the other way round, so that luck does not count.
        package var regret: Double
        package var standardError: Double?

        package init(bestForAll: String, groups: [Group], regret: Double, standardError: Double?) {
            self.bestForAll = bestForAll
            self.groups = groups
            self.regret = regret
            self.standardError = standardError
        }
    }
}
