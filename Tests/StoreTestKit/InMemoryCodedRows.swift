package import Store

internal import Domain

extension InMemoryStore {
    package func codedRows(_ query: CodedRowsQuery) async throws -> CodedRows {
        let table = try table(query.records)
        let labels = try query.labelled.map { try self.labels($0, table, keys(table, .whole)) }
        let cells = try query.columns.map { try table.cells($0.name) }
        var rows = CodedRows(columns: query.columns.count)
        for row in table.rows.indices {
            var outcome = (actual: Double.nan, predicted: Double.nan, score: Double.nan)
            if let labels, let prediction = query.prediction {
                guard let known = try self.outcome(prediction, table, row, labels[row]) else { continue }
                outcome = known
            }
            rows.places.append(Int64(row))
            rows.actuals.append(outcome.actual)
            rows.predictions.append(outcome.predicted)
            rows.scores.append(outcome.score)
            for (index, column) in query.columns.enumerated() { rows.codes[index].append(column.code(of: cells[index][row])) }
        }
        return rows
    }

    private func outcome(
        _ prediction: PerformanceQuery.Prediction, _ table: Table, _ row: Int, _ label: Cell
    ) throws -> (actual: Double, predicted: Double, score: Double)? {
        func number(_ column: String?) throws -> Double { try column.flatMap { try table.cells($0)[row].finiteNumber } ?? .nan }
        switch prediction {
        case .binary(let score, let decision, let positive, let classes, let threshold, _):
            guard let actual = label.classLabel, classes.isEmpty || classes.map(Bytes.init).contains(actual) else { return nil }
            let score = try number(score)
            var predicted = Double.nan
            if let decision {
                predicted = try table.cells(decision)[row].classLabel.map { $0 == Bytes(positive) ? 1 : 0 } ?? .nan
            } else if let threshold, !score.isNaN {
                predicted = score >= threshold ? 1 : 0
            }
            return (actual == Bytes(positive) ? 1 : 0, predicted, score)
        case .multiclass(let decision, let scores, let classes, _):
            let names = classes.map(Bytes.init)
            guard let actual = label.classLabel.flatMap({ names.firstIndex(of: $0) }) else { return nil }
            let values = try scores.map { try number($0) }
            var predicted = Double.nan
            if let decision {
                predicted = try table.cells(decision)[row].classLabel.map { Double(names.firstIndex(of: $0) ?? -1) } ?? .nan
            } else if let highest = values.max(), !values.contains(where: \.isNaN) {
                predicted = Double(values.firstIndex(of: highest) ?? -1)
            }
            return (Double(actual), predicted, values.isEmpty ? .nan : values[actual])
        case .regression(let value, _, _):
            guard let actual = label.finiteNumber else { return nil }
            return (actual, try number(value), .nan)
        }
    }
}

extension CodedColumn {
    fileprivate func code(of cell: Cell) -> UInt8 {
        if cell.isNull { return missing }
        switch codes {
        case .cuts(let cuts):
            guard let number = cell.number else { return unreadable }
            return number.isNaN ? other : UInt8(cuts.count { $0 <= number })
        case .categories(let categories):
            let place = cell.category.flatMap { category in categories.firstIndex { Bytes($0) == category } }
            return place.map { UInt8($0) } ?? other
        }
    }
}
