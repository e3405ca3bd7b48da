package import Domain
package import Store

internal import SQLText
internal import Statistics
internal import Synchronization

extension DuckDBStore {
    package func performance(_ query: PerformanceQuery) async throws -> [WindowPerformance] {
        let records = try await labelled(query)
        return try await run { try $0.performance(query.prediction, of: records) }
    }

    package func performance(_ query: PerformanceQuery, within: Int64) async throws -> TimelyPerformance {
        let all = query.known(within: nil)
        guard let (classes, resolution, deadline) = try await onePass(all, within: within) else {
            return TimelyPerformance(inTime: try await performance(query.known(within: within)), all: try await performance(all))
        }
        let records = try await labelled(all)
        return try await run { try $0.binaryPerformance(of: records, classes: classes, resolution: resolution, deadline: deadline) }
    }

    /// Joined once into a table of the columns that metrics need and one for each slice, which then is read for each.
    package func performance(_ query: PerformanceQuery, within: Int64?, in slices: [Slice]) async throws -> [TimelyPerformance] {
        guard !slices.isEmpty else { return [] }
        let members = try slices.enumerated().map { place, slice -> SQL in
            "\(SQL.predicate(try query.records.checked(slice), DuckDBSliceDialect())) AS \(SQL(trusted: "m\(place)"))"
        }
        let all = query.known(within: nil)
        if let within, let (classes, resolution, deadline) = try await onePass(all, within: within) {
            return try await each(slices.count, of: try await labelled(all, carrying: members)) { connection, records in
                try connection.binaryPerformance(of: records, classes: classes, resolution: resolution, deadline: deadline)
            }
        }
        let known = try await each(slices.count, of: try await labelled(all, carrying: members)) { try $0.performance(query.prediction, of: $1) }
        guard let within else { return known.map { TimelyPerformance(inTime: $0, all: $0) } }
        let inTime = try await each(slices.count, of: try await labelled(query.known(within: within), carrying: members)) {
            try $0.performance(query.prediction, of: $1)
        }
        return zip(inTime, known).map { TimelyPerformance(inTime: $0, all: $1) }
    }

    /// Answers about the records of each slice, `m0` and so on in `records`.
    private func each<Answer: Sendable>(
        _ count: Int, of records: SQL, _ answer: @escaping @Sendable (Connection, SQL) throws -> Answer
    ) async throws -> [Answer] {
        let table: SQL = .identifier(makeID())
        return try await run { connection in
            // With bindings a table is not made.
            try connection.run("CREATE TEMP TABLE \(table) AS \(records.inlined)")
            let answers = Result {
                try (0..<count).map { try answer(connection, "SELECT * FROM \(table) WHERE \(SQL(trusted: "m\($0)"))") }
            }
            try connection.run("DROP TABLE \(table)")
            return try answers.get()
        }
    }

    /// Whether one pass tells both what was known in time and what is known: of labels that were corrected, the former is another row than the last.
    private func onePass(
        _ query: PerformanceQuery, within: Int64
    ) async throws -> (classes: [String], resolution: PerformanceQuery.ScoreResolution, deadline: SQL)? {
        guard case .binary(_, _, _, let classes, _, let resolution) = query.prediction, case .joined(let join) = query.labels, join.arrival != nil,
            let bucket = query.windowing.granularity.bucket, try await !hasRepeatedActuals(query)
        else { return nil }
        return (classes, resolution, bucket.deadline(of: "k", within: within))
    }
}

extension Connection {
    /// What metrics need of `LabelledRecords`.
    fileprivate func performance(_ prediction: PerformanceQuery.Prediction, of records: SQL) throws -> [WindowPerformance] {
        switch prediction {
        case .binary(_, _, _, let classes, _, let resolution):
            try binaryPerformance(of: records, classes: classes, resolution: resolution).all
        case .multiclass(let label, let scores, let classes, let resolution):
            try multiclassPerformance(
                of: records, hasLabel: label != nil, scoreCount: scores.count, classes: classes, resolution: resolution)
        case .regression(_, let centre, let quantiles):
            try regressionPerformance(of: records, centre: centre, quantiles: quantiles)
        }
    }
}

extension TimeBucket {
    /// The last moment at which ground truth of the window with this key may arrive.
    fileprivate func deadline(of key: SQL, within: Int64) -> SQL { "(\(key) + 1) * \(SQL.literal(length)) + \(SQL.literal(origin + within))" }
}

