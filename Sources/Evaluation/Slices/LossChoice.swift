internal import Domain
package import Statistics
internal import Store

extension PredictionLoss {
    /// Reads `log_loss`, `absolute_error`, `squared_error`, `zero_one`, `false_positives`, `false_negatives`, or `cost:5,1`: what a false positive
    /// costs, and a false negative.
    package init?(_ text: String) {
        if let plain = Self.plain.first(where: { $0.name == text }) {
            self = plain
            return
        }
        let costs = text.hasPrefix("cost:") ? text.dropFirst(5).split(separator: ",", omittingEmptySubsequences: false).map { Double($0) } : []
        guard costs.count == 2, let falsePositive = costs[0], let falseNegative = costs[1], min(falsePositive, falseNegative) >= 0,
            max(falsePositive, falseNegative).isFinite
        else { return nil }
        self = .cost(falsePositive: falsePositive, falseNegative: falseNegative)
    }

    /// All but costs.
    private static let plain: [PredictionLoss] = [
        .logLoss, .absoluteError, .squaredError, .zeroOne, .falsePositives, .falseNegatives,
    ]

    /// What may be chosen but costs, for those who tell it.
    package static let plainNames = "log_loss, squared_error, absolute_error, zero_one, false_positives, false_negatives"

    /// As it is read.
    package var name: String {
        switch self {
        case .logLoss: "log_loss"
        case .absoluteError: "absolute_error"
        case .squaredError: "squared_error"
        case .zeroOne: "zero_one"
        case .falsePositives: "false_positives"
        case .falseNegatives: "false_negatives"
        case .cost(let falsePositive, let falseNegative): "cost:\(falsePositive),\(falseNegative)"
        }
    }

    /// The loss to look at where none was chosen: of probabilities where there are any.
    static func usual(for prediction: PerformanceQuery.Prediction) -> PredictionLoss {
        switch prediction {
        case .binary(let score, _, _, _, _, _): score == nil ? .zeroOne : .logLoss
        case .multiclass(_, let scores, _, _): scores.isEmpty ? .zeroOne : .logLoss
        case .regression: .absoluteError
        }
    }

    /// - Throws: `EvaluationError` where what is predicted has no such loss.
    func require(of prediction: PerformanceQuery.Prediction) throws(EvaluationError) {
        let complaint: String?
        switch (prediction, self) {
        case (.regression, .absoluteError), (.regression, .squaredError): complaint = nil
        case (.regression, _): complaint = "predictions are numbers: use absolute_error or squared_error"
        case (.multiclass(_, let scores, _, _), .logLoss): complaint = scores.isEmpty ? "it needs a score for each class: use zero_one" : nil
        case (.multiclass, .zeroOne): complaint = nil
        case (.multiclass, _): complaint = "there are several classes: use log_loss or zero_one"
        case (.binary(let score, _, _, _, _, _), .logLoss), (.binary(let score, _, _, _, _, _), .squaredError),
            (.binary(let score, _, _, _, _, _), .absoluteError):
            complaint = score == nil ? "it needs a score: name it with --column prediction_score=NAME, or use zero_one" : nil
        case (.binary(_, let label, _, _, let threshold, _), _):
            complaint = label == nil && threshold == nil ? "it needs predicted classes: name them with --column prediction_label=NAME" : nil
        }
        if let complaint { throw EvaluationError("the loss \(name) cannot be taken: \(complaint)") }
    }
}
