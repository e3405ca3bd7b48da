internal import SQLText
internal import Statistics
internal import Store

extension ClickHouseStore {
    /// One scan for the confusion counts, and a group of each class's scores beside it.
    func multiclassPerformance(
        of scan: Scan, hasLabel: Bool, scoreCount: Int, classes: [String], resolution: PerformanceQuery.ScoreResolution
    ) async throws -> [WindowPerformance] {
        let scores = (0..<scoreCount).map { SQL(trusted: "s\($0)") }
        let rows = Self.predicted(scan, hasLabel: hasLabel, scores: scores)
        var windows: [Int64?: MulticlassGroups] = [:]
        var reader = try await client.queryGroups(Self.decisions(of: rows, scores: scores), of: scan)
        while !reader.isAtEnd {
            let key = try reader.integer()
            let (actual, predicted) = (try reader.integer(), try reader.integer())
            let (count, outside) = (Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0))
            let (loss, error) = (try MomentsAggregate.read(&reader), try MomentsAggregate.read(&reader))
            guard count > 0 else { continue }
            windows[key, default: MulticlassGroups(classes: classes, scoreCount: scoreCount)].addDecision(
                isLabelled: actual != nil, place: Self.place(actual), predicted: Self.place(predicted), count: count, logLoss: loss,
                squaredError: error, outside: outside)
        }
        for part in scores.indices.parts(of: columnsPerPass) {
            let selects = part.map { place in
                let score: SQL = "assumeNotNull(\(scores[place]))"
                return scan.naming("assumeNotNull(y) = \(place)", "mine").naming(resolution.group(of: score), "b")
                    .where("isNotNull(y) AND assumeNotNull(y) >= 0 AND isNotNull(\(scores[place]))")
                    .select(
                        [integer("k"), integer("materialize(\(place))"), integer("mine"), double("b"), integer("count()"), double("sum(\(score))")],
                        "GROUP BY k, mine, b")
            }
            var reader = try await client.queryGroups(selects.joined(separator: " UNION ALL "), of: scan)
            while !reader.isAtEnd {
                let key = try reader.integer()
                let (place, isActual) = (Int(try reader.integer() ?? 0), try reader.integer() == 1)
                let (score, count) = (try reader.double(), Int(try reader.integer() ?? 0))
                let sum = try reader.double() ?? 0
                guard let score, count > 0 else { continue }
                windows[key]?.addScore(of: place, score: score, isActual: isActual, count: count, sum: sum)
            }
        }
        return windows.map { key, groups in
            WindowPerformance(key: key, summary: .multiclass(groups.summary(resolution)))
        }.inOrder()
    }

    /// The place of a class by its code.
    private static func place(_ code: Int64?) -> Int? { code.flatMap { $0 == Membership.outside ? nil : Int($0) } }

    /// The rows that have a prediction, with the names `scores`, `complete` (whether there is one of each class) and,
    /// where there is no predicted label, `p`: the class of the highest score, the first of equal ones.
    private static func predicted(_ scan: Scan, hasLabel: Bool, scores: [SQL]) -> Scan {
        var rows = scan
        if !scores.isEmpty {
            rows = rows.naming("[\(scores.map { "assumeNotNull(\($0))" as SQL }.joined())]", "scores")
        }
        rows = rows.naming(
            scores.isEmpty ? "0" : scores.map { "isNotNull(\($0))" as SQL }.joined(separator: " AND "), "complete")
        if !hasLabel {
            rows = rows.naming(
                scores.isEmpty ? "CAST(NULL AS Nullable(Int64))"
                    : "if(complete, toInt64(indexOf(scores, arrayReduce('max', scores))) - 1, NULL)", "p")
        }
        return rows.where((["isNotNull(p)"] + scores.map { "isNotNull(\($0))" as SQL }).joined(separator: " OR "))
    }

    private static func decisions(of rows: Scan, scores: [SQL]) -> SQL {
        var losses = rows.naming("complete AND isNotNull(y) AND assumeNotNull(y) >= 0", "measured")
        if scores.isEmpty {
            losses = losses.naming("0", "probable").naming("CAST(NULL AS Nullable(Float64))", "l").naming("CAST(NULL AS Nullable(Float64))", "e")
        } else {
            let isProbability: SQL = """
                arrayReduce('min', scores) >= 0 AND arrayReduce('max', scores) <= 1 \
                AND abs(arraySum(scores) - 1) <= \(SQL.clickHouse(probabilitySumTolerance))
                """
            let squares = scores.enumerated().map { place, score in
                "(assumeNotNull(\(score)) - (assumeNotNull(y) = \(place))) * (assumeNotNull(\(score)) - (assumeNotNull(y) = \(place)))" as SQL
            }
            losses = losses.naming("measured AND \(isProbability)", "probable")
                .naming("if(probable, \(logLoss(of: "scores[if(probable, assumeNotNull(y), 0) + 1]")), NULL)", "l")
                .naming("if(probable, \(squares.joined(separator: " + ")), NULL)", "e")
        }
        return losses.select(
            [integer("k"), integer("y"), integer("p"), integer("count()"), integer("countIf(measured AND NOT probable)")]
                + MomentsAggregate.columns(of: "l") + MomentsAggregate.columns(of: "e"), "GROUP BY k, y, p")
    }
}
