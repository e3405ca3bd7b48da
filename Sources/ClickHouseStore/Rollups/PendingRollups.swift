internal import Domain
internal import SQLText
package import Store
internal import Synchronization

extension ClickHouseStore {
    package func arrivals(of tables: RecordTables) async throws -> ArrivalMark {
        let reaches = try await settled(tables)
        return ArrivalMark(records: reaches.settlement[.records] ?? -1, actuals: reaches.settlement[.actuals] ?? -1)
    }

    /// - Returns: `nil` also when another process sums up, and while a replica that was away has not all rows yet.
    package func pendingRollups(of tables: RecordTables, by plan: RollupPlan) async throws -> PendingRollups? {
        let last = try await arrivals(of: tables)
        guard try await lease.nextNumber(of: self) != nil, try await isCaughtUp(with: tables) else { return nil }
        summingSince.withLock { $0[tables.number] = .now }
        let state = try await summing(of: tables)
        let from = try await summed(tables, by: plan, state)?.mark ?? .none
        var to = last
        to.records = try await end(.records, of: tables, from: from.records, to: last.records)
        // Labels of records that are yet to be summed up go with these, at no cost of their own.
        if from.records >= 0 { to.actuals = try await end(.actuals, of: tables, from: from.actuals, to: last.actuals) }
        guard to != from else { return nil }
        let reopened = try await reopenedHours(tables, from: from, to: to)
        let withEarlier = !reopened.isEmpty || to.actuals > from.actuals
        return PendingRollups(
            from: from, to: to, reopened: reopened,
            groups: try await groups(tables, from: from, to: to, earlier: withEarlier ? state : nil))
    }

    /// The settlement up to which rows are taken in at a time, so that no answer is too long in coming.
    private func end(_ kind: RecordKind, of tables: RecordTables, from: Int64, to: Int64) async throws -> Int64 {
        guard to > from else { return to }
        let rows = try await read(
            """
            SELECT \(integer("settlement")), \(integer("writer")), \(integer("max(last)")) FROM \(table(.settlement)) \
            WHERE number = \(.int64(tables.number)) AND kind = \(.int64(kind.code)) AND settlement > \(.int64(from)) \
            AND settlement <= \(.int64(to)) GROUP BY settlement, writer ORDER BY settlement
            """
        ) { (settlement: try $0.integer() ?? 0, writer: try $0.integer() ?? 0, last: try $0.integer() ?? 0) }
        let begun = try await reach(kind, of: tables, at: from)
        var (reach, end) = (begun, from)
        for row in rows {
            if row.settlement != end, end != from, reach.ranges(beyond: begun).reduce(0, { $0 + $1.count }) >= 5_000_000 { return end }
            reach.last[row.writer] = max(row.last, reach.last[row.writer] ?? 0)
            end = row.settlement
        }
        return end
    }

    /// Hours of records that are written down and were replaced since, or whose label was.
    private func reopenedHours(_ tables: RecordTables, from: ArrivalMark, to: ArrivalMark) async throws -> Set<Int64?> {
        let written = try await reach(.records, of: tables, at: from.records)
        guard !written.last.isEmpty else { return [] }
        func replaced(_ kind: RecordKind, _ from: Int64, _ to: Int64) -> SQL {
            """
            SELECT n FROM \(tables.superseded.local(in: cluster)) WHERE kind = \(.clickHouse(kind.code)) \
            AND replaced_by > \(.int64(from)) AND replaced_by <= \(.int64(to))
            """
        }
        let labels: SQL = """
            SELECT shard FROM \(tables.stored(.actuals).local(in: cluster)) WHERE \(RowColumn.hasIdentity) \
            AND n IN (\(replaced(.actuals, from.actuals, to.actuals)))
            """
        var reader = try await client.query(
            """
            SELECT DISTINCT \(integer("hour")) FROM \(tables.stored(.records).source) WHERE \(written.condition) \
            AND (n IN (\(replaced(.records, from.records, to.records))) OR shard IN (\(labels)))
            """)
        var hours: Set<Int64?> = []
        while !reader.isAtEnd {
            let hour = try reader.integer()
            hours.insert(hour == HourColumn.unknown ? nil : hour)
        }
        return hours
    }

    private func groups(
        _ tables: RecordTables, from: ArrivalMark, to: ArrivalMark, earlier: Summing?
    ) async throws -> [PendingRollups.Group] {
        let begun = try await reach(.records, of: tables, at: from.records)
        let new = try await reach(.records, of: tables, at: to.records).condition(beyond: begun)
        var found: Set<PendingRollups.Group> = []
        func add(_ reader: RowBinaryReader) throws {
            var reader = reader
            while !reader.isAtEnd { found.insert(try reader.group()) }
        }
        try add(
            await client.query(
                "SELECT DISTINCT \(text(RowColumn.environment)), \(text(RowColumn.version)) FROM \(tables.stored(.records).source) WHERE \(new)"))
        if let earlier {
            let pieces = earlier.pieces("environment, version", areDays: false, in: self)
            try add(await read("SELECT DISTINCT \(text("environment")), \(text("version")) FROM (\(pieces))"))
        }
        return found.sorted { ($0.environment.rawValue, $0.version) < ($1.environment.rawValue, $1.version) }
    }
}

extension RowBinaryReader {
    /// An environment and a version.
    mutating func group() throws -> PendingRollups.Group {
        guard let environment = Environment(rawValue: try text() ?? "") else { throw StoreError(.engine, "a record's environment is damaged") }
        return .init(environment: environment, version: try text() ?? "")
    }
}
