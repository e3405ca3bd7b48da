internal import SQLText
internal import Statistics
package import Store

extension ClickHouseStore {
    package func counts(
        of columns: [BinnedColumn], in relation: Relation, by windowing: Windowing
    ) async throws -> [WindowCounts] {
        let stored = try relation.requireColumns(columns.map(\.name))
        let scan = try await windowed(relation, by: windowing)
        var windows: [Int64?: [CodeCounts]] = [:]
        for part in columns.indices.parts(of: columnsPerPass) {
            // Each column in a SELECT of its own: that reads its cells only, and puts nothing below one another.
            let selects = part.map { index -> SQL in
                scan.naming(columns[index].code(of: scan.column(stored[index])), "c")
                    .select([integer("k"), integer("materialize(\(index))"), integer("c"), integer("count()")], "GROUP BY k, c")
            }
            var reader = try await client.queryGroups(selects.joined(separator: " UNION ALL "), of: scan)
            while !reader.isAtEnd {
                let key = try reader.integer()
                let (column, code) = (Int(try reader.integer() ?? 0), try reader.integer() ?? 0)
                let count = Int(try reader.integer() ?? 0)
                guard count > 0 else { continue }
                windows[key, default: Array(repeating: [:], count: columns.count)][column][code, default: 0] += count
            }
        }
        return windows.map { key, codes in
            WindowCounts(key: key, columns: zip(columns, codes).map { $0.counts(from: $1) })
        }.inOrder()
    }
}

extension BinnedColumn {
    /// The code of a cell: its bin, or why it has none.
    func code(of column: EngineColumn) -> SQL {
        let null = SQL.clickHouse(CellCode.null)
        switch bins {
        case .numeric(let edges):
            return code(of: column.asNumber, raw: column.value, edges: edges)
        case .categorical(let dictionary):
            let place = Membership.place(of: column, among: dictionary.values, as: .category)
            return "if(isNull(\(column.value)), \(null), \(place))"
        case .presence:
            return "if(isNull(\(column.value)), \(null), 0)"
        case .time:
            let error = SQL.clickHouse(CellCode.typeError)
            return "multiIf(isNull(\(column.value)), \(null), isNull(\(column.asTime)), \(error), 0)"
        }
    }

    /// The code of the bin of a number, as in `BinEdges.slot(of:)`: the last edge is of the last bin.
    private func code(of number: SQL, raw: SQL, edges: BinEdges) -> SQL {
        let value: SQL = "assumeNotNull(\(number))"
        let slot = rank(of: [edges.values.map { SQL.clickHouse($0) }]) { "\($0[0]) <= \(value)" }
        return """
            toInt64(multiIf(isNull(\(raw)), \(SQL.clickHouse(CellCode.null)), isNull(\(number)), \(SQL.clickHouse(CellCode.typeError)), \
            isNaN(\(value)), \(SQL.clickHouse(CellCode.nan)), isInfinite(\(value)), \
            if(\(value) > 0, \(SQL.clickHouse(CellCode.positiveInfinity)), \(SQL.clickHouse(CellCode.negativeInfinity))), \
            \(value) = \(SQL.clickHouse(edges.last)), \(SQL.int64(Int64(edges.binCount))), toInt64(\(slot))))
            """
    }
}
