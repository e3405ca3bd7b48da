package import Statistics

/// NannyML's confidence-based performance estimation (CBPE) of a binary model.
///
/// Source: NannyML 0.13.1, `performance_estimation/confidence_based/`. Thresholds come from the metrics that the labels of the reference's chunks
/// give, sampling errors from all of the reference.
package struct NannyMLBinaryEstimation: Sendable {
    /// The raw values are NannyML's names.
    package enum Metric: String, Sendable, Hashable, CaseIterable {
        case rocAUC = "roc_auc"
        case averagePrecision = "average_precision"
        case f1, precision, recall, specificity, accuracy
        case truePositive = "true_positive"
        case trueNegative = "true_negative"
        case falsePositive = "false_positive"
        case falseNegative = "false_negative"
        case businessValue = "business_value"
    }

    package let calibration: NannyMLCalibration
    private let values: ValueMatrix?
    private let perPrediction: Bool
    private let normalization: NannyMLNormalization
    private let errors: [Metric: NannyMLSamplingError]
    private let thresholds: [Metric: NannyMLThreshold]

    /// - Parameters:
    ///   - reference: the labelled rows of each chunk of the reference, with exact scores.
    ///   - values: for business value.
    ///   - perPrediction: NannyML's `normalize_business_value`.
    ///   - normalization: NannyML's `normalize_confusion_matrix`.
    /// - Returns: `nil` without labelled rows that have a score.
    /// - Throws: `SummaryMismatch` when some chunks are exact and others are not.
    package init?(
        reference: [BinarySummary], values: ValueMatrix? = nil, perPrediction: Bool = true,
        normalization: NannyMLNormalization = .all
    ) throws(SummaryMismatch) {
        var whole = BinarySummary()
        for chunk in reference { try whole.merge(chunk) }
        guard let scores = whole.scores, !scores.points.isEmpty else { return nil }
        calibration = NannyMLCalibration(reference: scores)
        self.values = values
        self.perPrediction = perPrediction
        self.normalization = normalization
        var errors: [Metric: NannyMLSamplingError] = [:]
        var thresholds: [Metric: NannyMLThreshold] = [:]
        for metric in Metric.allCases {
            errors[metric] = Self.samplingError(metric, whole, values, normalization)
            let realized = reference.map { Self.realized(metric, $0, values, perPrediction, normalization) }
            thresholds[metric] = NannyMLThreshold(
                reference: realized, lowest: metric == .businessValue ? nil : 0,
                highest: Self.isShare(metric, normalization) ? 1 : nil)
        }
        self.errors = errors
        self.thresholds = thresholds
    }

    package func threshold(_ metric: Metric) -> NannyMLThreshold? { thresholds[metric] }

    /// A metric without labels.
    ///
    /// - Parameter decisions: the chunk's rows by exact score, those predicted positive counted as positives; `PerformanceQuery.decisions` asks a
    ///   store for it.
    /// - Returns: `nil` where the metric does not exist.
    package func estimate(_ metric: Metric, _ decisions: ScoreHistogram) -> NannyMLEstimate? {
        let rows = decisions.positives + decisions.negatives
        guard rows > 0, let value = value(metric, expectation(decisions)) else { return nil }
        // Numbers of rows, and the worth of all of them, grow with the chunk.
        let isTotal = metric.isCell && normalization == .counts || metric == .businessValue && !perPrediction
        let error = errors[metric].map { $0.standardError(rows: rows) * (isTotal ? Double(rows) : 1) }
        return NannyMLEstimate(
            value: value, samplingError: error, threshold: thresholds[metric], isShare: Self.isShare(metric, normalization))
    }

    /// The metric that labels give.
    package func realized(_ metric: Metric, _ summary: BinarySummary) -> Double? {
        Self.realized(metric, summary, values, perPrediction, normalization)
    }

    private func expectation(_ decisions: ScoreHistogram) -> NannyMLExpectation {
        NannyMLExpectation(
            decisions.points.flatMap { point in
                let probability = calibration.probability(of: point.score)
                return [(true, point.positives), (false, point.negatives)].map {
                    NannyMLExpectation.Rows(score: point.score, probability: probability, isPredicted: $0, count: $1)
                }
            })
    }

    private func value(_ metric: Metric, _ expected: NannyMLExpectation) -> Double? {
        func cell(_ own: Double, actual: Double, predicted: Double) -> Double? {
            switch normalization {
            case .counts: own
            case .all: own / expected.count
            case .actual: own + actual > 0 ? own / (own + actual) : nil
            case .predicted: own + predicted > 0 ? own / (own + predicted) : nil
            }
        }
        let (tp, fp, fn, tn) = (expected.truePositives, expected.falsePositives, expected.falseNegatives, expected.trueNegatives)
        switch metric {
        case .rocAUC: return expected.rocAUC
        case .averagePrecision: return expected.averagePrecision
        case .f1: return expected.f1
        case .precision: return expected.precision
        case .recall: return expected.recall
        case .specificity: return expected.specificity
        case .accuracy: return expected.accuracy
        case .truePositive: return cell(tp, actual: fn, predicted: fp)
        case .trueNegative: return cell(tn, actual: fp, predicted: fn)
        case .falsePositive: return cell(fp, actual: tn, predicted: tp)
        case .falseNegative: return cell(fn, actual: tp, predicted: tn)
        case .businessValue:
            return values.flatMap { NannyMLBusinessValue(matrix: $0, perPrediction: perPrediction).value(ofCells: [tn, fp, fn, tp]) }
        }
    }

    private static func isShare(_ metric: Metric, _ normalization: NannyMLNormalization) -> Bool {
        metric != .businessValue && !(metric.isCell && normalization == .counts)
    }

    private static func realized(
        _ metric: Metric, _ summary: BinarySummary, _ values: ValueMatrix?, _ perPrediction: Bool, _ normalization: NannyMLNormalization
    ) -> Double? {
        if metric == .businessValue {
            guard let values, let cells = summary.confusion?.counts.counts else { return nil }
            return NannyMLBusinessValue(matrix: values, perPrediction: perPrediction).value(ofCells: cells.map(Double.init))
        }
        guard metric.isCell else { return BinaryMetric(rawValue: metric.rawValue).flatMap { summary.estimate($0)?.value } }
        guard let confusion = summary.confusion, confusion.total > 0 else { return nil }
        let (own, others) = metric.cell(confusion, normalization)
        if normalization == .counts { return Double(own) }
        return others > 0 ? Double(own) / Double(others) : 0
    }

    private static func samplingError(
        _ metric: Metric, _ whole: BinarySummary, _ values: ValueMatrix?, _ normalization: NannyMLNormalization
    ) -> NannyMLSamplingError? {
        switch metric {
        case .rocAUC: return whole.scores.flatMap(NannyMLSamplingError.rocAUC)
        case .averagePrecision: return whole.scores.flatMap(NannyMLSamplingError.averagePrecision)
        default: break
        }
        guard let confusion = whole.confusion else { return nil }
        func proportion(_ hits: Int, of relevant: Int) -> NannyMLSamplingError? {
            .proportion(hits, of: relevant, among: confusion.total)
        }
        switch metric {
        case .rocAUC, .averagePrecision: return nil
        case .f1: return .f1(confusion, isCorrected: true)
        case .precision: return proportion(confusion.truePositives, of: confusion.predictedPositives)
        case .recall: return proportion(confusion.truePositives, of: confusion.actualPositives)
        case .specificity: return proportion(confusion.trueNegatives, of: confusion.actualNegatives)
        case .accuracy: return proportion(confusion.truePositives + confusion.trueNegatives, of: confusion.total)
        case .truePositive, .trueNegative, .falsePositive, .falseNegative:
            let (own, others) = metric.cell(confusion, normalization)
            return proportion(own, of: others)
        case .businessValue: return values.flatMap { .businessValue(confusion.counts, $0, isUnbiased: false) }
        }
    }
}

extension NannyMLBinaryEstimation.Metric {
    var isCell: Bool {
        switch self {
        case .truePositive, .trueNegative, .falsePositive, .falseNegative: true
        default: false
        }
    }

    /// A cell and what it is a share of.
    fileprivate func cell(_ confusion: BinaryConfusion, _ normalization: NannyMLNormalization) -> (own: Int, of: Int) {
        let isPositive = self == .truePositive || self == .falseNegative
        let isPredictedPositive = self == .truePositive || self == .falsePositive
        let own =
            switch self {
            case .truePositive: confusion.truePositives
            case .trueNegative: confusion.trueNegatives
            case .falsePositive: confusion.falsePositives
            default: confusion.falseNegatives
            }
        let others =
            switch normalization {
            case .counts, .all: confusion.total
            case .actual: isPositive ? confusion.actualPositives : confusion.actualNegatives
            case .predicted: isPredictedPositive ? confusion.predictedPositives : confusion.predictedNegatives
            }
        return (own, others)
    }
}