extension DuckDBStore {
    /// The records of a query beside their ground truth: `LabelledRecords`.
    ///
    /// - Parameter carrying: more columns of the records, each with its name.
    func labelled(_ query: PerformanceQuery, carrying: [SQL] = []) async throws -> SQL {
        let plain = LabelledRecords(query, deduplicated: false, carrying: carrying)
        // Ground truth that came twice makes a record count twice in a plain join. That is rare and found by a count,
        // so the costlier join that picks the latest for each record is only made when needed.
        if try await hasRepeatedActuals(query) {
            return try LabelledRecords(query, deduplicated: true, carrying: carrying).sql()
        }
        return try plain.sql()
    }

    private func hasRepeatedActuals(_ query: PerformanceQuery) async throws -> Bool {
        guard let repeated = try LabelledRecords(query, deduplicated: false, carrying: []).repeatedActuals() else { return false }
        return try await isAny(repeated)
    }

    /// Whether a count about a relation is not zero. A relation does not change, so it is asked once.
    private func isAny(_ count: SQL) async throws -> Bool {
        if let known = knownCounts.withLock({ $0[count] }) { return known > 0 }
        let found = try await run { try $0.count(count) }
        knownCounts.withLock { $0[count] = found }
        return found > 0
    }
}

/// The records of a performance query beside their ground truth, as a subquery with the columns `k` (window key),
/// `y` (actual), `p` (prediction: class as text, or number) and `s0`, `s1`, ... (scores; null unless finite), and, where ground truth is
/// joined and has it, its `arrival`.
private struct LabelledRecords {
    let query: PerformanceQuery
    /// Whether to take the last of several actuals of one record.
    let deduplicated: Bool
    /// More columns of the records.
    let carried: [SQL]

    init(_ query: PerformanceQuery, deduplicated: Bool, carrying carried: [SQL]) {
        self.query = query
        self.deduplicated = deduplicated
        self.carried = carried
    }

    func sql() throws(StoreError) -> SQL {
        let records = query.records
        var columns: [SQL] = ["\(try query.windowing.key(in: records)) AS k"]
        columns += try predictionColumns() + carried
        var filter: SQL = ""
        if let condition = query.filter {
            // Windows of rows are counted over all records, as for every other question, and filtered afterwards.
            let clause: SQL = if case .rows = query.windowing.granularity { "QUALIFY" } else { "WHERE" }
            filter = " \(clause) \(try records.requireColumn(condition.column).asCategory) = \(bind: .text(condition.value))"
        }
        switch query.labels {
        case .column(let name, let deadline):
            columns.append("\(try actualValue(of: records.requireColumn(name))) AS y")
            guard let deadline else { return "SELECT \(columns.joined()) FROM \(records.source)\(filter)" }
            columns.append("\(try records.requireColumn(deadline.arrival).asTime) AS arrival")
            let end = try lastArrival(within: deadline.within, arrival: deadline.arrival, key: "k")
            return """
                SELECT * REPLACE (CASE WHEN arrival <= \(end) THEN y END AS y) \
                FROM (SELECT \(columns.joined()) FROM \(records.source)\(filter))
                """
        case .joined(let join):
            let ids = try joinKeys(join)
            columns += ["\(ids.record) AS id", "\(identifier: rowNumberColumn) AS record"]
            var actuals: [SQL] = [
                "\(ids.actual) AS id", "\(try actualValue(of: join.actuals.requireColumn(join.actual))) AS y",
            ]
            var condition: SQL = "records.id = actuals.id"
            actuals.append("\(identifier: rowNumberColumn) AS place")
            if let arrival = join.arrival {
                actuals.append("\(try join.actuals.requireColumn(arrival).asTime) AS arrival")
            }
            if let within = join.knownWithin {
                let end = try lastArrival(within: within, arrival: join.arrival, key: "records.k")
                condition = "\(condition) AND actuals.arrival <= \(end)"
            }
            let order: SQL = join.arrival == nil ? "place DESC" : "arrival DESC NULLS LAST, place DESC"
            let last: SQL =
                deduplicated
                ? " QUALIFY row_number() OVER (PARTITION BY record ORDER BY \(order)) = 1" : ""
            return """
                SELECT records.*, y\(join.arrival == nil ? "" : ", arrival" as SQL) FROM (SELECT \(columns.joined()) FROM \(records.source)\(filter)) AS records
                LEFT JOIN (SELECT \(actuals.joined()) FROM \(join.actuals.source)) AS actuals
                ON \(condition)\(last)
                """
        }
    }

