internal import SQLText
internal import Statistics
internal import Store

extension ClickHouseStore {
    /// Moments of each row's losses; the definitions are those of `RegressionSummary.add(prediction:actual:)`.
    func regressionPerformance(of scan: Scan, centre: Double, quantiles: [Double]) async throws -> [WindowPerformance] {
        let centre = (value: centre, sql: SQL.clickHouse(centre))
        // Of rows without a finite actual value nothing is measured: null.
        let measured: [(SQL, SQL)] = [
            ("d", "pp - yy"), ("size", "abs(pp - yy)"), ("square", "(pp - yy) * (pp - yy)"),
            ("percentage", "abs(pp - yy) / greatest(\(SQL.clickHouse(Double.ulpOfOne)), abs(yy))"),
            ("symmetrical", "if(pp = yy, 0., 2 * abs(pp - yy) / (abs(pp) + abs(yy)))"),
            ("actual", "yy"), ("magnitude", "abs(yy)"), ("offs", "yy - \(centre.sql)"), ("offsquare", "pow(yy - \(centre.sql), 2)"),
        ] + quantiles.enumerated().map { index, quantile in
            (SQL(trusted: "pinball\(index)"), "if(pp < yy, \(SQL.clickHouse(-quantile)), \(SQL.clickHouse(1 - quantile))) * (pp - yy)")
        }
        var losses = scan.naming("assumeNotNull(p)", "pp").naming("assumeNotNull(y)", "yy")
            .naming("isFinite(ifNull(y, nan))", "has").where("isFinite(ifNull(p, nan))")
        for (name, value) in measured { losses = losses.naming("if(has, \(value), NULL)", name) }
        losses = losses.naming("if(has AND pp > -1 AND yy > -1, pow((\(logOnePlus("pp"))) - (\(logOnePlus("yy"))), 2), NULL)", "logsquare")
        let pairs: [(SQL, SQL)] = [
            ("size", "size"), ("size", "magnitude"), ("magnitude", "magnitude"), ("square", "square"), ("square", "offs"),
            ("square", "offsquare"), ("offs", "offs"), ("offs", "offsquare"), ("offsquare", "offsquare"),
        ]
        let moments: [SQL] = ["d", "size", "square", "logsquare", "percentage", "symmetrical", "actual"]
            + quantiles.indices.map { SQL(trusted: "pinball\($0)") }
        let aggregates = [integer("k"), integer("count()"), integer("count(d)"), integer("countIf(has AND yy = 0)")]
            + (["magnitude", "offs", "offsquare"] as [SQL]).map { double("avg(\($0))") }
            + pairs.map { double("covarPopStable(\($0), \($1)) * count(d)") } + moments.flatMap { MomentsAggregate.columns(of: $0) }
        var reader = try await client.queryGroups(losses.select(aggregates, "GROUP BY k"), of: scan)
        var windows: [Int64?: RegressionSummary] = [:]
        while !reader.isAtEnd {
            let (key, rows) = (try reader.integer(), Int(try reader.integer() ?? 0))
            let (labelled, zeros) = (Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0))
            var numbers: [Double] = []
            for _ in 0..<(3 + pairs.count) { numbers.append(try reader.double() ?? 0) }
            var read: [Moments] = []
            for _ in moments { read.append(try MomentsAggregate.read(&reader)) }
            guard rows > 0 else { continue }
            var summary = RegressionSummary(
                centre: centre.value, pinball: quantiles.enumerated().map { .init(quantile: $1, loss: read[7 + $0]) })
            (summary.labelled, summary.unlabelled, summary.zeroActuals) = (labelled, rows - labelled, zeros)
            (summary.error, summary.absoluteError, summary.squaredError) = (read[0], read[1], read[2])
            (summary.squaredLogError, summary.logErrorExcluded) = (read[3], labelled - read[3].count)
            (summary.absolutePercentageError, summary.symmetricPercentageError, summary.actual) = (read[4], read[5], read[6])
            // Without rows that are measured there is nothing that varies.
            let products = labelled > 0 ? numbers : numbers.map { _ in 0 }
            summary.weightedError = CoMoments(
                count: labelled, means: [summary.absoluteError.mean, products[0]], products: Array(products[3..<6]))
            summary.explained = CoMoments(
                count: labelled, means: [summary.squaredError.mean, products[1], products[2]], products: Array(products[6...]))
            if var known = windows[key] {
                try known.merge(summary)
                summary = known
            }
            windows[key] = summary
        }
        return windows.map { WindowPerformance(key: $0, summary: .regression($1)) }.inOrder()
    }
}

/// `ln(1 + x)`, accurate for small x too: the rounding of `1 + x` is divided out (Higham, "Accuracy and Stability of
/// Numerical Algorithms", section 1.14.1). Older servers have no function for it.
private func logOnePlus(_ x: SQL) -> SQL {
    "if(1 + \(x) = 1, \(x), log(1 + \(x)) * \(x) / ((1 + \(x)) - 1))"
}
