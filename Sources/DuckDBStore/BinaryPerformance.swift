internal import SQLText
internal import Statistics
internal import Store

extension Connection {
    /// One group for each window, class, decision and score, and whether its labels came in time; all metrics follow from their sums.
    ///
    /// - Parameter deadline: by when ground truth in time had arrived, in terms of the window's key `k`; without one all is.
    func binaryPerformance(
        of records: SQL, classes: [String], resolution: PerformanceQuery.ScoreResolution, deadline: SQL? = nil
    ) throws -> TimelyPerformance {
        let names = classes.map { SQL.bind(.text($0)) }
        let isKnown: SQL = classes.isEmpty ? "true" : "y IN (\(names.joined()))"
        let isTimely: SQL = deadline.map { "coalesce(arrival <= \($0), false)" } ?? "true"
        let query: SQL = """
            WITH records AS (\(records)),
            classified AS (SELECT k, p, s0, \(isTimely) AS timely, CASE WHEN \(isKnown) THEN y = positive END AS y, y IS NOT NULL AS has FROM records
                WHERE p IS NOT NULL OR s0 IS NOT NULL),
            rows AS (SELECT k, timely, p, y, has, CASE WHEN y IS NOT NULL THEN \(resolution.group(of: "s0")) END AS b,
                CASE WHEN y IS NOT NULL AND s0 BETWEEN 0 AND 1 THEN s0 END AS q, s0 FROM classified),
            losses AS (SELECT *, CASE WHEN y THEN \(logLoss(of: "q")) ELSE \(logLoss(of: "1 - q")) END AS l,
                (q - y::BIGINT) * (q - y::BIGINT) AS e FROM rows)
            SELECT k, y, p, b, has, timely, count(*), sum(CASE WHEN b IS NOT NULL THEN s0 END), count_if(b IS NOT NULL AND q IS NULL)::BIGINT,
                \(MomentsAggregate.columns(of: "l")), \(MomentsAggregate.columns(of: "e"))
            FROM losses GROUP BY k, y, p, b, has, timely
            """
        var inTime: [Int64?: BinaryGroups] = [:], all: [Int64?: BinaryGroups] = [:]
        try run(query).forEachRow { chunk, row in
            let group = BinaryGroups.Group(
                isPositive: try chunk.boolean(1, row), isPredictedPositive: try chunk.boolean(2, row),
                score: try chunk.double(3, row), isLabelled: try chunk.boolean(4, row) ?? false,
                count: Int(try chunk.integer(6, row) ?? 0), scoreSum: try chunk.double(7, row) ?? 0,
                outside: Int(try chunk.integer(8, row) ?? 0), logLoss: try MomentsAggregate.read(chunk, row, 9),
                squaredError: try MomentsAggregate.read(chunk, row, 9 + MomentsAggregate.width))
            let key = try chunk.integer(0, row)
            all[key, default: BinaryGroups()].add(group)
            guard deadline != nil else { return }
            let isTimely = try chunk.boolean(5, row) ?? false
            inTime[key, default: BinaryGroups()].add(isTimely ? group : group.unlabelled)
        }
        func windows(_ groups: [Int64?: BinaryGroups]) -> [WindowPerformance] {
            groups.map { WindowPerformance(key: $0, summary: .binary($1.summary(resolution))) }.inOrder()
        }
        let known = windows(all)
        return TimelyPerformance(inTime: deadline == nil ? known : windows(inTime), all: known)
    }
}
