internal import Domain
package import Statistics
package import Store
internal import Trees

/// NannyML's direct loss estimation (DLE): trees learn from the reference what each row loses, and a chunk's metric is the mean of what they
/// expect of its rows, or its root.
///
/// LightGBM's defaults on features and prediction. A category is numbered from 1 in the order of the reference's texts, of which a missing one is
/// `NML_missing_value`; 0 stands for those that the reference never had. Losses that are expected to be negative count as 0.
///
/// Source: NannyML 0.13.1, `performance_estimation/direct_loss_estimation/`.
package struct NannyMLLossEstimation {
    private let trees: BoostedTrees
    private let codes: [[String: Double]?]
    private let isRoot: Bool
    private let lossMean: Double
    private let lossDeviation: Double

    /// - Parameters:
    ///   - columns: of features, with the prediction last.
    ///   - isRoot: whether the metric is the root of the mean loss.
    /// - Throws: `EvaluationError` where a row's loss is undefined; `TreeError`.
    package init(_ loss: RowLoss, isRoot: Bool, reference columns: WindowRows, actuals: [Double]) throws {
        guard case .numbers(let predictions)? = columns.columns.last else {
            throw EvaluationError("the last column has to be the prediction")
        }
        var losses: [Double] = []
        for (prediction, actual) in zip(predictions, actuals) {
            guard let value = loss.value(prediction: prediction, actual: actual) else {
                throw EvaluationError("the \(loss.rawValue) loss of \(prediction) for \(actual) is undefined; leave such rows out")
            }
            losses.append(value)
        }
        let moments = Moments(losses)
        (lossMean, lossDeviation) = (moments.mean, moments.standardDeviation(ddof: 0) ?? 0)
        self.isRoot = isRoot
        codes = columns.columns.map { cells in
            guard case .categories(let values) = cells else { return nil }
            let known = Set(values.map(Self.text)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Double($0 + 1)) })
        }
        trees = try BoostedTrees(training: Self.table(columns, codes), labels: losses, settings: TreeSettings(.mean))
    }

    /// - Returns: `nil` for a chunk without rows.
    package func estimate(of chunk: WindowRows) throws -> (value: Double, samplingError: Double)? {
        guard chunk.count > 0 else { return nil }
        let losses = try trees.predictions(for: Self.table(chunk, codes)).map { max(0, $0) }
        let count = Double(losses.count)
        let mean = losses.reduce(0, +) / count
        guard isRoot else { return (mean, lossDeviation / count.squareRoot()) }
        return (mean.squareRoot(), (lossDeviation * lossDeviation / (4 * count * lossMean)).squareRoot())
    }

    private static func text(_ value: String?) -> String { value ?? "NML_missing_value" }

    private static func table(_ rows: WindowRows, _ codes: [[String: Double]?]) -> TreeTable {
        let columns = zip(rows.columns, codes).map { cells, codes -> [Double] in
            switch cells {
            case .numbers(let values): values
            case .categories(let values): values.map { codes?[text($0)] ?? 0 }
            }
        }
        return TreeTable(
            columns: columns.indices.map { "c\($0)" }, categorical: codes.indices.filter { codes[$0] != nil },
            values: (0..<rows.count).flatMap { row in columns.map { $0[row] } })
    }
}
