internal import SQLText
internal import Statistics
internal import Store

extension Connection {
    /// Moments of each row's losses; the definitions are those of `RegressionSummary.add(prediction:actual:)`.
    func regressionPerformance(of records: SQL, centre: Double, quantiles: [Double]) throws -> [WindowPerformance] {
        let pinball = quantiles.enumerated().map { index, quantile -> SQL in
            """
            CASE WHEN d < 0 THEN \(SQL.literal(-quantile)) * d ELSE \(SQL.literal(1 - quantile)) * d END \
            AS \(SQL(trusted: "pinball\(index)"))
            """
        }
        let losses: [SQL] =
            [
                "k", "d", "abs(d) AS size", "d * d AS square", "y", "abs(y) AS magnitude",
                "CASE WHEN p > -1 AND y > -1 THEN ((\(logOnePlus("p"))) - (\(logOnePlus("y")))) ** 2 END AS logsquare",
                "abs(d) / greatest(\(SQL.literal(Double.ulpOfOne)), abs(y)) AS percentage",
                "CASE WHEN d = 0 THEN 0 ELSE 2 * abs(d) / (abs(p) + abs(y)) END AS symmetrical",
                "y - \(SQL.literal(centre)) AS offs", "(y - \(SQL.literal(centre))) ** 2 AS offsquare",
            ] + pinball
        let moments: [SQL] =
            ["d", "size", "square", "logsquare", "percentage", "symmetrical", "y"]
            + quantiles.indices.map { SQL(trusted: "pinball\($0)") }
        let pairs = [("size", "size"), ("size", "magnitude"), ("magnitude", "magnitude")]
            + [("square", "square"), ("square", "offs"), ("square", "offsquare"), ("offs", "offs"),
                ("offs", "offsquare"), ("offsquare", "offsquare")]
        let products = pairs.map { SQL(trusted: "covar_pop(\($0), \($1)) * count(d)") }
        let aggregates: [SQL] =
            ["k", "count(*)", "count(d)", "count(*) - count(y)", "count_if(y = 0)::BIGINT", "avg(magnitude)", "avg(offs)", "avg(offsquare)"]
            + products + moments.map { MomentsAggregate.columns(of: $0) }
        let query: SQL = """
            WITH records AS (\(records)),
            usable AS (SELECT k, p, y, CASE WHEN isfinite(p) AND isfinite(y) THEN p - y END AS d FROM records WHERE isfinite(p)),
            losses AS (SELECT \(losses.joined()) FROM (SELECT k, d, CASE WHEN d IS NOT NULL THEN p END AS p,
                CASE WHEN d IS NOT NULL THEN y END AS y FROM usable))
            SELECT \(aggregates.joined()) FROM losses GROUP BY k ORDER BY k NULLS LAST
            """
        let pinballStart = 8 + products.count
        return try run(query).rows { chunk, row in
            func moments(_ index: Int) throws -> Moments {
                try MomentsAggregate.read(chunk, row, pinballStart + index * MomentsAggregate.width)
            }
            func numbers(_ range: Range<Int>) throws -> [Double] {
                try range.map { try chunk.double($0, row) ?? 0 }
            }
            var summary = RegressionSummary(
                centre: centre,
                pinball: try quantiles.enumerated().map { .init(quantile: $1, loss: try moments(7 + $0)) })
            summary.labelled = Int(try chunk.integer(2, row) ?? 0)
            summary.unlabelled = Int(try chunk.integer(3, row) ?? 0)
            summary.zeroActuals = Int(try chunk.integer(4, row) ?? 0)
            summary.error = try moments(0)
            summary.absoluteError = try moments(1)
            summary.squaredError = try moments(2)
            summary.squaredLogError = try moments(3)
            summary.logErrorExcluded = summary.labelled - summary.squaredLogError.count
            summary.absolutePercentageError = try moments(4)
            summary.symmetricPercentageError = try moments(5)
            summary.actual = try moments(6)
            let means = try numbers(5..<8)
            summary.weightedError = CoMoments(
                count: summary.labelled, means: [summary.absoluteError.mean, means[0]], products: try numbers(8..<11))
            summary.explained = CoMoments(
                count: summary.labelled, means: [summary.squaredError.mean, means[1], means[2]],
                products: try numbers(11..<17))
            return WindowPerformance(key: try chunk.integer(0, row), summary: .regression(summary))
        }
    }
}

/// `ln(1 + x)`, accurate for small x too: the rounding of `1 + x` is divided out (Higham, "Accuracy and Stability of
/// Numerical Algorithms", section 1.14.1).
private func logOnePlus(_ x: SQL) -> SQL {
    "CASE WHEN 1 + \(x) = 1 THEN \(x) ELSE ln(1 + \(x)) * \(x) / ((1 + \(x)) - 1) END"
}
