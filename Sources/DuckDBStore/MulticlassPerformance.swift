internal import SQLText
internal import Statistics
internal import Store

extension Connection {
    /// One scan for the confusion counts and the scores of each class, each being one of the GROUPING SETS; the engine
    /// tells at most 63 of them apart, so many classes take several scans.
    func multiclassPerformance(
        of records: SQL, hasLabel: Bool, scoreCount: Int, classes: [String],
        resolution: PerformanceQuery.ScoreResolution
    ) throws -> [WindowPerformance] {
        let query = MulticlassQuery(
            records: records, hasLabel: hasLabel, scoreCount: scoreCount, classes: classes, resolution: resolution)
        var windows: [Int64?: MulticlassGroups] = [:]
        for start in stride(from: 0, through: max(0, scoreCount - 1), by: 60) {
            let scores = start..<min(start + 60, scoreCount)
            try run(query.sql(scores: scores)).forEachRow { chunk, row in
                let key = try chunk.integer(0, row)
                var groups = windows[key] ?? MulticlassGroups(classes: classes, scoreCount: scoreCount)
                try groups.read(chunk, row, scores: scores, takesDecisions: start == 0)
                windows[key] = groups
            }
        }
        return windows.map { key, groups in
            WindowPerformance(key: key, summary: .multiclass(groups.summary(resolution)))
        }.inOrder()
    }
}

/// The statement that groups decisions and scores.
private struct MulticlassQuery {
    let records: SQL
    let hasLabel: Bool
    let scoreCount: Int
    let classes: [String]
    let resolution: PerformanceQuery.ScoreResolution

    /// Columns: window, class, decision, mask, count, log loss, squared error, rows whose scores are no probabilities;
    /// then the scores' groups, then the scores' sums.
    func sql(scores part: Range<Int>) -> SQL {
        let scores = (0..<scoreCount).map { SQL(trusted: "s\($0)") }
        let bins = part.map { SQL(trusted: "b\($0)") }
        let hasScores = scoreCount > 0
        let sum: SQL = hasScores ? scores.joined(separator: " + ") : "NULL::DOUBLE"
        let (least, greatest): (SQL, SQL) = ("least(\(scores.joined()))", "greatest(\(scores.joined()))")
        // Without a predicted label the class of the highest score is the prediction; the first one wins a tie.
        var prediction: SQL = "p"
        if !hasLabel, hasScores {
            let cases = zip(scores, classes).map { "WHEN \($0) = \(greatest) THEN \(bind: .text($1))" as SQL }
            prediction = "CASE WHEN (\(sum)) IS NULL THEN NULL \(cases.joined(separator: " ")) END"
        }
        let ofActual = zip(scores, classes).map { "WHEN \(bind: .text($1)) THEN \($0)" as SQL }
        let squares = zip(scores, classes).map { "(\($0) - (y = \(bind: .text($1)))::BIGINT) ** 2" as SQL }
        let actual: SQL = hasScores ? "CASE y \(ofActual.joined(separator: " ")) END" : "NULL::DOUBLE"
        let areProbabilities: SQL = hasScores
            ? "abs(total - 1) <= \(SQL.literal(probabilitySumTolerance)) AND \(least) >= 0 AND \(greatest) <= 1" : "false"
        let squaredError: SQL =
            hasScores ? "CASE WHEN q IS NOT NULL THEN \(squares.joined(separator: " + ")) END" : "NULL::DOUBLE"
        let groups = part.map { place -> SQL in
            let group = resolution.group(of: SQL(trusted: "s\(place)"))
            return "CASE WHEN y IS NOT NULL THEN \(group) END AS \(SQL(trusted: "b\(place)"))"
        }
        let isPredicted = (["p IS NOT NULL"] + scores.map { "\($0) IS NOT NULL" as SQL }).joined(separator: " OR ")
        let sets = ["(k, y, p)"] + bins.map { "(k, y, \($0))" as SQL }
        return """
            WITH records AS (\(records)),
            rows AS (SELECT \((["k", "y", "\(prediction) AS p", "\(actual) AS a", "\(sum) AS total"] + scores + groups).joined())
                FROM records WHERE \(isPredicted)),
            probabilities AS (SELECT *, CASE WHEN \(areProbabilities) THEN a END AS q FROM rows),
            losses AS (SELECT *, \(logLoss(of: "q")) AS l, \(squaredError) AS e FROM probabilities)
            SELECT k, y, p, GROUPING(\((["p"] + bins).joined()))::BIGINT, count(*),
            \(MomentsAggregate.columns(of: "l")), \(MomentsAggregate.columns(of: "e")),
            count_if(a IS NOT NULL AND total IS NOT NULL AND q IS NULL)::BIGINT\(bins.map { ", \($0)" as SQL }.joined(separator: ""))
            \(part.map { ", sum(\(SQL(trusted: "s\($0)")))" as SQL }.joined(separator: ""))
            FROM losses GROUP BY GROUPING SETS (\(sets.joined()))
            """
    }
}

extension MulticlassGroups {
    /// Takes in one row of `MulticlassQuery`.
    fileprivate mutating func read(_ chunk: Chunk, _ row: Int, scores: Range<Int>, takesDecisions: Bool) throws {
        let actual = try chunk.text(1, row)
        let actualPlace = actual.flatMap { place(of: $0) }
        let count = Int(try chunk.integer(4, row) ?? 0)
        // GROUPING sets a bit for each column that a row is *not* grouped by; the first column has the highest.
        let mask = try chunk.integer(3, row) ?? 0
        let first = 6 + 2 * MomentsAggregate.width
        if mask & (1 << scores.count) == 0 {
            guard takesDecisions else { return }
            addDecision(
                isLabelled: actual != nil, place: actualPlace,
                predicted: try chunk.text(2, row).flatMap { place(of: $0) }, count: count,
                logLoss: try MomentsAggregate.read(chunk, row, 5),
                squaredError: try MomentsAggregate.read(chunk, row, 5 + MomentsAggregate.width),
                outside: Int(try chunk.integer(first - 1, row) ?? 0))
        } else if let actualPlace,
            let index = scores.indices.first(where: { mask & (1 << (scores.upperBound - 1 - $0)) == 0 }),
            let score = try chunk.double(first + index - scores.lowerBound, row)
        {
            addScore(
                of: index, score: score, isActual: actualPlace == index, count: count,
                sum: try chunk.double(first + scores.count + index - scores.lowerBound, row) ?? 0)
        }
    }
}
