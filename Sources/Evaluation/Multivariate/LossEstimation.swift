internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// What predictions of numbers lose while their labels are not known: trees learn from a labelled reference what each row loses, from its features
/// and its prediction (direct loss estimation; the idea is NannyML's). It sees losses that come with the rows, such as more of the kind that the
/// model is bad at; a changed relation between rows and labels it cannot see.
///
/// Everything about its errors is learned from the reference's own windows, each estimated by trees that have not seen it: how far single losses
/// lie off, and how far windows do beyond that.
struct LossEstimation {
    struct Estimate: Sendable, Hashable {
        /// Of the mean loss.
        var mean: Double
        var standardError: Double
        var degreesOfFreedom: Double
        var count: Int

        /// Where the mean of the losses will lie with 95 % confidence, when labels have come.
        var interval: ClosedRange<Double> {
            let half = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(0.025) * standardError
            return max(0, mean - half)...max(0, mean + half)
        }
    }

    let loss: RowLoss
    /// The reference's mean loss, and its standard error.
    let reference: Moments
    private let trees: BoostedTrees
    private let coding: RowCoding
    /// What out-of-fold estimates were too small by, on average.
    private let bias: Double
    /// Variance of a row's loss about its estimate.
    private let rowVariance: Double
    /// Variance of windows' means beyond that.
    private let windowVariance: Double
    private let windows: Int

    private static let folds = 3
    private static let leastWindows = 4

    private static var settings: TreeSettings {
        var settings = TreeSettings(.mean)
        (settings.trees, settings.leaves, settings.leastRowsPerLeaf) = (60, 15, 30)
        return settings
    }

    /// - Parameters:
    ///   - columns: of features, with the prediction last.
    ///   - reference: windows with the actual value as one more column at the end.
    /// - Returns: `nil` where fewer than four windows have thirty rows whose loss is defined.
    init?(_ loss: RowLoss, columns: [CountedColumn], reference: [WindowRows]) throws {
        var parts: [(rows: TreeTable, losses: [Double])] = []
        guard let whole = WindowRows(joining: reference) else { return nil }
        let coding = RowCoding(columns, reference: WindowRows(key: nil, columns: Array(whole.columns.dropLast())))
        for window in reference {
            let (predictions, actuals) = (window.columns[columns.count - 1].numbers, window.columns[columns.count].numbers)
            let losses = zip(predictions, actuals).map { loss.value(prediction: $0, actual: $1) }
            // Trees learn from numbers of 32 bits, whose squares have to be finite, too.
            let known = losses.indices.filter { losses[$0].map { $0 < 1e18 } ?? false }
            guard known.count >= 30 else { continue }
            let table = coding.table(WindowRows(key: nil, columns: Array(window.columns.dropLast())))
            parts.append((table.rows(known), known.compactMap { losses[$0] }))
        }
        guard parts.count >= Self.leastWindows, let first = parts.first else { return nil }
        func trained(without fold: Int?) throws -> BoostedTrees {
            let learned = parts.enumerated().filter { $0.offset % Self.folds != fold }.map(\.element)
            var table = TreeTable(columns: first.rows.columns, categorical: first.rows.categorical)
            for part in learned { table.append(contentsOf: part.rows) }
            return try BoostedTrees(training: table, labels: learned.flatMap(\.losses), settings: Self.settings)
        }
        var residuals = Moments()
        var means: [(residual: Double, count: Int)] = []
        for fold in 0..<Self.folds {
            let trees = try trained(without: fold)
            for part in parts.enumerated() where part.offset % Self.folds == fold {
                let estimates = try trees.predictions(for: part.element.rows)
                let off = Moments(zip(part.element.losses, estimates).map { $0 - $1 })
                residuals.merge(off)
                means.append((off.mean, off.count))
            }
        }
        trees = try trained(without: nil)
        self.loss = loss
        self.coding = coding
        self.reference = Moments(parts.flatMap(\.losses))
        bias = residuals.mean
        let variance = residuals.variance() ?? 0
        rowVariance = variance
        let excess = means.map { ($0.residual - residuals.mean) * ($0.residual - residuals.mean) - variance / Double($0.count) }
        windowVariance = max(0, excess.reduce(0, +) / Double(means.count - 1))
        windows = means.count
    }

    /// - Parameter window: features with the prediction last; rows without a prediction are left out.
    /// - Returns: `nil` without a row.
    func estimate(of window: WindowRows) throws -> Estimate? {
        let table = coding.table(window)
        let predictions = window.columns.last?.numbers ?? []
        let known = predictions.indices.filter { !predictions[$0].isNaN }
        guard !known.isEmpty else { return nil }
        let losses = try trees.predictions(for: table.rows(known))
        let mean = max(0, losses.reduce(0, +) / Double(losses.count) + bias)
        return Estimate(
            mean: mean, standardError: (rowVariance / Double(known.count) + windowVariance).squareRoot(),
            degreesOfFreedom: Double(windows - 1), count: known.count)
    }
}

/// Rows of a window that lie where a reference has none: what was learned from it says nothing of them.
struct Support: Sendable {
    private let ranges: [ClosedRange<Double>?]
    private let known: [Set<String>?]

    init(_ reference: WindowRows) {
        ranges = reference.columns.map { cells in
            let values = cells.numbers.filter { !$0.isNaN }
            return values.min().flatMap { low in values.max().map { low...$0 } }
        }
        known = reference.columns.map { cells in
            if case .categories(let values) = cells { Set(values.compactMap(\.self)) } else { nil }
        }
    }

    /// The share of rows of which a number lies outside of the reference's range, or a category is new; and the columns' shares.
    func outside(_ window: WindowRows) -> (share: Double, columns: [Double]) {
        var isOutside = [Bool](repeating: false, count: window.count)
        var columns: [Double] = []
        for (place, cells) in window.columns.enumerated() {
            let flags: [Bool] = switch cells {
            case .numbers(let values): values.map { value in !value.isNaN && !(ranges[place]?.contains(value) ?? false) }
            case .categories(let values): values.map { value in value.map { !(known[place]?.contains($0) ?? false) } ?? false }
            }
            for row in flags.indices where flags[row] { isOutside[row] = true }
            columns.append(Double(flags.count(where: \.self)) / Double(max(1, window.count)))
        }
        return (Double(isOutside.count(where: \.self)) / Double(max(1, window.count)), columns)
    }
}
