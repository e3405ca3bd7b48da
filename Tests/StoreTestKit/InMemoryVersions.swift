internal import Domain
package import Store

extension InMemoryStore {
    package func versions(_ query: VersionsQuery) async throws -> VersionsRows {
        try query.requireSense()
        let first = query.versions[0]
        for slice in query.slices { _ = try first.records.checked(slice) }
        let table = try table(first.records)
        let keys = try keys(table, .whole)
        let labels = try labels(first, table, keys)
        let times = try query.time.map { try table.cells($0).map(\.time) }
        var arrivals = [Int64?](repeating: nil, count: table.rows.count)
        if case .joined(let join) = first.labels, let arrival = join.arrival {
            let known = try self.table(join.actuals).cells(arrival).map(\.time)
            arrivals = try places(of: join, first, table, keys).map { $0.flatMap { known[$0] } }
        }
        let others = try query.versions.map { try self.table($0.records) }
        let values = try zip(query.versions, others).map { try $0.prediction.values($1) }
        // The last row of each identity, of the version's own.
        let rows = try zip(query.versions, others).map { version, other in
            let filter = try version.filter.map { (cells: try other.cells($0.column), value: Bytes($0.value)) }
            let identities = try query.identity.map { try other.cells($0).map(\.classLabel) } ?? other.rows.indices.map { Bytes(String($0)) }
            let own = identities.enumerated().compactMap { row, identity -> (Bytes, Int)? in
                if let filter, filter.cells[row].category != filter.value { return nil }
                return identity.map { ($0, row) }
            }
            return Dictionary(own, uniquingKeysWith: { _, last in last })
        }
        var result = VersionsRows(
            records: rows[0].count,
            versions: query.versions.map { VersionsRows.Predictions(scores: Array(repeating: [], count: $0.prediction.scoreCount)) })
        let order = rows[0].sorted { one, other in
            let (a, b) = (one.value, other.value)
            return (arrivals[a] ?? .max, times?[a] ?? .max, a) < (arrivals[b] ?? .max, times?[b] ?? .max, b)
        }
        for (identity, row) in order {
            var predictions: [[Double]] = []
            for place in query.versions.indices {
                guard let own = rows[place][identity], let found = values[place][own] else { break }
                predictions.append(found)
            }
            guard predictions.count == query.versions.count else { continue }
            result.predictedByAll += 1
            guard let actual = first.prediction.actual(labels[row]) else {
                if first.prediction.isOutside(labels[row]) { result.unknownClass += 1 }
                continue
            }
            result.actuals.append(actual)
            result.times.append(arrivals[row] ?? times?[row])
            result.places.append(Int64(row))
            result.membership.append(
                try query.slices.enumerated().reduce(0) { try table.holds($1.element.expression, in: row) ? $0 | 1 << Int64($1.offset) : $0 })
            for (place, version) in query.versions.enumerated() {
                let decisions = version.prediction.hasDecision ? 1 : 0
                result.versions[place].decisions += predictions[place].prefix(decisions)
                for (score, value) in predictions[place].dropFirst(decisions).enumerated() { result.versions[place].scores[score].append(value) }
            }
        }
        return result
    }
}

extension PerformanceQuery.Prediction {
    /// Decision and scores of each row; `nil` where one is missing.
    fileprivate func values(_ table: InMemoryStore.Table) throws -> [[Double]?] {
        var columns: [[Double?]] = []
        func scores(_ name: String) throws -> [Double?] { try table.cells(name).map(\.finiteNumber) }
        switch self {
        case .binary(let name, let label, let positive, _, let threshold, _):
            let numbers = try name.map(scores)
            if let label {
                columns.append(try table.cells(label).map { cell in cell.classLabel.map { $0 == Bytes(positive) ? 1 : 0 } })
            } else if let numbers, let threshold {
                columns.append(numbers.map { number in number.map { $0 >= threshold ? 1 : 0 } })
            }
            if let numbers { columns.append(numbers) }
        case .multiclass(let label, let names, let classes, _):
            if let label {
                columns.append(try table.cells(label).map { cell in
                    cell.classLabel.map { name in classes.firstIndex { Bytes($0) == name }.map(Double.init) ?? -1 }
                })
            }
            columns += try names.map(scores)
        case .regression(let name, _, _): columns.append(try scores(name))
        }
        return table.rows.indices.map { row in
            let values = columns.map { $0[row] }
            return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
        }
    }

    fileprivate func actual(_ cell: Cell) -> Double? {
        switch self {
        case .binary(_, _, let positive, let classes, _, _):
            guard let label = cell.classLabel, classes.isEmpty || classes.map(Bytes.init).contains(label) else { return nil }
            return label == Bytes(positive) ? 1 : 0
        case .multiclass(_, _, let classes, _):
            return cell.classLabel.flatMap { label in classes.firstIndex { Bytes($0) == label }.map(Double.init) }
        case .regression: return cell.finiteNumber
        }
    }

    /// Ground truth that is there and means nothing.
    fileprivate func isOutside(_ cell: Cell) -> Bool {
        if case .regression = self { cell.number != nil } else { cell.classLabel != nil }
    }
}
