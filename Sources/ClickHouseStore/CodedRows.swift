internal import SQLText
package import Store

extension ClickHouseStore {
    package func codedRows(_ query: CodedRowsQuery) async throws -> CodedRows {
        let stored = try query.records.requireColumns(query.columns.map(\.name))
        let columns = try scan(query.records)
        let codes = zip(query.columns, stored).enumerated().map { index, column in
            (name: SQL(trusted: "code\(index)"), value: column.0.binned.code(of: columns.column(column.1)))
        }
        let carried: [(name: SQL, value: SQL)] = [("recordplace", "toInt64(n)")] + codes
        let none: SQL = "CAST(NULL AS Nullable(Float64))"
        let outcome = query.labelled?.prediction.outcome ?? (actual: none, predicted: none, score: none)
        var scan: Scan
        if let labelled = query.labelled {
            scan = try await self.labelled(labelled, carrying: carried).naming(outcome.actual, "a").where("isNotNull(a)")
        } else {
            scan = try await windowed(query.records, by: .whole).naming(none, "a")
            for (name, value) in carried { scan = scan.naming(value, name) }
        }
        var reader = try await client.query(
            scan.select([integer("recordplace"), double("a"), double(outcome.predicted), double(outcome.score)] + codes.map { integer($0.name) }))
        var rows = CodedRows(columns: codes.count)
        while !reader.isAtEnd {
            rows.places.append(try reader.integer() ?? 0)
            rows.actuals.append(try reader.double() ?? .nan)
            rows.predictions.append(try reader.double() ?? .nan)
            rows.scores.append(try reader.double() ?? .nan)
            for (index, column) in query.columns.enumerated() {
                rows.codes[index].append(column.code(of: try reader.integer() ?? CellCode.null))
            }
        }
        return rows.inOrder()
    }
}

extension PerformanceQuery.Prediction {
    /// What was true, what was predicted, and the score of what was true, as in `CodedRows`; null for none.
    fileprivate var outcome: (actual: SQL, predicted: SQL, score: SQL) {
        let none: SQL = "CAST(NULL AS Nullable(Float64))"
        switch self {
        case .binary: return (knownActual, decision, "s0")
        case .multiclass(let label, let scores, _, _):
            let names = scores.indices.map { SQL(trusted: "s\($0)") }
            var predicted = none
            if label != nil {
                predicted = decision
            } else if !names.isEmpty {
                let values = names.map { "assumeNotNull(\($0))" as SQL }
                let areAll = names.map { "isNotNull(\($0))" as SQL }.joined(separator: " AND ")
                // The first of equal scores, as everywhere.
                predicted = "if(\(areAll), toFloat64(indexOf([\(values.joined())], arrayReduce('max', [\(values.joined())])) - 1), NULL)"
            }
            let cases = names.enumerated().map { "assumeNotNull(a) = \($0), \($1)" as SQL }
            return (knownActual, predicted, names.isEmpty ? none : "multiIf(\(cases.joined()), NULL)")
        case .regression: return (knownActual, decision, none)
        }
    }
}
