internal import Domain
internal import SQLText
package import Store

extension ClickHouseStore {
    package func rows(
        of columns: [CountedColumn], in relation: Relation, by windowing: Windowing, limit: Int
    ) async throws -> [WindowRows] {
        let stored = try relation.requireColumns(columns.map(\.name))
        var scan = try await windowed(relation, by: windowing)
        guard limit > 0, !columns.isEmpty else { return [] }
        let engineColumns = stored.map { scan.column($0) }
        let cells = zip(columns, engineColumns).map { column, engine in
            column.type == .numeric ? double(engine.asFiniteNumber) : engine.answer
        }
        var rest: SQL = ""
        if relation.rowCount > limit {
            // Each server keeps what it sorts; the first of each window stay.
            scan = scan.naming(samplingRank(of: "n"), "o")
            rest = "ORDER BY o LIMIT \(limit) BY k"
        }
        var reader = try await client.query(scan.select([integer("k"), integer("n")] + cells, rest))
        var windows: [Int64?: [(place: Int64, cells: [Value])]] = [:]
        while !reader.isAtEnd {
            let (key, place) = (try reader.integer(), try reader.integer() ?? 0)
            var row: [Value] = []
            for (column, engine) in zip(columns, engineColumns) {
                row.append(column.type == .numeric ? .number(try reader.double() ?? .nan) : .category(try engine.readCategory(&reader)))
            }
            windows[key, default: []].append((place, row))
        }
        return windows.map { key, rows in
            var window = WindowRows(key: key, of: columns)
            for row in rows.sorted(by: { $0.place < $1.place }) {
                for (index, value) in row.cells.enumerated() {
                    switch value {
                    case .number(let number): window.append(number, to: index)
                    case .category(let text): window.append(text, to: index)
                    }
                }
            }
            return window
        }.inOrder()
    }

    private enum Value {
        case number(Double)
        case category(String?)
    }
}

extension EngineColumn {
    /// The value as it is read by `readCategory`.
    fileprivate var answer: SQL {
        switch type {
        case .text, .other: text(value)
        case .integer, .boolean, .timestamp: integer(value)
        case .double: double(value)
        }
    }

    fileprivate func readCategory(_ reader: inout RowBinaryReader) throws -> String? {
        switch type {
        case .text, .other: try reader.text()
        case .integer, .boolean, .timestamp: try reader.integer().map { category(text: nil, integer: $0, double: nil) }
        case .double: try reader.double().map { category(text: nil, integer: nil, double: $0) }
        }
    }
}

/// As `SamplingOrder.rank`, of an expression of type Int64.
private func samplingRank(of place: SQL) -> SQL {
    let (modulus, word, half) = (
        SQL.int64(SamplingOrder.modulus), SQL.int64(SamplingOrder.word), SQL.int64(SamplingOrder.half)
    )
    let multipliers = SamplingOrder.multipliers
    let rest: SQL = "(\(place) % \(modulus))"
    let first: SQL = "(\(rest) * \(SQL.int64(multipliers.first)) % \(word))"
    let second: SQL = "((intDiv(\(first), \(half)) + \(first) % \(half) * \(SQL.int64(multipliers.middle))) * \(SQL.int64(multipliers.last)) % \(word))"
    return "(\(second) * \(modulus) + \(rest))"
}
