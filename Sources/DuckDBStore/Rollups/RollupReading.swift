package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func rollups(
        of tables: RecordTables, where selection: RollupSelection, plan: RollupPlan
    ) async throws -> [Rollup] {
        let conditions = ["true"] + chosen(
            selection.environments, selection.versions, without: selection.withoutVersions, versionColumn: "version")
        var ofHours = conditions
        var ofDays = conditions
        if let hours = selection.hours {
            ofHours.append("hour >= \(SQL.literal(hours.lowerBound)) AND hour < \(SQL.literal(hours.upperBound))")
            let first = hours.lowerBound == .min ? .min : RolledDay.first(from: hours.lowerBound).number
            let end = hours.upperBound == .max ? .max : RolledDay(of: hours.upperBound).number
            ofDays.append("day >= \(SQL.literal(first)) AND day < \(SQL.literal(end))")
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
                found = try connection.rollups("SELECT environment, version, \(firstHourOfDay), summary, true \(whole)", plan)
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
let dayOfHour = TimeBucket(length: RolledDay.length).key(of: "hours.hour")

let firstHourOfDay: SQL = "day * \(SQL.literal(RolledDay.length))"

/// Whether a row of `hours` lies in one of `days`.
let isOfDay: SQL =
    "days.environment = hours.environment AND days.version = hours.version AND days.day = \(dayOfHour)"
