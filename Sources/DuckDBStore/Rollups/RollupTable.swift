package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func change(
        _ change: RollupChange, rollupsOf tables: RecordTables, by plan: RollupPlan
    ) async throws {
        try await runSettling { connection in
            try connection.inTransaction {
                try connection.adopt(plan, of: tables)
                let hours = change.added.filter { !$0.isDay }
                try connection.deleteDays(ofHours: change.replacedHours.union(hours.map(\.hour)), in: tables)
                try connection.deleteRollups(ofHours: change.replacedHours, in: tables)
                for rollup in change.added { try connection.append(rollup, to: tables) }
                try connection.run(
                    """
                    UPDATE \(.data("rolled")) SET records = \(SQL.literal(change.mark.records)), \
                    actuals = \(SQL.literal(change.mark.actuals)) WHERE number = \(Int(tables.number))
                    """)
            }
        }
    }

    package func hoursInPieces(of tables: RecordTables, moreThan pieces: Int) async throws -> Set<Int64?> {
        try await runSettling { connection in
            let hours = try connection.run(
                """
                SELECT DISTINCT hour FROM (SELECT hour, count(*) AS pieces FROM \(tables.rollups)
                GROUP BY environment, version, hour) WHERE pieces > \(pieces)
                """
            ).rows { try $0.integer(0, $1) }
            return Set(hours)
        }
    }

    package func deleteRollups(of tables: RecordTables, before hour: Int64, isTrial: Bool) async throws -> Int {
        try await runSettling { connection in
            let isOld: SQL = "hour < \(SQL.literal(hour))"
            let hours = try connection.count("SELECT count(DISTINCT hour) FROM \(tables.rollups) WHERE \(isOld)")
            guard !isTrial, hours > 0 else { return hours }
            try connection.inTransaction {
                try connection.run("DELETE FROM \(tables.rollups) WHERE \(isOld)")
                try connection.run("DELETE FROM \(tables.days) WHERE \(firstHourOfDay) < \(SQL.literal(hour))")
            }
            return hours
        }
    }

    package func firstKeptHour(of tables: RecordTables) async throws -> Int64? {
        try await run { try $0.firstKeptHour(of: tables) }
    }

    package func daysInHours(of tables: RecordTables) async throws -> [RolledDay] {
        try await runSettling { connection in
            try connection.run(
                """
                SELECT DISTINCT \(dayOfHour) FROM \(tables.rollups) AS hours WHERE hour IS NOT NULL AND NOT EXISTS \
                (FROM \(tables.days) AS days WHERE \(isOfDay))
                """
            ).rows { RolledDay(number: try $0.integer(0, $1) ?? 0) }
        }
    }

    package func rolledHours(of tables: RecordTables) async throws -> [PendingRollups.Group: ClosedRange<Int64>?] {
        let spans = try await run { connection in
            try connection.run(
                "SELECT environment, version, min(hour), max(hour) FROM \(tables.rollups) GROUP BY environment, version"
            ).rows { chunk, row in
                guard let environment = Environment(rawValue: try chunk.text(0, row) ?? "") else {
                    throw DuckDBError(.read, message: "a roll-up is damaged; 'assay store rebuild' makes it anew")
                }
                let span: ClosedRange<Int64>? = try chunk.integer(2, row).flatMap { first in
                    try chunk.integer(3, row).map { first...$0 }
                }
                return (PendingRollups.Group(environment: environment, version: try chunk.text(1, row) ?? ""), span)
            }
        }
        return Dictionary(uniqueKeysWithValues: spans)
    }

    package func dropRollups(of tables: RecordTables) async throws {
        try await runSettling { connection in try connection.inTransaction { try connection.dropRollups(of: tables) } }
    }
}

extension Connection {
    func firstKeptHour(of tables: RecordTables) throws -> Int64? {
        try run("SELECT max(hour) FROM \(.data("retained")) WHERE number = \(Int(tables.number))").rows { try $0.integer(0, $1) }
            .first ?? nil
    }

