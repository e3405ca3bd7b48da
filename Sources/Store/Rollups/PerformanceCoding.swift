internal import Statistics

extension NumberWriter {
    mutating func write(_ summary: BinarySummary) {
        write(PerformanceTask.binary.rawValue)
        write([
            summary.labelled, summary.unlabelled, summary.unknownClass, summary.predictedPositives,
            summary.predictedNegatives,
        ])
        write(summary.confusion) {
            $0.write([$1.truePositives, $1.falsePositives, $1.trueNegatives, $1.falseNegatives])
        }
        write(summary.scores) { $0.write($1) }
        write(summary.logLoss) { $0.write($1) }
        write(summary.squaredError) { $0.write($1) }
    }

    mutating func write(_ summary: MulticlassSummary) {
        write(PerformanceTask.multiclass.rawValue)
        write([summary.labelled, summary.unlabelled, summary.unknownClass])
        write(summary.confusion.counts)
        write(summary.oneVersusRest) { writer, histograms in
            for histogram in histograms { writer.write(histogram) }
        }
        write(summary.logLoss) { $0.write($1) }
        write(summary.squaredError) { $0.write($1) }
    }

    mutating func write(_ summary: RegressionSummary) {
        write(PerformanceTask.regression.rawValue)
        write([summary.labelled, summary.unlabelled, summary.logErrorExcluded, summary.zeroActuals])
        for moments in summary.plainMoments { write(moments) }
        write(summary.weightedError)
        write(summary.explained)
        for pinball in summary.pinball { write(pinball.loss) }
    }
}

extension NumberReader {
    /// The summary that belongs to the plan's task; `nil` where there was nothing to measure.
    mutating func readPerformance(_ plan: RollupPlan) throws(SummaryMismatch) -> PerformanceSummary? {
        let task = try readInteger()
        guard task != 0 else { return nil }
        switch (PerformanceTask(rawValue: task), plan.prediction) {
        case (.binary?, .binary?): return .binary(try readBinary())
        case (.multiclass?, .multiclass(_, let scores, let classes, _)?):
            return .multiclass(try readMulticlass(classes: classes, scoreCount: scores.count))
        case (.regression?, .regression(_, let centre, let quantiles)?):
            return .regression(try readRegression(centre: centre, quantiles: quantiles))
        default: throw SummaryMismatch("a summary of another task")
        }
    }

    private mutating func readBinary() throws(SummaryMismatch) -> BinarySummary {
        let counts = try readIntegers(5)
        return BinarySummary(
            labelled: counts[0], unlabelled: counts[1], unknownClass: counts[2], predictedPositives: counts[3],
            predictedNegatives: counts[4],
            confusion: try readOptional { reader throws(SummaryMismatch) in
                let cells = try reader.readIntegers(4)
                return BinaryConfusion(
                    truePositives: cells[0], falsePositives: cells[1], trueNegatives: cells[2], falseNegatives: cells[3])
            },
            scores: try readOptional { reader throws(SummaryMismatch) in try reader.readScores() },
            logLoss: try readOptional { reader throws(SummaryMismatch) in try reader.readMoments() },
            squaredError: try readOptional { reader throws(SummaryMismatch) in try reader.readMoments() })
    }

    private mutating func readMulticlass(
        classes: [String], scoreCount: Int
    ) throws(SummaryMismatch) -> MulticlassSummary {
        let counts = try readIntegers(3)
        return MulticlassSummary(
            labelled: counts[0], unlabelled: counts[1], unknownClass: counts[2],
            confusion: ConfusionCounts(classes: classes, counts: try readIntegers(classes.count * classes.count)),
            oneVersusRest: try readOptional { reader throws(SummaryMismatch) in
                var histograms: [ScoreHistogram] = []
                for _ in 0..<scoreCount { histograms.append(try reader.readScores()) }
                return histograms
            },
            logLoss: try readOptional { reader throws(SummaryMismatch) in try reader.readMoments() },
            squaredError: try readOptional { reader throws(SummaryMismatch) in try reader.readMoments() })
    }

    private mutating func readRegression(
        centre: Double, quantiles: [Double]
    ) throws(SummaryMismatch) -> RegressionSummary {
        let counts = try readIntegers(4)
        var plain: [Moments] = []
        for _ in 0..<7 { plain.append(try readMoments()) }
        let weighted = try readCoMoments(variables: 2)
        let explained = try readCoMoments(variables: 3)
        var pinball: [RegressionSummary.PinballLoss] = []
        for quantile in quantiles.sorted() { pinball.append(.init(quantile: quantile, loss: try readMoments())) }
        var summary = RegressionSummary(centre: centre, pinball: pinball)
        (summary.labelled, summary.unlabelled) = (counts[0], counts[1])
        (summary.logErrorExcluded, summary.zeroActuals) = (counts[2], counts[3])
        summary.plainMoments = plain
        summary.weightedError = weighted
        summary.explained = explained
        return summary
    }
}

/// How a task is written down.
private enum PerformanceTask: Int {
    case binary = 1
    case multiclass, regression
}

extension RegressionSummary {
    /// The moments of single losses, in the order they are written down.
    fileprivate var plainMoments: [Moments] {
        get {
            [
                error, absoluteError, squaredError, squaredLogError, absolutePercentageError, symmetricPercentageError,
                actual,
            ]
        }
        set {
            (error, absoluteError, squaredError, squaredLogError) = (newValue[0], newValue[1], newValue[2], newValue[3])
            (absolutePercentageError, symmetricPercentageError, actual) = (newValue[4], newValue[5], newValue[6])
        }
    }
}
