internal import Domain
internal import SQLText
package import Store

extension ClickHouseStore {
    package func outcomes(_ query: OutcomeQuery) async throws -> [WindowOutcomes] {
        guard query.hasTimes else { throw StoreError(.badInput, "windows of arrival need ground truth with times of arrival") }
        let dialect = ClickHouseSliceDialect(try scan(query.records).columns)
        let flags = try query.slices.enumerated().map { index, slice -> (name: SQL, value: SQL) in
            (SQL(trusted: "slice\(index)"), "toUInt8(\(SQL.predicate(try query.records.checked(slice), dialect)))")
        }
        let arrival = query.window.arrival.map { "if(isNull(arrival), NULL, \($0.key(of: "assumeNotNull(arrival)")))" as SQL } ?? "0"
        var key: SQL = "k"
        if case .ofArrival = query.window { key = arrival }
        let isApart = query.isByRecordAndArrival
        let coded = query.naming(try await labelled(query.labelled, carrying: flags)).naming(key, "window").naming(isApart ? arrival : "0", "came")
            .where("isNotNull(window) AND isNotNull(came) AND isNotNull(code)")
        var reader = try await client.query(
            coded.select(
                [integer("window"), integer("came"), integer("code"), integer("count()")] + flags.map { integer("countIf(\($0.name) = 1)") },
                "GROUP BY window, came, code"))
        var windows: [[Int64?]: WindowOutcomes] = [:]
        while !reader.isAtEnd {
            let (key, came, code) = (try reader.integer(), try reader.integer(), Int(try reader.integer() ?? 0))
            let arrival = isApart ? came : nil
            let counts = try (0...flags.count).map { _ in Int(try reader.integer() ?? 0) }
            windows[[key, arrival], default: WindowOutcomes(key: key, arrival: arrival)].counts[code] = counts
        }
        return windows.values.inOrder()
    }
}

extension OutcomeQuery {
    /// Adds the outcome's code, null where there is none, as `code`.
    fileprivate func naming(_ scan: Scan) -> Scan {
        let isKnown: SQL = "isNotNull(y) AND assumeNotNull(y) != \(SQL.clickHouse(Membership.outside))"
        switch prediction {
        case .binary(let score, _, _, _, _, _):
            let bin: SQL = score == nil ? "assumeNotNull(p)" : self.bin(of: "assumeNotNull(s0)")
            let has: SQL = score == nil ? "isNotNull(p)" : "isNotNull(s0)"
            return scan.naming("if(\(isKnown) AND \(has), toInt64(2 * \(bin) + (assumeNotNull(y) = 1)), NULL)", "code")
        case .multiclass:
            return scan.naming("if(\(isKnown) AND isNotNull(p), toInt64(assumeNotNull(p) = assumeNotNull(y)), NULL)", "code")
        case .regression:
            return scan.naming("ifNull(y, nan) - ifNull(p, nan)", "v")
                .naming("if(isFinite(ifNull(y, nan)) AND isFinite(ifNull(p, nan)), toInt64(\(bin(of: "v"))), NULL)", "code")
        }
    }

    private func bin(of value: SQL) -> SQL {
        edges.isEmpty ? "0" : rank(of: [edges.map { SQL.clickHouse($0) }]) { "\($0[0]) <= \(value)" }
    }
}
