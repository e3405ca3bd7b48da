internal import SQLText
package import Store

extension ClickHouseStore {
    package func repeats(_ query: RepeatQuery) async throws -> [WindowRepeats] {
        let stored = try query.records.requireColumns(query.columns)
        guard !stored.isEmpty else { throw StoreError(.badInput, "records are compared by one column or more") }
        let scan = try await windowed(query.records, by: query.windowing)
        let columns = stored.map { scan.column($0) }
        let rows = scan.naming("cityHash64(\(columns.flatMap(\.compared).joined()))", "h")
            .where("isNotNull(k) AND (\(columns.map { "isNotNull(\($0.value))" as SQL }.joined(separator: " OR ")))")
        let sql: SQL
        switch query.reach {
        case .window:
            sql = rows.select([integer("k"), integer("count() - uniqExact(h)")], "GROUP BY k")
        case .all:
            let often = rows.select(["h", "arraySort(groupArray(assumeNotNull(k))) AS places"], "GROUP BY h HAVING count() > 1")
            sql = """
                SELECT \(integer("place")), \(integer("count()")) FROM (SELECT h, arraySlice(places, 2) AS later FROM (\(often))) \
                ARRAY JOIN later AS place GROUP BY place
                """
        }
        var reader = try await client.query(sql)
        var windows: [WindowRepeats] = []
        while !reader.isAtEnd {
            let window = WindowRepeats(key: try reader.integer(), count: Int(try reader.integer() ?? 0))
            if window.count > 0 { windows.append(window) }
        }
        return windows.inOrder()
    }
}

extension EngineColumn {
    /// What is equal where cells are: whether there is a value, and the value. Zero has two signs and NaN many forms.
    fileprivate var compared: [SQL] {
        switch type {
        case .double:
            let number: SQL = "ifNull(\(value), 0.)"
            return ["toUInt8(if(isNull(\(value)), 0, if(isNaN(\(number)), 1, 2)))", "if(isNaN(\(number)), 0., \(number) + 0.)"]
        case .boolean, .integer, .timestamp: return ["toUInt8(isNull(\(value)))", "toInt64(ifNull(\(value), 0))"]
        case .text, .other: return ["toUInt8(isNull(\(value)))", "ifNull(\(value), '')"]
        }
    }
}
