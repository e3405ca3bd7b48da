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
        }.inOrder()
    }
}
