package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func arrivals(of tables: RecordTables) async throws -> ArrivalMark {
        try await settle(tables)
        let settled = try await runSettling { try $0.settled(tables) }
        return ArrivalMark(records: settled.records, actuals: settled.actuals)
    }

    package func pendingRollups(of tables: RecordTables, by plan: RollupPlan) async throws -> PendingRollups? {
        try await settle(tables)
        return try await runSettling { try $0.pendingRollups(of: tables, by: plan) }
    }
}

extension Connection {
    /// Records are taken in up to this many at a time, so that no answer is too long in coming.
    private static let stretch: Int64 = 5_000_000

    fileprivate func pendingRollups(of tables: RecordTables, by plan: RollupPlan) throws -> PendingRollups? {
        let settled = try settled(tables)
        let from = try rolled(tables, by: plan)?.mark ?? .none
        let to = ArrivalMark(
            records: min(settled.records, from.records + Self.stretch),
            // Labels of records that are yet to be summed up go with these, at no cost of their own.
            actuals: from.records < 0 ? settled.actuals : min(settled.actuals, from.actuals + Self.stretch))
        guard to != from else { return nil }
        let reopened = try reopenedHours(tables, from: from, to: to)
        return PendingRollups(
            from: from, to: to, reopened: reopened,
            groups: try groups(tables, from: from, to: to, withEarlier: !reopened.isEmpty || to.actuals > from.actuals))
    }

    /// Hours of records that are written down and were replaced since, or whose label was.
    private func reopenedHours(_ tables: RecordTables, from: ArrivalMark, to: ArrivalMark) throws -> Set<Int64?> {
        func replaced(_ kind: RecordKind, _ from: Int64, _ to: Int64) -> SQL {
            """
            SELECT seq FROM \(tables.superseded(kind)) WHERE seq <= \(SQL.literal(from)) \
            AND replaced_by > \(SQL.literal(from)) AND replaced_by <= \(SQL.literal(to))
            """
        }
        let labels: SQL = """
            SELECT hash FROM \(tables.actuals) WHERE seq IN (\(replaced(.actuals, from.actuals, to.actuals)))
            """
        let hours = try run(
            """
            SELECT DISTINCT \(hourKey) FROM \(tables.records) WHERE seq <= \(SQL.literal(from.records))
            AND (seq IN (\(replaced(.records, from.records, to.records))) OR hash IN (\(labels)))
            """
        ).rows { try $0.integer(0, $1) }
        return Set(hours)
    }

    private func groups(
        _ tables: RecordTables, from: ArrivalMark, to: ArrivalMark, withEarlier: Bool
    ) throws -> [PendingRollups.Group] {
        let new: SQL = """
            SELECT DISTINCT environment, model_version FROM \(tables.records)
            WHERE seq > \(SQL.literal(from.records)) AND seq <= \(SQL.literal(to.records))
            """
        let earlier: SQL = withEarlier ? " UNION SELECT DISTINCT environment, version FROM \(tables.rollups)" : ""
        return try run("\(new)\(earlier) ORDER BY ALL").rows { chunk, row in
            guard let environment = Environment(rawValue: try chunk.text(0, row) ?? "") else {
                throw DuckDBError(.read, message: "a record's environment is damaged")
            }
            return .init(environment: environment, version: try chunk.text(1, row) ?? "")
        }
    }
}

/// The number of a record's hour since 1970, as `Windowing` counts it.
let hourKey: SQL = "CASE WHEN isfinite(\"timestamp\") THEN \(TimeBucket.hour.key(of: "epoch_us(\"timestamp\")")) END"
