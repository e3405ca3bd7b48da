package import Statistics

/// Adds up the groups of one window.
package struct MulticlassGroups {
    private var labelled = 0
    private var unlabelled = 0
    private var unknownClass = 0
    private var confusion: ConfusionCounts
    private var points: [[ScoreHistogram.Point]]
    private var logLoss = Moments()
    private var squaredError = Moments()
    private var outside = 0
    /// By the names' UTF-8: the engine tells apart what Swift takes for the same text.
    private let places: [[UInt8]: Int]

    /// The place of a class; `nil` for one that the model does not know.
    package func place(of name: String) -> Int? { places[Array(name.utf8)] }

    package init(classes: [String], scoreCount: Int) {
        places = Dictionary(classes.enumerated().map { (Array($1.utf8), $0) }) { first, _ in first }
        confusion = ConfusionCounts(classes: classes)
        points = Array(repeating: [], count: scoreCount)
    }

    /// Takes in rows that agree in class and decision.
    ///
    /// - Parameters:
    ///   - place: of the actual class; `nil` for one that the model does not know.
    ///   - outside: rows whose scores are no probabilities.
    package mutating func addDecision(
        isLabelled: Bool, place: Int?, predicted: Int?, count: Int, logLoss: Moments, squaredError: Moments, outside: Int
    ) {
        guard isLabelled else {
            unlabelled += count
            return
        }
        guard let place else {
            unknownClass += count
            return
        }
        labelled += count
        if let predicted { confusion[actual: place, predicted: predicted] += count }
        self.logLoss.merge(logLoss)
        self.squaredError.merge(squaredError)
        self.outside += outside
    }

    /// Takes in rows that agree in one class's score.
    package mutating func addScore(of index: Int, score: Double, isActual: Bool, count: Int, sum: Double) {
        points[index].append(
            ScoreHistogram.Point(
                score: score, positives: isActual ? count : 0, negatives: isActual ? 0 : count,
                positiveScoreSum: isActual ? sum : 0, negativeScoreSum: isActual ? 0 : sum))
    }

    /// - Parameter resolution: by which scores were grouped.
    package func summary(_ resolution: PerformanceQuery.ScoreResolution) -> MulticlassSummary {
        let hasScores = points.contains { !$0.isEmpty }
        let areProbabilities = outside == 0 && logLoss.count > 0
        return MulticlassSummary(
            labelled: labelled, unlabelled: unlabelled, unknownClass: unknownClass, confusion: confusion,
            oneVersusRest: hasScores ? points.map { ScoreHistogram($0, by: resolution) } : nil,
            logLoss: areProbabilities ? logLoss : nil, squaredError: areProbabilities ? squaredError : nil)
    }
}