    /// The last moment at which ground truth of the window with this key may arrive.
    private func lastArrival(within: Int64, arrival: String?, key: SQL) throws(StoreError) -> SQL {
        guard arrival != nil, let bucket = query.windowing.granularity.bucket else {
            throw StoreError(.badInput, "labels known by a time need arrival times and windows of time")
        }
        return bucket.deadline(of: key, within: within)
    }

    /// How many actuals repeat the identity of another; `nil` when none can.
    func repeatedActuals() throws(StoreError) -> SQL? {
        guard case .joined(let join) = query.labels, !join.isUnique else { return nil }
        let id = try joinKeys(join).actual
        return "SELECT count(\(id)) - count(DISTINCT \(id)) FROM \(join.actuals.source)"
    }

    private func joinKeys(_ join: PerformanceQuery.Join) throws(StoreError) -> (record: SQL, actual: SQL) {
        try identities(query.records.requireColumn(join.recordID), join.actuals.requireColumn(join.actualID))
    }

    private func actualValue(of column: StoredColumn) -> SQL {
        if case .regression = query.prediction { return column.asNumber }
        return column.asClass
    }

    private func predictionColumns() throws(StoreError) -> [SQL] {
        let records = query.records
        switch query.prediction {
        case .binary(let score, let label, let positive, _, let threshold, _):
            var scoreValue: SQL = "NULL::DOUBLE"
            if let score { scoreValue = try records.requireColumn(score).asFiniteNumber }
            var prediction: SQL = "NULL::BOOLEAN"
            if let label {
                let predicted = try records.requireColumn(label).asClass
                prediction = "(\(predicted)) = \(bind: .text(positive))"
            } else if score != nil, let threshold {
                prediction = "(\(scoreValue)) >= \(SQL.literal(threshold))"
            }
            return ["\(scoreValue) AS s0", "\(prediction) AS p", "\(bind: .text(positive)) AS positive"]
        case .multiclass(let label, let scores, _, _):
            var columns: [SQL] = []
            for (index, score) in scores.enumerated() {
                columns.append("\(try records.requireColumn(score).asFiniteNumber) AS \(SQL(trusted: "s\(index)"))")
            }
            var prediction: SQL = "NULL::VARCHAR"
            if let label { prediction = try records.requireColumn(label).asClass }
            return columns + ["\(prediction) AS p"]
        case .regression(let value, _, _):
            return ["\(try records.requireColumn(value).asNumber) AS p"]
        }
    }
}

/// Two columns of identities as values of one type, for a join.
func identities(_ one: StoredColumn, _ other: StoredColumn) -> (SQL, SQL) {
    one.type == other.type ? (.identifier(one.name), .identifier(other.name)) : (one.asClass, other.asClass)
}

extension PerformanceQuery.ScoreResolution {
    /// What scores are grouped by, as `group(of:)` says for one; null for null.
    func group(of score: SQL) -> SQL {
        switch self {
        case .exact: score
        case .bins(let count):
            """
            CASE WHEN \(score) IS NOT NULL \
            THEN least(greatest(floor(\(score) * \(count)), 0), \(count - 1)) / \(count)::DOUBLE END
            """
        case .arcsineBins(let count):
            """
            CASE WHEN \(score) IS NOT NULL \
            THEN least(floor(asin(sqrt(least(greatest(\(score), 0), 1))) * \(.literal(Self.arcsineScale(count))) + \(.literal(Self.slack))), \(count - 1))::DOUBLE END
            """
        }
    }
}

/// `-ln` of a probability clipped to `[eps, 1 - eps]`, eps being 2^-52; null for null, which `greatest` would pass over.
func logLoss(of probability: SQL) -> SQL {
    let epsilon = SQL.literal(Double.ulpOfOne)
    return "CASE WHEN \(probability) IS NOT NULL THEN -ln(least(greatest(\(probability), \(epsilon)), 1 - \(epsilon))) END"
}
