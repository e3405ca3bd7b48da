internal import Domain
internal import SQLText
package import Store

extension DuckDBStore {
    package func outcomes(_ query: OutcomeQuery) async throws -> [WindowOutcomes] {
        guard query.hasTimes else { throw StoreError(.badInput, "windows of arrival need ground truth with times of arrival") }
        let levels = try SliceLevels.of(query.slices, in: query.records)
        var bits = PackedCounts.fewestBits
        while true {
            let counts = PackedCounts(levels, slices: query.slices.count, bits: bits)
            if let windows = try await outcomes(query, counts) { return windows.inOrder() }
            bits *= 2
        }
    }

    /// - Returns: `nil` where a group has too many rows for its counts to stand beside each other.
    private func outcomes(_ query: OutcomeQuery, _ counts: PackedCounts) async throws -> [WindowOutcomes]? {
        let names = counts.values.indices.map { SQL(trusted: "counts\($0)") }
        let records = try await labelled(query.labelled, carrying: zip(counts.values, names).map { "\($0) AS \($1)" })
        let arrival = query.window.arrival.map { $0.key(of: "arrival") } ?? "0"
        var key: SQL = "k"
        if case .ofArrival = query.window { key = arrival }
        let isApart = query.isByRecordAndArrival
        let sql: SQL = """
            WITH records AS (SELECT *, \(query.value) AS v FROM (\(records))),
            coded AS (SELECT \((["\(key) AS unit", "\(isApart ? arrival : "0") AS came", "\(query.code) AS code"] + names).joined()) FROM records)
            SELECT \((["unit", "came", "code", "count(*)"] + names.map { "sum(\($0))" }).joined()) FROM coded
            WHERE unit IS NOT NULL AND came IS NOT NULL AND code IS NOT NULL GROUP BY unit, came, code
            """
        return try await run { try $0.outcomes(sql, counts, isByArrival: isApart) }
    }
}

extension Connection {
    fileprivate func outcomes(_ sql: SQL, _ counts: PackedCounts, isByArrival: Bool) throws -> [WindowOutcomes]? {
        var windows: [[Int64?]: WindowOutcomes] = [:]
        var isExact = true
        try run(sql).forEachRow { chunk, row in
            let (key, arrival) = (try chunk.integer(0, row), isByArrival ? try chunk.integer(1, row) : nil)
            let rows = Int(try chunk.integer(3, row) ?? 0)
            if !counts.isExact(rows: rows) { isExact = false }
            let sums = try counts.values.indices.map { try chunk.double(4 + $0, row) ?? 0 }
            windows[[key, arrival], default: WindowOutcomes(key: key, arrival: arrival)].counts[Int(try chunk.integer(2, row) ?? 0)] = [rows] + counts.counts(sums)
        }
        return isExact ? Array(windows.values) : nil
    }
}

extension OutcomeQuery {
    /// What bins are of, made of what `LabelledRecords` names.
    fileprivate var value: SQL {
        switch prediction {
        case .binary(let score, _, _, _, _, _): score == nil ? "p::BIGINT" : "s0"
        case .multiclass: "NULL"
        case .regression: "CASE WHEN isfinite(y) AND isfinite(p) THEN y - p END"
        }
    }

    /// The outcome's code, made of `value` under the name `v` and what `LabelledRecords` names.
    fileprivate var code: SQL {
        switch prediction {
        case .binary(let score, _, _, let classes, _, _):
            let known: SQL = classes.isEmpty ? "y IS NOT NULL" : isKnown(classes)
            return "CASE WHEN \(known) THEN 2 * \(score == nil ? "v" : bin) + (y = positive)::BIGINT END"
        case .multiclass(_, _, let classes, _): return "CASE WHEN \(isKnown(classes)) THEN (p = y)::BIGINT END"
        case .regression: return "(\(bin))::BIGINT"
        }
    }

    private func isKnown(_ classes: [String]) -> SQL {
        classes.isEmpty ? "false" : "y IN (\(classes.map { SQL.bind(.text($0)) }.joined()))"
    }

    private var bin: SQL {
        let steps = edges.enumerated().map { "WHEN v < \(SQL.literal($1)) THEN \($0) " as SQL }
        return "CASE WHEN v IS NULL THEN NULL \(steps.joined(separator: ""))ELSE \(edges.count) END"
    }
}
