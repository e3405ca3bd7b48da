/// What a column of a file or table is to the model.
package enum ColumnRole: Sendable, Hashable {
    /// Identity of one prediction; joins records, actuals and candidates.
    case predictionID
    /// Event time: when the prediction was made.
    case timestamp
    /// Arrival time of the record.
    case receivedAt
    /// Version of the model that made the prediction.
    case modelVersion
    /// Score of the positive class (binary), or predicted number (regression).
    case predictionScore
    /// Score of one class (multiclass).
    case classScore(String)
    /// Predicted class.
    case predictionLabel
    /// Ground truth.
    case actual
    /// When the ground truth arrived.
    case actualTimestamp
    /// Input of the model.
    case feature
    /// Known of the record, not an input.
    case tag
    /// Left out.
    case ignored

    /// The name by which the role is set and printed.
    package var name: String {
        switch self {
        case .predictionID: "prediction_id"
        case .timestamp: "timestamp"
        case .receivedAt: "received_at"
        case .modelVersion: "model_version"
        case .predictionScore: "prediction_score"
        case .classScore: "class_score"
        case .predictionLabel: "prediction_label"
        case .actual: "actual"
        case .actualTimestamp: "actual_timestamp"
        case .feature: "feature"
        case .tag: "tag"
        case .ignored: "ignored"
        }
    }
}

extension ColumnRole {
    /// Every role but those of single classes.
    package static let plain: [ColumnRole] = [
        .predictionID, .timestamp, .receivedAt, .modelVersion, .predictionScore, .predictionLabel, .actual,
        .actualTimestamp, .feature, .tag, .ignored,
    ]

    /// Reads a role's name, or `class_score:CLASS`.
    package init?(_ text: String) {
        if let role = Self.plain.first(where: { $0.name == text }) {
            self = role
        } else if text.hasPrefix("class_score:") {
            self = .classScore(String(text.dropFirst("class_score:".count)))
        } else {
            return nil
        }
    }
}

extension ColumnRole: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let role = ColumnRole(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is no role; roles are \(Self.plain.map(\.name).joined(separator: ", ")) and class_score:CLASS")
        }
        self = role
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .classScore(let name) = self {
            try container.encode("class_score:\(name)")
        } else {
            try container.encode(name)
        }
    }
}
