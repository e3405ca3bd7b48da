package import Store

internal import Domain
internal import Foundation
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
                try connection.run("DELETE FROM \(tables.days) WHERE day * 24 < \(SQL.literal(hour))")
            }
            return hours
        }
    }

    package func firstKeptHour(of tables: RecordTables) async throws -> Int64? {
        try await run { try $0.firstKeptHour(of: tables) }
    }

    package func daysInHours(of tables: RecordTables) async throws -> [Int64] {
        try await runSettling { connection in
            try connection.run(
                """
                SELECT DISTINCT \(day) FROM \(tables.rollups) AS hours WHERE hour IS NOT NULL AND NOT EXISTS \
                (FROM \(tables.days) AS days WHERE \(isOfDay))
                """
            ).rows { try $0.integer(0, $1) ?? 0 }
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

    package func rollups(
        of tables: RecordTables, where selection: RollupSelection, plan: RollupPlan
    ) async throws -> [Rollup] {
        var conditions: [SQL] = ["true"]
        if let environments = selection.environments {
            conditions.append(isOneOf("environment", environments.map(\.rawValue)))
        }
        if let versions = selection.versions { conditions.append(isOneOf("version", versions)) }
        if !selection.withoutVersions.isEmpty {
            conditions.append("NOT (\(isOneOf("version", selection.withoutVersions)))")
        }
        var ofHours = conditions
        var ofDays = conditions
        if let hours = selection.hours {
            ofHours.append("hour >= \(SQL.literal(hours.lowerBound)) AND hour < \(SQL.literal(hours.upperBound))")
            let first = hours.lowerBound == .min ? .min : (hours.lowerBound + 23).quotient(flooringBy: 24)
            let last = hours.upperBound == .max ? .max : hours.upperBound.quotient(flooringBy: 24)
            ofDays.append("day >= \(SQL.literal(first)) AND day < \(SQL.literal(last))")
        }
        if let only = selection.only { ofHours.append(isHour("hour", oneOf: only)) }
        let whole: SQL? = selection.mayBeDays && selection.only == nil
            ? "FROM \(tables.days) WHERE \(ofDays.joined(separator: " AND "))" : nil
        if let whole { ofHours.append("NOT EXISTS (FROM (\(whole)) AS days WHERE \(isOfDay))") }
        let hours: SQL = "FROM \(tables.rollups) AS hours WHERE \(ofHours.joined(separator: " AND "))"
        return try await run { connection in
            guard let whole else {
                return try connection.rollups("SELECT environment, version, hour, summary, false \(hours)", plan)
            }
            var found: [Rollup] = []
            // As they are at one moment: a day may be given up for its hours meanwhile.
            try connection.inTransaction {
                found = try connection.rollups("SELECT environment, version, day * 24, summary, true \(whole)", plan)
                // First which hours lie in no day, mostly none: a join would read the summaries of all.
                let loose = Set(try connection.run("SELECT DISTINCT hour \(hours)").rows { try $0.integer(0, $1) })
                guard !loose.isEmpty else { return }
                found += try connection.rollups(
                    "SELECT environment, version, hour, summary, false \(hours) AND \(isHour("hour", oneOf: loose))", plan)
            }
            return found
        }
    }
}

extension Connection {
    /// - Parameter query: environment, version, hour, summary, whether of a day.
    fileprivate func rollups(_ query: SQL, _ plan: RollupPlan) throws -> [Rollup] {
        try run(query).rows { chunk, row in
            guard let environment = Environment(rawValue: try chunk.text(0, row) ?? ""),
                let summary = try chunk.withBytes(3, row, { try HourSummary(decoding: $0, plan) })
            else { throw DuckDBError(.read, message: "a roll-up is damaged; 'assay store rebuild' makes it anew") }
            return Rollup(
                environment: environment, version: try chunk.text(1, row) ?? "", hour: try chunk.integer(2, row),
                isDay: try chunk.boolean(4, row) ?? false, summary: summary)
        }
    }
}

/// The day of the hour, both counted since 1970.
private let day = TimeBucket(length: 24).key(of: "hours.hour")

/// Whether a row of `hours` lies in one of `days`.
private let isOfDay: SQL =
    "days.environment = hours.environment AND days.version = hours.version AND days.day = \(day)"

extension Connection {
    func firstKeptHour(of tables: RecordTables) throws -> Int64? {
        try run("SELECT max(hour) FROM \(.data("retained")) WHERE number = \(Int(tables.number))").rows { try $0.integer(0, $1) }
            .first ?? nil
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
        let known = try JSONDecoder().decode(RollupPlan.self, from: Data(found.plan.utf8))
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
        let days = Set(hours.compactMap { $0?.quotient(flooringBy: 24) }).sorted().map { SQL.literal($0) }
        guard !days.isEmpty else { return }
        try run("DELETE FROM \(tables.days) WHERE day IN (\(days.joined()))")
    }

    fileprivate func append(_ rollup: Rollup, to tables: RecordTables) throws {
        let table = rollup.isDay ? tables.days : tables.rollups
        let place = rollup.isDay ? rollup.hour?.quotient(flooringBy: 24) : rollup.hour
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

extension RollupPlan {
    /// What tells plans apart.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
