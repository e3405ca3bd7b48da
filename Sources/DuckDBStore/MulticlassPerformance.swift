internal import SQLText
internal import Statistics
internal import Store

extension Connection {
    /// One scan for the confusion counts and each class's scores: each is a GROUPING SET.
    func multiclassPerformance(
        of records: SQL, hasLabel: Bool, scoreCount: Int, classes: [String],
        resolution: PerformanceQuery.ScoreResolution
    ) throws -> [WindowPerformance] {
        let scores = (0..<scoreCount).map { SQL(trusted: "s\($0)") }
        let bins = (0..<scoreCount).map { SQL(trusted: "b\($0)") }
        // Without a predicted label the class of the highest score is the prediction; the first one wins a tie.
        var prediction: SQL = "p"
        if !hasLabel, scoreCount > 0 {
            let cases = zip(scores, classes).map { score, name -> SQL in
                "WHEN \(score) = greatest(\(scores.joined())) THEN \(bind: .text(name))"
            }
            prediction = "CASE \(cases.joined(separator: " ")) END"
        }
        let ofActual = zip(scores, classes).map { score, name -> SQL in "WHEN \(bind: .text(name)) THEN \(score)" }
        let squares = zip(scores, classes).map { score, name -> SQL in
            "(\(score) - (y = \(bind: .text(name)))::BIGINT) ** 2"
        }
        let probability: SQL =
            scoreCount == 0
            ? "NULL::DOUBLE"
            : """
            CASE WHEN y IS NOT NULL AND least(\(scores.joined())) >= 0 AND greatest(\(scores.joined())) <= 1 \
            THEN (CASE y \(ofActual.joined(separator: " ")) END) / (\(scores.joined(separator: " + "))) END
            """
        let squaredError: SQL =
            scoreCount == 0 ? "NULL::DOUBLE" : "CASE WHEN q IS NOT NULL THEN \(squares.joined(separator: " + ")) END"
        let binColumns = zip(bins, scores).map { bin, score -> SQL in
            "CASE WHEN y IS NOT NULL THEN \(resolution.group(of: score)) END AS \(bin)"
        }
        let sets = ["(k, y, p)"] + bins.map { "(k, y, \($0))" as SQL }
        let query: SQL = """
            WITH records AS (\(records)),
            rows AS (SELECT \((["k", "y", "\(prediction) AS p", "\(probability) AS q"] + scores + binColumns).joined()) FROM records),
            losses AS (SELECT *, \(logLoss(of: "q")) AS l, \(squaredError) AS e FROM rows)
            SELECT k, y, p, GROUPING(\((["p"] + bins).joined()))::BIGINT, count(*),
            \(MomentsAggregate.columns(of: "l")), \(MomentsAggregate.columns(of: "e")),
            count_if(y IS NOT NULL AND q IS NULL)::BIGINT\(bins.map { ", \($0)" as SQL }.joined(separator: ""))
            \(scores.map { ", sum(\($0))" as SQL }.joined(separator: ""))
            FROM losses GROUP BY GROUPING SETS (\(sets.joined()))
            """
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        var windows: [Int64?: MulticlassGroups] = [:]
        try run(query).forEachRow { chunk, row in
            let key = try chunk.integer(0, row)
            let actual = try chunk.text(1, row)
            let count = Int(try chunk.integer(4, row) ?? 0)
            // GROUPING sets a bit for each column that a row is *not* grouped by; the first column has the highest.
            let mask = try chunk.integer(3, row) ?? 0
            let first = 6 + 2 * MomentsAggregate.width
            var groups = windows[key] ?? MulticlassGroups(classes: classes, scoreCount: scoreCount)
            if mask & (1 << scoreCount) == 0 {
                groups.addDecision(
                    actual: actual, place: actual.flatMap { places[$0] },
                    predicted: try chunk.text(2, row).flatMap { places[$0] }, count: count,
                    logLoss: try MomentsAggregate.read(chunk, row, 5),
                    squaredError: try MomentsAggregate.read(chunk, row, 5 + MomentsAggregate.width),
                    outside: Int(try chunk.integer(first - 1, row) ?? 0))
            } else if actual != nil,
                let index = (0..<scoreCount).first(where: { mask & (1 << (scoreCount - 1 - $0)) == 0 }),
                let score = try chunk.double(first + index, row)
            {
                groups.addScore(
                    of: index, score: score, isActual: actual == classes[index], count: count,
                    sum: try chunk.double(first + scoreCount + index, row) ?? 0)
            }
            windows[key] = groups
        }
        return windows.map { key, groups in
            WindowPerformance(key: key, summary: .multiclass(groups.summary(isExact: resolution.isExact)))
        }.sorted { ($0.key ?? .max) < ($1.key ?? .max) }
    }
}

/// Adds up the groups of one window.
private struct MulticlassGroups {
    private var labelled = 0
    private var unlabelled = 0
    private var confusion: ConfusionCounts
    private var points: [[ScoreHistogram.Point]]
    private var logLoss = Moments()
    private var squaredError = Moments()
    private var outside = 0

    init(classes: [String], scoreCount: Int) {
        confusion = ConfusionCounts(classes: classes)
        points = Array(repeating: [], count: scoreCount)
    }

    mutating func addDecision(
        actual: String?, place: Int?, predicted: Int?, count: Int, logLoss: Moments, squaredError: Moments, outside: Int
    ) {
        guard actual != nil else {
            unlabelled += count
            return
        }
        labelled += count
        if let place, let predicted { confusion[actual: place, predicted: predicted] += count }
        self.logLoss.merge(logLoss)
        self.squaredError.merge(squaredError)
        self.outside += outside
    }

    mutating func addScore(of index: Int, score: Double, isActual: Bool, count: Int, sum: Double) {
        points[index].append(
            ScoreHistogram.Point(
                score: score, positives: isActual ? count : 0, negatives: isActual ? 0 : count,
                positiveScoreSum: isActual ? sum : 0, negativeScoreSum: isActual ? 0 : sum))
    }

    func summary(isExact: Bool) -> MulticlassSummary {
        let hasScores = points.contains { !$0.isEmpty }
        let areProbabilities = outside == 0 && logLoss.count > 0
        return MulticlassSummary(
            labelled: labelled, unlabelled: unlabelled, confusion: confusion,
            oneVersusRest: hasScores ? points.map { ScoreHistogram(points: $0, isExact: isExact) } : nil,
            logLoss: areProbabilities ? logLoss : nil, squaredError: areProbabilities ? squaredError : nil)
    }
}
