package import Domain

/// Which role a column has by its name alone.
package enum ColumnNames {
    /// The role that this name stands for, whatever its case; `nil` for names that stand for none.
    ///
    /// Scores of one class are `prediction_score_<class>`, `y_pred_proba_<class>`, `probability_<class>` or
    /// `score_<class>`.
    package static func role(of name: String) -> ColumnRole? {
        let lowered = name.lowercased()
        if let role = exact[lowered] { return role }
        for prefix in classScorePrefixes where lowered.hasPrefix(prefix) && lowered.count > prefix.count {
            return .classScore(String(name.dropFirst(prefix.count)))
        }
        return nil
    }

    private static let exact: [String: ColumnRole] = [
        "prediction_id": .predictionID, "id": .predictionID, "row_id": .predictionID, "request_id": .predictionID,
        "timestamp": .timestamp, "event_time": .timestamp, "event_timestamp": .timestamp, "ts": .timestamp,
        "received_at": .receivedAt, "arrival_time": .receivedAt,
        "model_version": .modelVersion,
        "prediction_score": .predictionScore, "score": .predictionScore, "y_pred_proba": .predictionScore,
        "probability": .predictionScore, "predicted_probability": .predictionScore,
        "prediction_label": .predictionLabel, "prediction": .predictionLabel, "predicted_label": .predictionLabel,
        "y_pred": .predictionLabel,
        "actual": .actual, "target": .actual, "label": .actual, "y_true": .actual, "ground_truth": .actual,
        "actual_timestamp": .actualTimestamp, "label_timestamp": .actualTimestamp,
    ]

    private static let classScorePrefixes = ["prediction_score_", "y_pred_proba_", "probability_", "score_"]
}
