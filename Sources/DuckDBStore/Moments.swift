internal import Domain
package import Store

internal import SQLText
internal import Statistics

extension DuckDBStore {
    package func moments(
        of columns: [CountedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowMoments] {
        let key = try windowing.key(in: relation)
        let time = try windowing.time(in: relation)
        let stored = try relation.requireColumns(columns.map(\.name))
        return try await run { connection in
            var windows: [WindowMoments] = []
            for start in stride(from: 0, to: max(1, stored.count), by: columnsPerPass) {
                let part = Array(stored[start..<min(start + columnsPerPass, stored.count)])
                let more = try connection.moments(of: part, key: key, time: time, from: relation.source)
                if start == 0 {
                    windows = more
                    continue
                }
                // Every pass has the same windows in the same order.
                for index in windows.indices { windows[index].columns += more[index].columns }
            }
            return windows
        }
    }
}

extension Connection {
    fileprivate func moments(of columns: [StoredColumn], key: SQL, time: SQL?, from source: SQL) throws -> [WindowMoments] {
        let query = MomentsQuery(columns: columns, key: key, time: time, source: source)
        var inexact: Set<Int> = []
        var windows = try run(query.sql).rows { chunk, row in
            WindowMoments(
                key: try chunk.integer(0, row), rows: Int(try chunk.integer(1, row) ?? 0),
                firstTime: try chunk.integer(2, row).map(Timestamp.init(microseconds:)),
                lastTime: try chunk.integer(3, row).map(Timestamp.init(microseconds:)),
                columns: try columns.indices.map { index in
                    let first = 4 + index * (MomentsAggregate.width + 1)
                    let moments = try MomentsAggregate.read(chunk, row, first)
                    let cubes = try chunk.double(first + MomentsAggregate.width, row) ?? 0
                    let numeric = NumericMoments(moments, meanOfCubes: cubes)
                    if numeric.skewness != nil, !moments.isSkewnessExact(meanOfCubes: cubes) { inexact.insert(index) }
                    return numeric
                })
        }
        for (column, skewnesses) in try exactSkewness(of: inexact.sorted(), in: query.cells) {
            for index in windows.indices where windows[index].columns[column].skewness != nil {
                windows[index].columns[column].skewness = skewnesses[windows[index].key] ?? nil
            }
        }
        return windows
    }

    /// Takes the third moment around each window's mean, which needs the mean first: a second scan, of few columns.
    private func exactSkewness(of columns: [Int], in cells: SQL) throws -> [(column: Int, ofWindows: [Int64?: Double?])] {
        try columns.map { column in
            let value = SQL(trusted: "v\(column)")
            let query: SQL = """
                WITH \(cells),
                means AS (SELECT k, avg(\(value)) AS m, stddev_pop(\(value)) AS s FROM cells GROUP BY k)
                SELECT means.k, avg(((\(value) - m) / s) ** 3) FROM cells JOIN means ON means.k IS NOT DISTINCT FROM cells.k
                GROUP BY means.k
                """
            var windows: [Int64?: Double?] = [:]
            try run(query).forEachRow { chunk, row in
                let skewness = try chunk.double(1, row)
                windows[try chunk.integer(0, row)] = skewness.flatMap { $0.isFinite ? $0 : nil }
            }
            return (column, windows)
        }
    }
}

/// The statement that takes the moments of all columns in one scan.
struct MomentsQuery {
    let columns: [StoredColumn]
    let key: SQL
    let time: SQL?
    let source: SQL

    /// The common table `cells`: window `k`, time `t` and the finite values `v0`, `v1`, ...
    var cells: SQL {
        let values = columns.enumerated().map { index, column -> SQL in "\(column.asFiniteNumber) AS v\(index)" }
        return """
            cells AS (SELECT \(([("\(key) AS k" as SQL), "\(time ?? "NULL::BIGINT") AS t"] + values).joined()) FROM \(source))
            """
    }

    /// Columns: window, rows, first and last time; then for each column its moments and the mean of its cubes.
    var sql: SQL {
        let aggregates = columns.indices.map { index -> SQL in
            let value = SQL(trusted: "v\(index)")
            return "\(MomentsAggregate.columns(of: value)), avg(\(value) * \(value) * \(value))"
        }
        return """
            WITH \(cells)
            SELECT \((["k", "count(*)", "min(t)", "max(t)"] + aggregates).joined()) FROM cells GROUP BY k ORDER BY k NULLS LAST
            """
    }
}

/// Moments as columns of a query.
enum MomentsAggregate {
    /// Number of columns.
    static let width = 5

    /// Count, mean, sum of squared deviations, minimum and maximum of an expression of type DOUBLE.
    static func columns(of value: SQL) -> SQL {
        "count(\(value)), avg(\(value)), var_pop(\(value)) * count(\(value)), min(\(value)), max(\(value))"
    }

    static func read(_ chunk: Chunk, _ row: Int, _ first: Int) throws -> Moments {
        var moments = Moments(
            count: Int(try chunk.integer(first, row) ?? 0), mean: try chunk.double(first + 1, row) ?? 0,
            m2: try chunk.double(first + 2, row) ?? 0, minimum: try chunk.double(first + 3, row),
            maximum: try chunk.double(first + 4, row))
        moments.removeSpreadOfConstant()
        return moments
    }
}
