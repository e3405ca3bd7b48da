internal import Domain
internal import SQLText
package import Store

extension DuckDBStore {
    package func outcomes(_ query: OutcomeQuery) async throws -> [WindowOutcomes] {
        guard query.hasTimes else { throw StoreError(.badInput, "windows of arrival need ground truth with times of arrival") }
        let slices = try query.slices.map { SQL.predicate(try query.records.checked($0), DuckDBSliceDialect()) }
        let flags = slices.indices.map { SQL(trusted: "slice\($0)") }
        let records = try await labelled(query.labelled, carrying: zip(slices, flags).map { "\($0) AS \($1)" })
        var key: SQL = "k"
        if case .ofArrival(let bucket) = query.window { key = bucket.key(of: "arrival") }
        let coded: SQL = """
            WITH records AS (SELECT *, \(query.value) AS v FROM (\(records))),
            coded AS (SELECT \((["\(key) AS unit", "\(query.code) AS code"] + flags).joined()) FROM records)
            """
        func counting(_ counts: [SQL]) -> SQL {
            "\(coded) SELECT \((["unit", "code", "count(*)"] + counts).joined()) FROM coded WHERE unit IS NOT NULL AND code IS NOT NULL GROUP BY unit, code"
        }
        if let windows = try await run({ try $0.packedOutcomes(counting(FlagPack.sums(flags)), flags: flags.count) }) { return windows.inOrder() }
        return try await run { try $0.outcomes(counting(flags.map { "count_if(\($0))::BIGINT" }), flags: flags.count) }.inOrder()
    }
}

/// Several counts in one sum: that of flags, each at digits of its own. The engine takes half the time for these that single counts take.
private enum FlagPack {
    /// Flags of a sum, and the bits of each: together as many as a double adds without an error.
    private static let (size, bits) = (3, 17)
    /// A group of as many rows may have a count that runs into the next one's digits.
    static let most = 1 << bits

    static func sums(_ flags: [SQL]) -> [SQL] {
        stride(from: 0, to: flags.count, by: size).map { first in
            let terms = flags[first..<min(first + size, flags.count)].enumerated().map { digit, flag -> SQL in
                "coalesce(\(flag)::DOUBLE, 0) * \(SQL.literal(Double(1 << (bits * digit))))"
            }
            return "sum(\(terms.joined(separator: " + ")))"
        }
    }

    static func sumCount(of flags: Int) -> Int { (flags + size - 1) / size }

    static func counts(_ sums: [Double], flags: Int) -> [Int] {
        (0..<flags).map { (Int(sums[$0 / size]) >> (bits * ($0 % size))) & (most - 1) }
    }
}

extension Connection {
    fileprivate func outcomes(_ sql: SQL, flags: Int) throws -> [WindowOutcomes] {
        var windows: [Int64?: WindowOutcomes] = [:]
        try run(sql).forEachRow { chunk, row in
            let key = try chunk.integer(0, row)
            let counts = try (0...flags).map { Int(try chunk.integer(2 + $0, row) ?? 0) }
            windows[key, default: WindowOutcomes(key: key)].counts[Int(try chunk.integer(1, row) ?? 0)] = counts
        }
        return Array(windows.values)
    }

    /// - Returns: `nil` where a group has too many rows for counts to stand beside each other.
    fileprivate func packedOutcomes(_ sql: SQL, flags: Int) throws -> [WindowOutcomes]? {
        var windows: [Int64?: WindowOutcomes] = [:]
        var isExact = true
        try run(sql).forEachRow { chunk, row in
            let key = try chunk.integer(0, row)
            let rows = Int(try chunk.integer(2, row) ?? 0)
            if rows >= FlagPack.most { isExact = false }
            let sums = try (0..<FlagPack.sumCount(of: flags)).map { try chunk.double(3 + $0, row) ?? 0 }
            windows[key, default: WindowOutcomes(key: key)].counts[Int(try chunk.integer(1, row) ?? 0)] = [rows] + FlagPack.counts(sums, flags: flags)
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