    func noteFirstKeptHour(_ hour: Int64, of tables: RecordTables) throws {
        let known = try firstKeptHour(of: tables) ?? hour
        try run("DELETE FROM \(.data("retained")) WHERE number = \(Int(tables.number))")
        try run("INSERT INTO \(.data("retained")) VALUES (\(Int(tables.number)), \(SQL.literal(max(known, hour))))")
    }

    /// What is summed up, when it holds by this plan.
    func rolled(_ tables: RecordTables, by plan: RollupPlan) throws -> (mark: ArrivalMark, isOfPlan: Bool)? {
        let found = try run("SELECT plan, records, actuals FROM \(.data("rolled")) WHERE number = \(Int(tables.number))").rows {
            (plan: try $0.text(0, $1) ?? "", mark: ArrivalMark(records: try $0.integer(1, $1) ?? -1, actuals: try $0.integer(2, $1) ?? -1))
        }
        guard let found = found.first else { return nil }
        if try found.plan == plan.text { return (found.mark, true) }
        // Where rows are gone nothing can be counted anew: what the plan has more holds from now on.
        guard try firstKeptHour(of: tables) != nil else { return nil }
        let known = try RollupPlan(text: found.plan)
        return plan.extends(known) ? (found.mark, false) : nil
    }

    /// Lets the plan hold from now on; what was made by another, which it does not go on from, goes.
    fileprivate func adopt(_ plan: RollupPlan, of tables: RecordTables) throws {
        let known = try rolled(tables, by: plan)
        guard known?.isOfPlan != true else { return }
        let mark = known?.mark ?? .none
        if known == nil { try dropRollups(of: tables) }
        try run("DELETE FROM \(.data("rolled")) WHERE number = \(Int(tables.number))")
        try run(
            """
            INSERT INTO \(.data("rolled")) VALUES (\(Int(tables.number)), \(bind: .text(try plan.text)), \
            \(SQL.literal(mark.records)), \(SQL.literal(mark.actuals)))
            """)
    }

    fileprivate func deleteRollups(ofHours hours: Set<Int64?>, in tables: RecordTables) throws {
        guard !hours.isEmpty else { return }
        try run("DELETE FROM \(tables.rollups) WHERE \(isHour("hour", oneOf: hours))")
    }

    fileprivate func deleteDays(ofHours hours: Set<Int64?>, in tables: RecordTables) throws {
        let days = Set(hours.compactMap { $0.map(RolledDay.init(of:)) }).sorted().map { SQL.literal($0.number) }
        guard !days.isEmpty else { return }
        try run("DELETE FROM \(tables.days) WHERE day IN (\(days.joined()))")
    }

    fileprivate func append(_ rollup: Rollup, to tables: RecordTables) throws {
        let table = rollup.isDay ? tables.days : tables.rollups
        let place = rollup.isDay ? rollup.hour.map { RolledDay(of: $0).number } : rollup.hour
        try run(
            """
            INSERT INTO \(table) VALUES (\(bind: .text(rollup.environment.rawValue)), \(bind: .text(rollup.version)), \
            \(bind: place.map(SQLValue.integer) ?? .null), \(bind: .bytes(rollup.summary.encoded())))
            """)
    }

    func dropRollups(of tables: RecordTables) throws {
        try run("DELETE FROM \(tables.rollups)")
        try run("DELETE FROM \(tables.days)")
        try run("DELETE FROM \(.data("retained")) WHERE number = \(Int(tables.number))")
        try run("DELETE FROM \(.data("rolled")) WHERE number = \(Int(tables.number))")
    }
}

/// Whether an hour is in the set; `nil` there stands for records without a time.
func isHour(_ hour: SQL, oneOf hours: Set<Int64?>) -> SQL {
    let known = hours.compactMap(\.self).sorted().map { SQL.literal($0) }
    let isKnown: SQL = known.isEmpty ? "false" : "coalesce(\(hour) IN (\(known.joined())), false)"
    return hours.contains(nil) ? "(\(isKnown) OR \(hour) IS NULL)" : isKnown
}
