internal import SQLText
package import Store

extension ClickHouseStore {
    package func categories(of columns: [CountedColumn], in relation: Relation, limit: Int) async throws -> [CategoryTable] {
        let stored = try relation.requireColumns(columns.map(\.name))
        let scan = try scan(relation)
        return try await mostFrequent(stored.map { (scan.column($0), scan) }, limit: limit)
    }

    package func misfits(of columns: [BinnedColumn], in relation: Relation, limit: Int) async throws -> [[Misfit]] {
        let stored = try relation.requireColumns(columns.map(\.name))
        let scan = try scan(relation)
        var places: [Int] = []
        var asked: [(EngineColumn, Scan)] = []
        for (place, column) in columns.enumerated() {
            let engineColumn = scan.column(stored[place])
            guard let condition = column.misfitCondition(of: engineColumn) else { continue }
            places.append(place)
            asked.append((engineColumn, scan.where(condition)))
        }
        var misfits = [[Misfit]](repeating: [], count: columns.count)
        for (place, table) in zip(places, try await mostFrequent(asked, limit: limit)) {
            misfits[place] = table.entries.map { Misfit(value: $0.value, count: $0.count) }
        }
        return misfits
    }

    package func identity(of column: String, in relation: Relation) async throws -> IdentityCounts {
        let stored = try relation.requireColumn(column)
        let scan = try scan(relation)
        let engineColumn = scan.column(stored)
        let value = engineColumn.grouped
        // Older servers take each NaN for another value.
        let isNaN: SQL = engineColumn.type == .double ? "isNaN(ifNull(\(value), 0.))" : "0"
        var reader = try await client.query(
            scan.select([
                integer("count()"), integer("count(\(value))"), integer("uniqExactIf(\(value), NOT \(isNaN)) + (countIf(\(isNaN)) > 0)"),
            ]))
        let (rows, present, distinct) = (
            Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0), Int(try reader.integer() ?? 0))
        var result = IdentityCounts(rows: rows, nulls: rows - present, distinct: distinct, example: nil)
        if result.duplicates > 0 { result.example = try await mostFrequent([(engineColumn, scan)], limit: 1)[0].entries.first?.value }
        return result
    }

    /// Counts the values of each column in its scan; nulls are none.
    private func mostFrequent(_ columns: [(EngineColumn, Scan)], limit: Int) async throws -> [CategoryTable] {
        var counts = [[String: Int]](repeating: [:], count: columns.count)
        var tables = [CategoryTable](repeating: CategoryTable(entries: [], distinct: 0), count: columns.count)
        for part in columns.indices.parts(of: valuesPerPass) {
            let selects = part.map { columns[$0].0.mostFrequent(numbered: $0, in: columns[$0].1, limit: max(1, limit)) }
            var reader = try await client.query(selects.joined(separator: " UNION ALL "))
            while !reader.isAtEnd {
                let (index, distinct) = (Int(try reader.integer() ?? 0), try reader.integer())
                let value = columns[index].0.category(
                    text: try reader.text(), integer: try reader.integer(), double: try reader.double())
                let count = Int(try reader.integer() ?? 0)
                if let distinct {
                    tables[index].distinct = Int(distinct)
                    tables[index].entries.append(.init(value: value, count: count))
                } else {
                    counts[index][value, default: 0] += count
                }
            }
        }
        for index in columns.indices {
            if !counts[index].isEmpty { tables[index] = CategoryTable(all: counts[index]) }
            tables[index].entries = Array(tables[index].entries.prefix(limit))
        }
        return tables
    }
}

extension CategoryTable {
    fileprivate init(all counts: [String: Int]) {
        let entries = counts.map { Entry(value: $0, count: $1) }.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
        }
        self.init(entries: entries, distinct: entries.count)
    }
}

extension EngineColumn {
    /// What equal values have in common: zero has two signs, of which adding zero leaves one.
    fileprivate var grouped: SQL { type == .double ? "\(value) + 0." : value }

    /// What sorts as the values' texts do; `nil` where nothing in the engine does.
    fileprivate var orderOfTexts: SQL? {
        switch type {
        case .text, .other: "w"
        case .integer: "toString(w)"
        // 'false' before 'true'.
        case .boolean: "w"
        case .double, .timestamp: nil
        }
    }

    /// Columns: `index`; how many different values, or null when all are listed; a value as text, integer or double; its count.
    ///
    /// Where the order of the texts is not one that the engine could sort by, all values are listed. Numbers with a fraction
    /// and moments are asked for as categories where there are few rows, or few values.
    fileprivate func mostFrequent(numbered index: Int, in scan: Scan, limit: Int) -> SQL {
        let groups = scan.naming(grouped, "v").where("isNotNull(v)").select(["assumeNotNull(v) AS w", "count() AS rows"], "GROUP BY v")
        guard let order = orderOfTexts else {
            return "SELECT \(([integer("materialize(\(index))"), integer("nullIf(rows, rows)")] + cells("w", nothing: "rows") + [integer("rows")]).joined()) FROM (\(groups))"
        }
        let value: SQL = "tupleElement(e, 3)"
        let list = [integer("materialize(\(index))"), integer("d")] + cells(value, nothing: "d") + [integer("-tupleElement(e, 1)")]
        // The smallest pairs of negative count and value are the most frequent ones, equal ones in the order of bytes.
        return """
            SELECT \(list.joined()) FROM (SELECT count() AS d, arraySlice(arraySort(groupArray(tuple(-toInt64(rows), \(order), w))), 1, \(limit)) \
            AS entries FROM (\(groups))) ARRAY JOIN entries AS e
            """
    }

    /// A value as text, integer and double, of which two are null.
    ///
    /// - Parameter number: some number, of which nothing is made.
    private func cells(_ value: SQL, nothing number: SQL) -> [SQL] {
        let none: SQL = "nullIf(\(number), \(number))"
        return switch type {
        case .text, .other: [text(value), integer(none), double(none)]
        case .integer, .boolean, .timestamp: [text("toString(\(none))"), integer(value), double(none)]
        case .double: [text("toString(\(none))"), integer(none), double(value)]
        }
    }

    /// A value that was read, as the text of a category.
    func category(text: String?, integer: Int64?, double: Double?) -> String {
        switch type {
        case .text, .other: text ?? ""
        case .integer: String(integer ?? 0)
        case .boolean: integer == 1 ? "true" : "false"
        case .timestamp: TextValue.category(time: integer ?? 0)
        case .double: TextValue.category(double ?? 0)
        }
    }
}

extension BinnedColumn {
    /// Which cells do not fit; `nil` when all do.
    fileprivate func misfitCondition(of column: EngineColumn) -> SQL? {
        switch bins {
        case .presence: nil
        case .numeric: column.type == .text ? "isNull(\(column.asNumber))" : nil
        case .time: column.type == .timestamp ? nil : "isNull(\(column.asTime))"
        case .categorical(let dictionary):
            "\(Membership.place(of: column, among: dictionary.values, as: .category)) = \(SQL.clickHouse(Membership.outside))"
        }
    }
}
