internal import SQLText
internal import Statistics
internal import Store

extension Connection {
    /// One group for each window, class, decision and score; all metrics follow from their sums.
    func binaryPerformance(
        of records: SQL, classes: [String], resolution: PerformanceQuery.ScoreResolution
    ) throws -> [WindowPerformance] {
        let names = classes.map { SQL.bind(.text($0)) }
        let isKnown: SQL = classes.isEmpty ? "true" : "y IN (\(names.joined()))"
        let query: SQL = """
            WITH records AS (\(records)),
            classified AS (SELECT k, p, s0, CASE WHEN \(isKnown) THEN y = positive END AS y, y IS NOT NULL AS has FROM records
                WHERE p IS NOT NULL OR s0 IS NOT NULL),
            rows AS (SELECT k, p, y, has, CASE WHEN y IS NOT NULL THEN \(resolution.group(of: "s0")) END AS b,
                CASE WHEN y IS NOT NULL AND s0 BETWEEN 0 AND 1 THEN s0 END AS q, s0 FROM classified),
            losses AS (SELECT *, CASE WHEN y THEN \(logLoss(of: "q")) ELSE \(logLoss(of: "1 - q")) END AS l,
                (q - y::BIGINT) * (q - y::BIGINT) AS e FROM rows)
            SELECT k, y, p, b, has, count(*), sum(CASE WHEN b IS NOT NULL THEN s0 END), count_if(b IS NOT NULL AND q IS NULL)::BIGINT,
                \(MomentsAggregate.columns(of: "l")), \(MomentsAggregate.columns(of: "e"))
            FROM losses GROUP BY k, y, p, b, has
            """
        var windows: [Int64?: BinaryGroups] = [:]
        try run(query).forEachRow { chunk, row in
            let group = BinaryGroups.Group(
                isPositive: try chunk.boolean(1, row), isPredictedPositive: try chunk.boolean(2, row),
                score: try chunk.double(3, row), isLabelled: try chunk.boolean(4, row) ?? false,
                count: Int(try chunk.integer(5, row) ?? 0), scoreSum: try chunk.double(6, row) ?? 0,
                outside: Int(try chunk.integer(7, row) ?? 0), logLoss: try MomentsAggregate.read(chunk, row, 8),
                squaredError: try MomentsAggregate.read(chunk, row, 8 + MomentsAggregate.width))
            let key = try chunk.integer(0, row)
            windows[key, default: BinaryGroups()].add(group)
        }
        return windows.map { key, groups in
            WindowPerformance(key: key, summary: .binary(groups.summary(isExact: resolution.isExact)))
        }.sorted { ($0.key ?? .max) < ($1.key ?? .max) }
    }
}

/// Adds up the groups of one window.
struct BinaryGroups {
    /// Rows that agree in class, decision and score.
    struct Group {
        var isPositive: Bool?
        var isPredictedPositive: Bool?
        var score: Double?
        /// Whether there is an actual class, the model's or another.
        var isLabelled: Bool
        var count: Int
        var scoreSum: Double
        /// Rows whose score is no probability.
        var outside: Int
        var logLoss: Moments
        var squaredError: Moments
    }

    private var summary = BinarySummary()
    private var confusion = BinaryConfusion()
    private var points: [ScoreHistogram.Point] = []
    private var logLoss = Moments()
    private var squaredError = Moments()
    private var outside = 0

    mutating func add(_ group: Group) {
        switch group.isPredictedPositive {
        case true?: summary.predictedPositives += group.count
        case false?: summary.predictedNegatives += group.count
        case nil: break
        }
        guard let isPositive = group.isPositive else {
            if group.isLabelled { summary.unknownClass += group.count } else { summary.unlabelled += group.count }
            return
        }
        summary.labelled += group.count
        switch (isPositive, group.isPredictedPositive) {
        case (true, true?): confusion.truePositives += group.count
        case (true, false?): confusion.falseNegatives += group.count
        case (false, true?): confusion.falsePositives += group.count
        case (false, false?): confusion.trueNegatives += group.count
        case (_, nil): break
        }
        if let score = group.score {
            points.append(
                ScoreHistogram.Point(
                    score: score, positives: isPositive ? group.count : 0, negatives: isPositive ? 0 : group.count,
                    positiveScoreSum: isPositive ? group.scoreSum : 0,
                    negativeScoreSum: isPositive ? 0 : group.scoreSum))
        }
        outside += group.outside
        logLoss.merge(group.logLoss)
        squaredError.merge(group.squaredError)
    }

    func summary(isExact: Bool) -> BinarySummary {
        var result = summary
        result.confusion = confusion.total > 0 ? confusion : nil
        result.scores = points.isEmpty ? nil : ScoreHistogram(points: points, isExact: isExact)
        // One score outside 0...1 shows that scores are no probabilities.
        let areProbabilities = outside == 0 && logLoss.count > 0
        result.logLoss = areProbabilities ? logLoss : nil
        result.squaredError = areProbabilities ? squaredError : nil
        return result
    }
}
