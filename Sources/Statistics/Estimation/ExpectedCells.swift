import RealModule

/// Records without labels by score and predicted class, with the probability that each is positive: what expected metrics are made of.
package struct ExpectedCells: Sendable {
    /// Records that share a score and a predicted class.
    package struct Cell: Sendable, Hashable {
        package var score: Double
        package var isPredictedPositive: Bool
        package var count: Double
        /// That a record of the cell is positive.
        package var probability: Double

        package init(score: Double, isPredictedPositive: Bool, count: Double, probability: Double) {
            self.score = score
            self.isPredictedPositive = isPredictedPositive
            self.count = count
            self.probability = probability
        }

        var expectedPositives: Double { count * probability }
        var expectedNegatives: Double { count * (1 - probability) }
    }

    /// In increasing order of score.
    package let cells: [Cell]

    package init(_ cells: some Sequence<Cell>) {
        self.cells = cells.filter { $0.count > 0 }.sorted { $0.score < $1.score }
    }

    /// - Parameter decisions: the records by score; those predicted positive are its positives.
    package init(_ decisions: ScoreHistogram, _ calibrator: ScoreCalibrator) {
        self.init(
            decisions.points.flatMap { point -> [Cell] in
                let score = point.meanScore
                let probability = calibrator.probability(of: score)
                return [(true, point.positives), (false, point.negatives)].map {
                    Cell(score: score, isPredictedPositive: $0, count: Double($1), probability: probability)
                }
            })
    }

    package var count: Double { cells.reduce(0) { $0 + $1.count } }
    package var expectedPositives: Double { cells.reduce(0) { $0 + $1.expectedPositives } }
    package var expectedNegatives: Double { cells.reduce(0) { $0 + $1.expectedNegatives } }
}

/// A metric with its derivatives by the number of positive and of negative records in each cell: enough for every standard error of the first
/// order.
package struct MetricGradient: Sendable {
    package var value: Double
    /// In the order of the cells.
    package var byPositive: [Double]
    package var byNegative: [Double]
}

extension ExpectedCells {
    /// A metric of the expected numbers of positives and negatives; `nil` where it does not exist or cannot be expected from scores.
    ///
    /// - Parameters:
    ///   - hasDecisions: whether the cells' predicted classes mean anything.
    ///   - values: for business value per prediction.
    package func gradient(_ metric: BinaryMetric, hasDecisions: Bool, values: ValueMatrix? = nil) -> MetricGradient? {
        switch metric {
        case .rocAUC: return rocAUC
        case .averagePrecision: return averagePrecision
        case .logLoss:
            guard let first = cells.first, let last = cells.last, first.score >= 0, last.score <= 1 else { return nil }
            return mean { cell, isPositive in Self.logLoss(cell.score, isPositive) }
        case .brierScore:
            guard let first = cells.first, let last = cells.last, first.score >= 0, last.score <= 1 else { return nil }
            return mean { cell, isPositive in
                let error = cell.score - (isPositive ? 1 : 0)
                return error * error
            }
        case .positiveRate: return mean { _, isPositive in isPositive ? 1 : 0 }
        default: break
        }
        guard hasDecisions else { return nil }
        switch metric {
        case .accuracy: return mean { cell, isPositive in cell.isPredictedPositive == isPositive ? 1 : 0 }
        case .precision:
            return ratio { cell, isPositive in cell.isPredictedPositive ? (isPositive ? 1 : 0, 1) : (0, 0) }
        case .recall:
            return ratio { cell, isPositive in isPositive ? (cell.isPredictedPositive ? 1 : 0, 1) : (0, 0) }
        case .specificity:
            return ratio { cell, isPositive in isPositive ? (0, 0) : (cell.isPredictedPositive ? 0 : 1, 1) }
        case .f1: return fBeta(1)
        case .f2: return fBeta(2)
        case .fHalf: return fBeta(0.5)
        case .businessValuePerPrediction:
            guard let values, values.values.count == 4 else { return nil }
            return mean { cell, isPositive in values.values[(isPositive ? 2 : 0) + (cell.isPredictedPositive ? 1 : 0)] }
        default: return nil
        }
    }

    private func fBeta(_ beta: Double) -> MetricGradient? {
        let square = beta * beta
        return ratio { cell, isPositive in
            switch (isPositive, cell.isPredictedPositive) {
            case (true, true): (1 + square, 1 + square)
            case (true, false): (0, square)
            case (false, true): (0, 1)
            case (false, false): (0, 0)
            }
        }
    }

    private func mean(_ value: (Cell, Bool) -> Double) -> MetricGradient? { ratio { (value($0, $1), 1) } }

    /// A ratio of sums over records.
    private func ratio(_ part: (_ cell: Cell, _ isPositive: Bool) -> (Double, Double)) -> MetricGradient? {
        var (numerator, denominator) = (0.0, 0.0)
        for cell in cells {
            let (positive, negative) = (part(cell, true), part(cell, false))
            numerator += cell.expectedPositives * positive.0 + cell.expectedNegatives * negative.0
            denominator += cell.expectedPositives * positive.1 + cell.expectedNegatives * negative.1
        }
        guard denominator > 0 else { return nil }
        let value = numerator / denominator
        func derivative(_ cell: Cell, _ isPositive: Bool) -> Double {
            let (above, below) = part(cell, isPositive)
            return (above - value * below) / denominator
        }
        return MetricGradient(
            value: value, byPositive: cells.map { derivative($0, true) }, byNegative: cells.map { derivative($0, false) })
    }

    private static func logLoss(_ score: Double, _ isPositive: Bool) -> Double {
        let clipped = Swift.min(Swift.max(score, 0x1p-52), 1 - 0x1p-52)
        return -(isPositive ? Double.log(clipped) : Double.log(onePlus: -clipped))
    }
}
