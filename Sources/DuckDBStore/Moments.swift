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
            try connection.moments(of: stored, key: key, time: time, from: relation.source)
        }
    }
}

extension Connection {
    fileprivate func moments(of columns: [StoredColumn], key: SQL, time: SQL?, from source: SQL) throws -> [WindowMoments] {
        // NaN and infinities would spoil every sum: they are counted with the bins and left out here.
        let values = columns.enumerated().map { index, column -> SQL in
            let value = column.asNumber
            return column.type == .integer || column.type == .boolean
                ? "\(value) AS v\(index)" : "CASE WHEN isfinite(\(value)) THEN \(value) END AS v\(index)"
        }
        let aggregates = columns.indices.map { index -> SQL in
            let value = SQL(trusted: "v\(index)")
            return "\(MomentsAggregate.columns(of: value)), skewness(\(value))"
        }
        let query: SQL = """
            WITH cells AS (SELECT \(([("\(key) AS k" as SQL), "\(time ?? "NULL::BIGINT") AS t"] + values).joined()) FROM \(source))
            SELECT \((["k", "count(*)", "min(t)", "max(t)"] + aggregates).joined()) FROM cells GROUP BY k ORDER BY k NULLS LAST
            """
        return try run(query).rows { chunk, row in
            WindowMoments(
                key: try chunk.integer(0, row), rows: Int(try chunk.integer(1, row) ?? 0),
                firstTime: try chunk.integer(2, row).map(Timestamp.init(microseconds:)),
                lastTime: try chunk.integer(3, row).map(Timestamp.init(microseconds:)),
                columns: try columns.indices.map { index in
                    let first = 4 + index * (MomentsAggregate.width + 1)
                    let moments = try MomentsAggregate.read(chunk, row, first)
                    let adjusted = try chunk.double(first + MomentsAggregate.width, row)
                    return NumericMoments(
                        moments: moments, skewness: adjusted.flatMap { populationSkewness($0, count: moments.count) })
                })
        }
    }
}

/// The engine gives the skewness adjusted for sample size, `g1 sqrt(n (n - 1)) / (n - 2)`; this gives `g1`.
private func populationSkewness(_ adjusted: Double, count: Int) -> Double? {
    guard count > 2, adjusted.isFinite else { return nil }
    let n = Double(count)
    return adjusted * (n - 2) / (n * (n - 1)).squareRoot()
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
        Moments(
            count: Int(try chunk.integer(first, row) ?? 0), mean: try chunk.double(first + 1, row) ?? 0,
            m2: try chunk.double(first + 2, row) ?? 0, minimum: try chunk.double(first + 3, row),
            maximum: try chunk.double(first + 4, row))
    }
}
