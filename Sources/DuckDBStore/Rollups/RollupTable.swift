package import Store

internal import Domain
internal import Foundation
internal import SQLText

extension DuckDBStore {
    package func change(
        _ change: RollupChange, rollupsOf tables: RecordTables, by plan: RollupPlan
    ) async throws {
        let planText = try plan.text
        try await runSettling { connection in
            try connection.inTransaction {
                let number = Int(tables.number)
                let known = try connection.run("SELECT plan FROM \(.data("rolled")) WHERE number = \(number)").rows {
                    try $0.text(0, $1) ?? ""
                }
                if known != [planText] {
                    try connection.run("DELETE FROM \(tables.rollups)")
                    try connection.run("DELETE FROM \(.data("rolled")) WHERE number = \(number)")
                    try connection.run(
                        "INSERT INTO \(.data("rolled")) VALUES (\(number), \(bind: .text(planText)), -1, -1)")
                }
                try connection.deleteRollups(ofHours: change.replacedHours, in: tables)
                try connection.appendRollups(change.added, to: tables)
                try connection.run(
                    """
                    UPDATE \(.data("rolled")) SET records = \(SQL.literal(change.mark.records)), \
                    actuals = \(SQL.literal(change.mark.actuals)) WHERE number = \(number)
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

    package func dropRollups(of tables: RecordTables) async throws {
        try await runSettling { connection in
            try connection.inTransaction {
                try connection.run("DELETE FROM \(tables.rollups)")
                try connection.run("DELETE FROM \(.data("rolled")) WHERE number = \(Int(tables.number))")
            }
        }
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
        if let hours = selection.hours {
            conditions.append("hour >= \(SQL.literal(hours.lowerBound)) AND hour < \(SQL.literal(hours.upperBound))")
        }
        if let only = selection.only { conditions.append(isHour("hour", oneOf: only)) }
        let query: SQL = """
            SELECT environment, version, hour, summary FROM \(tables.rollups) WHERE \(conditions.joined(separator: " AND "))
            """
        return try await run { connection in
            try connection.run(query).rows { chunk, row in
                guard let environment = Environment(rawValue: try chunk.text(0, row) ?? ""),
                    let summary = try chunk.withBytes(3, row, { try HourSummary(decoding: $0, plan) })
                else { throw DuckDBError(.read, message: "a roll-up is damaged; 'assay store rebuild' makes it anew") }
                return Rollup(
                    environment: environment, version: try chunk.text(1, row) ?? "", hour: try chunk.integer(2, row),
                    summary: summary)
            }
        }
    }
}

extension Connection {
    fileprivate func deleteRollups(ofHours hours: Set<Int64?>, in tables: RecordTables) throws {
        guard !hours.isEmpty else { return }
        try run("DELETE FROM \(tables.rollups) WHERE \(isHour("hour", oneOf: hours))")
    }

    fileprivate func appendRollups(_ rollups: [Rollup], to tables: RecordTables) throws {
        for rollup in rollups {
            try run(
                """
                INSERT INTO \(tables.rollups) VALUES (\(bind: .text(rollup.environment.rawValue)), \(bind: .text(rollup.version)), \
                \(bind: rollup.hour.map(SQLValue.integer) ?? .null), \(bind: .bytes(rollup.summary.encoded())))
                """)
        }
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
