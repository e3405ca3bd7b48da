internal import SQLText
package import Store

extension ClickHouseStore {
    package func values(
        of column: String, in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowValues] {
        let stored = try relation.requireColumn(column)
        let scan = try await windowed(relation, by: windowing)
        let number = scan.column(stored).asNumber
        var reader = try await client.query(
            scan.naming(number, "v").where("isFinite(ifNull(v, nan))").select([integer("k"), double("v")]))
        var windows: [Int64?: [Double]] = [:]
        while !reader.isAtEnd {
            let key = try reader.integer()
            windows[key, default: []].append(try reader.double() ?? 0)
        }
        return windows.map { WindowValues(key: $0, values: $1) }.inOrder()
    }

    package func quantiles(
        of columns: [CountedColumn], in relation: Relation, at probabilities: [Double]
    ) async throws -> [[Double]] {
        let stored = try relation.requireColumns(columns.map(\.name))
        guard !probabilities.isEmpty else { return columns.map { _ in [] } }
        let scan = try scan(relation)
        var quantiles = [[Double]](repeating: [], count: columns.count)
        for part in stored.indices.parts(of: valuesPerPass) {
            let selects = part.map { index in
                Self.quantiles(of: scan.column(stored[index]), numbered: index, in: scan, at: probabilities)
            }
            var reader = try await client.query(selects.joined(separator: " UNION ALL "))
            while !reader.isAtEnd {
                let index = Int(try reader.integer() ?? 0)
                let (count, probability) = (try reader.integer() ?? 0, try reader.double() ?? 0)
                let (low, high) = (try reader.double() ?? 0, try reader.double() ?? 0)
                guard count > 0 else { continue }
                let place = probability * Double(count - 1)
                quantiles[index].append(low == high ? low : low + (high - low) * (place - place.rounded(.down)))
            }
        }
        return quantiles
    }

    /// The two values around each place, because servers' own functions interpolate in other ways, or not at all.
    private static func quantiles(of column: EngineColumn, numbered index: Int, in scan: Scan, at probabilities: [Double]) -> SQL {
        let sorted = scan.naming(column.asNumber, "v").where("isFinite(ifNull(v, nan))").select(["arraySort(groupArray(assumeNotNull(v))) AS s"])
        return """
            SELECT \(integer("materialize(\(index))")), \(integer("length(s)")), \(double("p")), \
            \(double("s[toUInt64(floor(p * (length(s) - 1))) + 1]")), \
            \(double("s[least(toUInt64(floor(p * (length(s) - 1))) + 2, length(s))]")) \
            FROM (\(sorted)) ARRAY JOIN [\(probabilities.map { SQL.clickHouse($0) }.joined())] AS p
            """
    }
}

/// Columns whose values are kept in memory in one statement.
let valuesPerPass = 20
