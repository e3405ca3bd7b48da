internal import Foundation

/// What is kept of every hour of a model's records: over which bins its columns are counted, and what performance is
/// made of. Another plan is another roll-up.
package struct RollupPlan: Sendable, Hashable, Codable {
    /// Counted over their bins.
    package var columns: [BinnedColumn]
    /// Columns whose moments are kept.
    package var numeric: [String]
    /// `nil` when there is nothing to measure.
    package var prediction: PerformanceQuery.Prediction?

    package init(columns: [BinnedColumn], numeric: [String], prediction: PerformanceQuery.Prediction?) {
        self.columns = columns
        self.numeric = numeric
        self.prediction = prediction
    }

    /// Finer than anyone looks at, coarse enough that thousands of hours are read in an instant.
    package static let scoreBins = 200

    /// What tells plans apart; it can be read back.
    package var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    package init(text: String) throws {
        self = try JSONDecoder().decode(RollupPlan.self, from: Data(text.utf8))
    }

    /// Whether it is the other with more columns at its end.
    package func extends(_ other: RollupPlan) -> Bool {
        columns.starts(with: other.columns) && numeric.starts(with: other.numeric) && prediction == other.prediction
    }
}
