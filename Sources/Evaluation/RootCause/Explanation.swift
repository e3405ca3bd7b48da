package import Domain
package import Store

/// A change that was explained, with the records behind it.
package struct Explanation: Sendable {
    package var report: ExplanationReport
    package var cohort: GuiltyCohort
}

/// The records in which a metric has changed most, and what the model could learn from together with them.
package struct GuiltyCohort: Sendable {
    /// What they are, in the language of `--where`; `nil` for all records of the later window.
    package var slice: String?
    /// The later window's records, and the places of those of the cohort whose ground truth is known.
    let records: Relation
    let places: [Int64]
    let actuals: [String]
    /// How many of the cohort's records that are, for each record of the window.
    let share: Double
    /// The column of the ground truth.
    let actual: String
    let training: Relation?

    package var count: Int { places.count }
    /// How many records the model learned from.
    var trainingRows: Int { training?.rowCount ?? 0 }
    /// What each of the cohort's records counts for beside one of these.
    var weight: Double { weight(of: places.count, share: share) }

    /// `share · n / ((1 - share) · m)` with `n` training records and `m` others, between 1 and `mostWeight`; a share of half at most.
    func weight(of count: Int, share: Double) -> Double {
        let (size, share) = (Double(trainingRows), min(share, 0.5))
        return size > 0 ? min(Self.mostWeight, max(1, share * size / ((1 - share) * Double(max(1, count))))) : 1
    }

    /// A training set with the cohort: all records that the model learned from, then those of the cohort with their ground truth. A column
    /// `sampling_weight` gives the cohort, as a whole, the share that it has in the later window; `training_part` tells which rows are which.
    ///
    /// Each record of the cohort has weight `share · n / ((1 - share) · m)`, but no more than `mostWeight`, with `n` training records and `m` of the
    /// cohort; a cohort of all records has as much weight as the training set.
    package func trainingSet(in store: any LabelledRowsStore) async throws -> Relation {
        guard !places.isEmpty else {
            throw EvaluationError("there are no records to export: none of those behind the change has a known ground truth")
        }
        func marks(_ count: Int, _ weight: Double, _ part: String) -> [Batch.Column] {
            [
                Batch.Column("sampling_weight", .doubles(Array(repeating: weight, count: count))),
                Batch.Column("training_part", .texts(Array(repeating: part, count: count))),
            ]
        }
        var parts: [MarkedRows] = []
        if let training {
            let all = try await store.labelledRows(
                LabelledRowsQuery(
                    records: training, labels: nil, prediction: .regression(value: training.columns[0].name, centre: 0, quantiles: []), columns: [],
                    limit: training.rowCount))
            parts.append(MarkedRows(relation: training, places: all.places, marks: marks(all.count, 1, "training")))
        }
        let truth = Batch.Column(actual, values(of: training?.column(actual)?.type))
        parts.append(MarkedRows(relation: records, places: places, marks: [truth] + marks(places.count, weight, "production")))
        return try await store.joined(parts, named: "augmented training set")
    }

    /// The ground truth as the training records hold it, where it can be.
    private func values(of type: StoredType?) -> Batch.Values {
        switch type {
        case .integer:
            let numbers = actuals.compactMap { Int64($0) }
            if numbers.count == actuals.count { return .integers(numbers) }
        case .double:
            let numbers = actuals.compactMap { Double($0) }
            if numbers.count == actuals.count { return .doubles(numbers) }
        case .boolean:
            let truths = actuals.compactMap { ["true": true, "1": true, "false": false, "0": false][$0] }
            if truths.count == actuals.count { return .booleans(truths) }
        default: break
        }
        return .texts(actuals)
    }

    private static let mostWeight = 20.0
}
