internal import Domain
internal import SQLText
internal import Statistics
package import Store

extension ClickHouseStore {
    package func moments(
        of columns: [CountedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowMoments] {
        let stored = try relation.requireColumns(columns.map(\.name))
        let scan = try await windowed(relation, by: windowing)
        var windows: [WindowMoments] = []
        for start in stride(from: 0, to: max(1, stored.count), by: columnsPerPass) {
            let part = stored[start..<min(start + columnsPerPass, stored.count)].map(scan.column)
            let more = try await moments(of: part, in: scan)
            if start == 0 {
                windows = more
                continue
            }
            // Every pass has the same windows in the same order.
            for index in windows.indices { windows[index].columns += more[index].columns }
        }
        return windows
    }

    private func moments(of columns: [EngineColumn], in scan: Scan) async throws -> [WindowMoments] {
        let values = columns.indices.map { SQL(trusted: "v\($0)") }
        let cells = zip(columns, values).reduce(scan) { $0.naming($1.0.asFiniteNumber, $1.1) }
        let aggregates = values.flatMap { MomentsAggregate.columns(of: $0) + [double("avg(\($0) * \($0) * \($0))")] }
        var reader = try await client.queryGroups(
            cells.select([integer("k"), integer("count()"), integer("min(t)"), integer("max(t)")] + aggregates, "GROUP BY k"), of: scan)
        var groups: [Int64?: CountedMoments] = [:]
        while !reader.isAtEnd {
            let key = try reader.integer()
            var group = CountedMoments(
                rows: Int(try reader.integer() ?? 0), firstTime: try reader.integer(), lastTime: try reader.integer())
            for _ in columns { group.columns.append((try MomentsAggregate.read(&reader), try reader.double() ?? 0)) }
            // Counting without groups gives a row even where there are none.
            guard group.rows > 0 else { continue }
            if groups[key]?.merge(group) == nil { groups[key] = group }
        }
        var inexact: Set<Int> = []
        var windows = groups.map { key, group in
            WindowMoments(
                key: key, rows: group.rows, firstTime: group.firstTime.map(Timestamp.init(microseconds:)),
                lastTime: group.lastTime.map(Timestamp.init(microseconds:)),
                columns: group.columns.enumerated().map { index, column in
                    let numeric = NumericMoments(column.moments, meanOfCubes: column.meanOfCubes)
                    if numeric.skewness != nil, !column.moments.isSkewnessExact(meanOfCubes: column.meanOfCubes) { inexact.insert(index) }
                    return numeric
                })
        }
        windows.sort { ($0.key ?? .max) < ($1.key ?? .max) }
        for column in inexact.sorted() {
            let known = windows.filter { $0.columns[column].skewness != nil }.map { (key: $0.key, moments: $0.columns[column].moments) }
            let skewness = try await exactSkewness(of: values[column], in: cells, known)
            for index in windows.indices where windows[index].columns[column].skewness != nil {
                windows[index].columns[column].skewness = skewness[windows[index].key] ?? nil
            }
        }
        return windows
    }

    /// The third moment around the mean of each of these windows: a second scan, of one column.
    private func exactSkewness(
        of value: SQL, in cells: Scan, _ known: [(key: Int64?, moments: Moments)]
    ) async throws -> [Int64?: Double?] {
        func list(_ value: (Moments) -> Double) -> SQL { "[\(known.map { SQL.clickHouse(value($0.moments)) }.joined())]" }
        // A window without a key has no number: none that is one.
        let keys = known.map { SQL.int64($0.key ?? .min) }.joined()
        let place: SQL = "indexOf([\(keys)], ifNull(k, \(SQL.int64(.min))))"
        let deviation: SQL = """
            (\(value) - arrayElement(\(list(\.mean)), \(place))) / \
            arrayElement(\(list { ($0.m2 / Double($0.count)).squareRoot() }), \(place))
            """
        var reader = try await client.query(
            cells.naming(deviation, "d").where("\(place) > 0").select([integer("k"), double("avg(d * d * d)")], "GROUP BY k"))
        var result: [Int64?: Double?] = [:]
        while !reader.isAtEnd {
            let key = try reader.integer()
            result[key] = try reader.double().flatMap { $0.isFinite ? $0 : nil }
        }
        return result
    }
}

/// What one shard tells of a window.
private struct CountedMoments {
    var rows: Int
    var firstTime: Int64?
    var lastTime: Int64?
    var columns: [(moments: Moments, meanOfCubes: Double)] = []

    mutating func merge(_ other: Self) {
        rows += other.rows
        firstTime = [firstTime, other.firstTime].compactMap(\.self).min()
        lastTime = [lastTime, other.lastTime].compactMap(\.self).max()
        for (index, column) in other.columns.enumerated() where column.moments.count > 0 {
            let count = Double(columns[index].moments.count)
            let share = Double(column.moments.count) / (count + Double(column.moments.count))
            columns[index].meanOfCubes += (column.meanOfCubes - columns[index].meanOfCubes) * share
            columns[index].moments.merge(column.moments)
        }
    }
}

/// Moments as columns of an answer.
enum MomentsAggregate {
    /// Count, mean, sum of squared deviations, minimum and maximum of an expression of type Nullable(Float64). The stable
    /// variance: the plain one takes squares off each other, and loses all digits far from zero.
    static func columns(of value: SQL) -> [SQL] {
        [
            integer("count(\(value))"), double("avg(\(value))"), double("varPopStable(\(value)) * count(\(value))"),
            double("min(\(value))"), double("max(\(value))"),
        ]
    }

    static func read(_ reader: inout RowBinaryReader) throws -> Moments {
        let count = Int(try reader.integer() ?? 0)
        let (mean, m2) = (try reader.double() ?? 0, try reader.double() ?? 0)
        let (least, greatest) = (try reader.double(), try reader.double())
        guard count > 0 else { return Moments() }
        var moments = Moments(count: count, mean: mean, m2: m2, minimum: least, maximum: greatest)
        moments.removeSpreadOfConstant()
        return moments
    }
}
