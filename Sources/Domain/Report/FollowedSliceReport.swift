/// A slice that people chose to follow, and what they call it.
package struct FollowedSlice: Sendable, Hashable {
    /// More are not followed at once: each is counted by itself, and has a part of the alert budget.
    package static let limit = 50

    package var name: String
    package var slice: Slice

    /// - Parameter name: `nil` for a slice that goes by its predicate.
    package init(_ slice: Slice, name: String? = nil) {
        self.name = name ?? slice.description
        self.slice = slice
    }

    /// The name, with the predicate where that is something else.
    package var title: String { FollowedSliceReport.title(name, slice.description) }
}

/// How the model does on a slice that people chose to follow: in training, validation and production, window by window, and beside the rest of the records.
package struct FollowedSliceReport: Sendable, Hashable, Codable {
    /// What people call it; its predicate where they gave it no name.
    package var name: String
    /// Its predicate.
    package var slice: String
    package var severity: Severity
    /// What the baseline is: `training`, `validation`, `reference` or `production`.
    package var baseline: String
    /// The slice in each part of the data, the baseline first, production's windows last.
    package var parts: [Part]
    /// As `CheckReport.performance`, of the slice's records only.
    package var performance: [MetricReport]
    /// By how much metrics of all labels differ from what could be expected.
    package var comparisons: [Comparison]

    /// The slice in one part of the data.
    package struct Part: Sendable, Hashable, Codable {
        /// `training`, `validation`, `reference`, `production` (a baseline of earlier records) or `current`.
        package var part: String
        /// Records in the slice.
        package var rows: Int
        /// Of the part's records.
        package var share: Double?
        /// Those whose ground truth is known.
        package var labelled: Int
        package var metrics: [Metric]

        package init(part: String, rows: Int, share: Double?, labelled: Int, metrics: [Metric]) {
            self.part = part
            self.rows = rows
            self.share = share
            self.labelled = labelled
            self.metrics = metrics
        }
    }

    /// A metric of the slice, and of the rest of the part's records.
    package struct Metric: Sendable, Hashable, Codable {
        /// Its stable name.
        package var metric: String
        package var value: Double
        package var standardError: Double?
        /// 95 % confidence interval.
        package var lower: Double?
        package var upper: Double?
        package var rest: Double?

        package init(metric: String, value: Double, standardError: Double?, lower: Double?, upper: Double?, rest: Double?) {
            self.metric = metric
            self.value = value
            self.standardError = standardError
            self.lower = lower
            self.upper = upper
            self.rest = rest
        }
    }

    /// What is worth telling of it: the metrics that are bad, else its first; none where nothing was measured.
    package var told: [MetricReport] {
        let measured = performance.filter { $0.current?.value != nil }
        let bad = measured.filter { $0.severity >= .warning }
        return bad.isEmpty ? Array(measured.prefix(1)) : bad
    }

    /// A metric of the records that are not in it, now.
    package func rest(_ metric: String) -> Double? { parts.last?.metrics.first { $0.metric == metric }?.rest }

    /// What a metric of the slice's records is held against.
    package enum Against: String, Sendable, Hashable, Codable, CaseIterable {
        /// The slice in the baseline.
        case past
        /// The rest of the records, at the same time.
        case rest
        /// The slice in the baseline, moved as the rest of the records has moved since.
        case pastMovedAsRest = "past_moved_as_rest"
        /// The slice in training, moved as the rest has moved since: training flatters, but the rest as well.
        case trainingMovedAsRest = "training_moved_as_rest"
    }

    /// A metric of all labels that have come, beside what it is held against.
    package struct Comparison: Sendable, Hashable, Codable {
        /// Its stable name.
        package var metric: String
        package var against: Against
        package var value: Double
        package var expected: Double
        /// 95 % confidence interval of `value - expected`; `nil` where standard errors are not known.
        package var lower: Double?
        package var upper: Double?
        /// Labelled records of the slice.
        package var count: Int

        package init(metric: String, against: Against, value: Double, expected: Double, lower: Double?, upper: Double?, count: Int) {
            self.metric = metric
            self.against = against
            self.value = value
            self.expected = expected
            self.lower = lower
            self.upper = upper
            self.count = count
        }
    }

    /// The name, with the predicate where that is something else.
    package static func title(_ name: String, _ slice: String) -> String { name == slice ? name : "\(name) (\(slice))" }

    package init(
        name: String, slice: String, severity: Severity, baseline: String, parts: [Part], performance: [MetricReport], comparisons: [Comparison]
    ) {
        self.name = name
        self.slice = slice
        self.severity = severity
        self.baseline = baseline
        self.parts = parts
        self.performance = performance
        self.comparisons = comparisons
    }
}

extension [FollowedSliceReport] {
    /// The worst first, else as they were given.
    package var worstFirst: [FollowedSliceReport] {
        enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }.map(\.element)
    }
}
