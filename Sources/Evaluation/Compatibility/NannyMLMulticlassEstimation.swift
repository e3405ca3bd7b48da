package import Statistics

/// NannyML's confidence-based performance estimation (CBPE) of a model with several classes.
///
/// Source: NannyML 0.13.1, `performance_estimation/confidence_based/`. Each class's score is calibrated against the rest, a row's probabilities are
/// divided by their sum (all alike where it is zero), metrics are means over the classes. Rows are needed one by one, as their probabilities belong
/// together.
package struct NannyMLMulticlassEstimation: Sendable {
    /// A prediction.
    package struct Row: Sendable, Hashable {
        /// Of each class, in the order of the classes.
        package var scores: [Double]
        /// The place of the predicted class.
        package var predicted: Int

        package init(scores: [Double], predicted: Int) {
            self.scores = scores
            self.predicted = predicted
        }
    }

    /// The raw values are NannyML's names.
    package enum Metric: String, Sendable, Hashable, CaseIterable {
        case rocAUC = "roc_auc"
        case averagePrecision = "average_precision"
        case f1, precision, recall, specificity, accuracy
        case businessValue = "business_value"
    }

    package let classes: [String]
    package let calibrations: [NannyMLCalibration]
    private let values: ValueMatrix?
    private let perPrediction: Bool
    private let reference: MulticlassSummary
    private let chunks: [MulticlassSummary]

    /// What NannyML multiplies the sampling error of the mean ROC AUC with.
    private static let areaFactor = 1.2

    /// - Parameters:
    ///   - reference: the labelled rows of each chunk of the reference, with exact scores; the classes are in alphabetical order there.
    ///   - values: for business value, row-major by actual and predicted class.
    /// - Returns: `nil` without labelled rows that have scores.
    /// - Throws: `SummaryMismatch` when chunks have other classes.
    package init?(reference: [MulticlassSummary], values: ValueMatrix? = nil, perPrediction: Bool = true) throws(SummaryMismatch) {
        guard var whole = reference.first else { return nil }
        for chunk in reference.dropFirst() { try whole.merge(chunk) }
        guard let scores = whole.oneVersusRest, scores.contains(where: { !$0.points.isEmpty }) else { return nil }
        classes = whole.classes
        calibrations = scores.map(NannyMLCalibration.init)
        self.values = values
        self.perPrediction = perPrediction
        self.reference = whole
        chunks = reference
    }

    /// A chunk's rows with calibrated probabilities: what estimates are made of.
    package struct Chunk: Sendable {
        fileprivate let expectations: [NannyMLExpectation]
        /// Row-major by actual and predicted class.
        package let cells: [Double]
        package let rows: Int
    }

    package func chunk(_ rows: [Row]) -> Chunk {
        let count = classes.count
        var cells = [Double](repeating: 0, count: count * count)
        var groups = [[NannyMLExpectation.Rows]](repeating: [], count: count)
        for row in rows {
            var probabilities = zip(calibrations, row.scores).map { $0.probability(of: $1) }
            let sum = probabilities.reduce(0, +)
            probabilities = probabilities.map { sum == 0 ? 1 / Double(count) : $0 / sum }
            for place in 0..<count {
                cells[place * count + row.predicted] += probabilities[place]
                groups[place].append(
                    .init(score: row.scores[place], probability: probabilities[place], isPredicted: row.predicted == place, count: 1))
            }
        }
        return Chunk(expectations: groups.map(NannyMLExpectation.init), cells: cells, rows: rows.count)
    }

    /// A metric without labels; `nil` where it does not exist.
    package func estimate(_ metric: Metric, _ chunk: Chunk) -> NannyMLEstimate? {
        guard chunk.rows > 0, let value = value(metric, chunk) else { return nil }
        let isWorth = metric == .businessValue
        return NannyMLEstimate(
            value: value, samplingError: samplingError(metric, rows: chunk.rows),
            threshold: NannyMLThreshold(
                reference: chunks.map { realized(metric, $0) }, lowest: isWorth ? nil : 0, highest: isWorth ? nil : 1),
            isShare: !isWorth)
    }

    /// The share of rows with this actual and predicted class that is expected.
    package func estimate(actual: Int, predicted: Int, _ chunk: Chunk) -> NannyMLEstimate? {
        guard chunk.rows > 0 else { return nil }
        func share(_ summary: MulticlassSummary) -> Double? {
            let confusion = summary.confusion
            return confusion.total > 0 ? Double(confusion[actual: actual, predicted: predicted]) / Double(confusion.total) : nil
        }
        let error = NannyMLSamplingError.proportion(
            reference.confusion[actual: actual, predicted: predicted], of: reference.confusion.total, among: reference.confusion.total)
        return NannyMLEstimate(
            value: chunk.cells[actual * classes.count + predicted] / Double(chunk.rows),
            samplingError: error?.standardError(rows: chunk.rows),
            threshold: NannyMLThreshold(reference: chunks.map(share), lowest: 0, highest: 1), isShare: true)
    }

    /// The metric that labels give; ROC AUC, average precision and F1 are means over the classes.
    package func realized(_ metric: Metric, _ summary: MulticlassSummary) -> Double? {
        switch metric {
        case .businessValue:
            return values.flatMap {
                NannyMLBusinessValue(matrix: $0, perPrediction: perPrediction).value(ofCells: summary.confusion.counts.map(Double.init))
            }
        case .averagePrecision:
            return mean(summary.oneVersusRest?.map { $0.averagePrecision()?.value } ?? [])
        default:
            return MulticlassMetric(rawValue: metric.rawValue).flatMap {
                summary.estimate($0, MetricOptions(undefinedClass: .zero))?.value
            }
        }
    }

    private func value(_ metric: Metric, _ chunk: Chunk) -> Double? {
        switch metric {
        case .rocAUC: return mean(chunk.expectations.map(\.rocAUC))
        case .averagePrecision: return mean(chunk.expectations.map(\.averagePrecision))
        case .f1: return mean(chunk.expectations.map(\.f1))
        case .precision: return mean(chunk.expectations.map(\.precision))
        case .recall: return mean(chunk.expectations.map(\.recall))
        case .specificity: return mean(chunk.expectations.map(\.specificity))
        case .accuracy:
            return classes.indices.reduce(0) { $0 + chunk.cells[$1 * classes.count + $1] } / Double(chunk.rows)
        case .businessValue:
            return values.flatMap { NannyMLBusinessValue(matrix: $0, perPrediction: perPrediction).value(ofCells: chunk.cells) }
        }
    }

    private func samplingError(_ metric: Metric, rows: Int) -> Double? {
        let tables = classes.indices.map { reference.confusion.oneVersusRest($0) }
        func macro(_ errors: [NannyMLSamplingError?]) -> Double? {
            errors.contains { $0 == nil } ? nil : NannyMLSamplingError.macro(errors.compactMap(\.self), rows: rows)
        }
        func proportion(_ hits: (BinaryConfusion) -> (Int, Int)) -> Double? {
            macro(tables.map { .proportion(hits($0).0, of: hits($0).1, among: $0.total) })
        }
        switch metric {
        case .rocAUC:
            return macro(reference.oneVersusRest?.map(NannyMLSamplingError.rocAUC) ?? []).map { $0 * Self.areaFactor }
        case .averagePrecision:
            // The mean of the variances, not the variance of the mean.
            let errors = reference.oneVersusRest?.map(NannyMLSamplingError.averagePrecision) ?? []
            return macro(errors).map { $0 * Double(errors.count).squareRoot() }
        case .f1: return macro(tables.map { .f1($0, isCorrected: false) })
        case .precision: return proportion { ($0.truePositives, $0.predictedPositives) }
        case .recall: return proportion { ($0.truePositives, $0.actualPositives) }
        case .specificity: return proportion { ($0.trueNegatives, $0.actualNegatives) }
        case .accuracy:
            let confusion = reference.confusion
            let hits = classes.indices.reduce(0) { $0 + confusion[actual: $1, predicted: $1] }
            return NannyMLSamplingError.proportion(hits, of: confusion.total, among: confusion.total)?.standardError(rows: rows)
        case .businessValue:
            guard let values, let error = NannyMLSamplingError.businessValue(reference.confusion, values, isUnbiased: true) else { return nil }
            return error.standardError(rows: rows) * (perPrediction ? 1 : Double(rows))
        }
    }

    private func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap(\.self)
        return known.isEmpty || known.count < values.count ? nil : known.reduce(0, +) / Double(known.count)
    }
}
