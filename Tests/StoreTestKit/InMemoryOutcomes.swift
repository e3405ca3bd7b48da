internal import Domain
package import Store

extension InMemoryStore {
    package func outcomes(_ query: OutcomeQuery) async throws -> [WindowOutcomes] {
        guard query.hasTimes else { throw StoreError(.badInput, "windows of arrival need ground truth with times of arrival") }
        for slice in query.slices { _ = try query.records.checked(slice) }
        let table = try table(query.records)
        let labelled = query.labelled
        var keys = try keys(table, labelled.windowing)
        let labels = try labels(labelled, table, keys)
        var arrivals: [Int64?]?
        if let bucket = query.window.arrival, case .joined(let join) = query.labels, let arrival = join.arrival {
            let times = try self.table(join.actuals).cells(arrival).map(\.time)
            let came = try places(of: join, labelled, table, keys).map { place in
                place.flatMap { times[$0] }.map { bucket.key(of: Timestamp(microseconds: $0)) }
            }
            if query.isByRecordAndArrival { arrivals = came } else { keys = came }
        }
        var windows: [[Int64?]: WindowOutcomes] = [:]
        for row in table.rows.indices {
            let arrival = arrivals?[row]
            guard let key = keys[row], arrivals == nil || arrival != nil, let code = try query.code(table, row, labels[row]) else { continue }
            let counts = [1] + (try query.slices.map { try table.holds($0.expression, in: row) ? 1 : 0 })
            let known = windows[[key, arrival]]?.counts[code] ?? counts.map { _ in 0 }
            windows[[key, arrival], default: WindowOutcomes(key: key, arrival: arrival)].counts[code] = zip(known, counts).map { $0 + $1 }
        }
        return windows.values.inOrder()
    }
}

extension OutcomeQuery {
    fileprivate func code(_ table: InMemoryStore.Table, _ row: Int, _ label: Cell) throws -> Int? {
        func bin(_ value: Double) -> Int { edges.count { $0 <= value } }
        switch prediction {
        case .binary(let score, let decision, let positive, let classes, _, _):
            guard let actual = label.classLabel, classes.isEmpty || classes.map(Bytes.init).contains(actual) else { return nil }
            let one = actual == Bytes(positive) ? 1 : 0
            if let score { return try table.cells(score)[row].finiteNumber.map { 2 * bin($0) + one } }
            return try decision.flatMap { try table.cells($0)[row].classLabel }.map { ($0 == Bytes(positive) ? 2 : 0) + one }
        case .multiclass(let decision, _, let classes, _):
            guard let actual = label.classLabel, classes.map(Bytes.init).contains(actual),
                let predicted = try decision.flatMap({ try table.cells($0)[row].classLabel })
            else { return nil }
            return predicted == actual ? 1 : 0
        case .regression(let value, _, _):
            guard let actual = label.finiteNumber, let predicted = try table.cells(value)[row].finiteNumber else { return nil }
            return bin(actual - predicted)
        }
    }
}
