internal import SQLText
internal import Statistics
internal import Store

extension ClickHouseStore {
    /// One group for each window, class, decision and score; all metrics follow from their sums.
    func binaryPerformance(
        of scan: Scan, resolution: PerformanceQuery.ScoreResolution
    ) async throws -> [WindowPerformance] {
        let score: SQL = "assumeNotNull(s0)"
        let outside = SQL.clickHouse(Membership.outside)
        let losses = scan
            .naming("isNotNull(y) AND assumeNotNull(y) != \(outside)", "known")
            .naming("known AND assumeNotNull(y) = 1", "positive")
            .naming("known AND isNotNull(s0)", "scored")
            .naming("if(scored, \(resolution.group(of: score)), NULL)", "b")
            .naming("scored AND \(score) >= 0 AND \(score) <= 1", "probable")
            .naming("if(probable, \(logLoss(of: "if(positive, \(score), 1 - \(score))")), NULL)", "l")
            .naming("if(probable, (\(score) - positive) * (\(score) - positive), NULL)", "e")
            .where("isNotNull(p) OR isNotNull(s0)")
        var reader = try await client.queryGroups(
            losses.select(
                [
                    integer("k"), integer("y"), integer("p"), double("b"), integer("count()"),
                    double("sum(if(scored, \(score), 0.))"), integer("countIf(scored AND NOT probable)"),
                ] + MomentsAggregate.columns(of: "l") + MomentsAggregate.columns(of: "e"), "GROUP BY k, y, p, b"), of: scan)
        var windows: [Int64?: BinaryGroups] = [:]
        while !reader.isAtEnd {
            let key = try reader.integer()
            let (actual, predicted) = (try reader.integer(), try reader.integer())
            let group = BinaryGroups.Group(
                isPositive: actual == Membership.outside ? nil : actual.map { $0 == 1 }, isPredictedPositive: predicted.map { $0 == 1 },
                score: try reader.double(), isLabelled: actual != nil, count: Int(try reader.integer() ?? 0),
                scoreSum: try reader.double() ?? 0, outside: Int(try reader.integer() ?? 0),
                logLoss: try MomentsAggregate.read(&reader), squaredError: try MomentsAggregate.read(&reader))
            if group.count > 0 { windows[key, default: BinaryGroups()].add(group) }
        }
        return windows.map { key, groups in
            WindowPerformance(key: key, summary: .binary(groups.summary(resolution)))
        }.inOrder()
    }
}
