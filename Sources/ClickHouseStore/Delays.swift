internal import SQLText
package import Store

extension ClickHouseStore {
    package func delays(_ query: DelayQuery, by windowing: Windowing) async throws -> [WindowDelays] {
        let time = try query.records.requireColumn(query.time)
        var scan = try await windowed(query.records, by: windowing)
        scan = scan.naming(scan.column(time).asTime, "begun")
        // Rounded up; as doubles, because times that are far apart overflow integers.
        let units: SQL = "toInt64(greatest(0., ceil((toFloat64(ended) - toFloat64(begun)) / \(SQL.clickHouse(Double(query.unit))))))"
        let list = [integer("k"), integer(units) + " AS units", integer("count()")]
        let rest: SQL = "GROUP BY k, units ORDER BY k, units"
        let sql: SQL
        switch query.arrival {
        case .column(let name):
            let arrival = scan.column(try query.records.requireColumn(name)).asTime
            sql = scan.naming(arrival, "ended").where("isNotNull(begun) AND isNotNull(ended)").select(list, rest)
        case .joined(let other, let recordID, let otherID, let arrival):
            let others = try self.scan(other)
            let ids = identities(
                scan.column(try query.records.requireColumn(recordID)), others.column(try other.requireColumn(otherID)))
            let ended = others.column(try other.requireColumn(arrival)).asTime
            let left = scan.where("isNotNull(begun) AND isNotNull(\(ids.0))").select(["assumeNotNull(\(ids.0)) AS id", "k", "begun"])
            let right = others.naming(ended, "ended").where("isNotNull(ended) AND isNotNull(\(ids.1))")
                .select(["assumeNotNull(\(ids.1)) AS id", "ended"])
            sql = "SELECT \(list.joined()) FROM (\(left)) AS records ALL INNER JOIN (\(right)) AS others USING (id) \(rest)"
        }
        var reader = try await client.query(sql)
        var windows: [Int64?: [DelayCounts.Entry]] = [:]
        while !reader.isAtEnd {
            let key = try reader.integer()
            windows[key, default: []].append(.init(units: try reader.integer() ?? 0, count: Int(try reader.integer() ?? 0)))
        }
        return windows.map { key, entries in
            WindowDelays(key: key, delays: DelayCounts(unit: query.unit, entries: entries.sorted { $0.units < $1.units }))
        }.inOrder()
    }
}

/// Two columns of identities as texts that can be compared; null for null.
func identities(_ one: EngineColumn, _ other: EngineColumn) -> (SQL, SQL) {
    if one.type == other.type, one.type != .double { return ("toString(\(one.value))", "toString(\(other.value))") }
    return (one.asClassText, other.asClassText)
}
