internal import Domain
internal import Store

extension InMemoryStore {
    /// The ground truth of each record, null where it is not known.
    func labels(_ query: PerformanceQuery, _ table: Table, _ keys: [Int64?]) throws -> [Cell] {
        guard case .joined(let join) = query.labels else {
            guard case .column(let name, let deadline) = query.labels else { return [] }
            let cells = try table.cells(name)
            guard let deadline else { return cells }
            guard query.windowing.granularity.bucket != nil else {
                throw StoreError(.badInput, "labels known by a time need windows of time")
            }
            let arrivals = try table.cells(deadline.arrival).map(\.time)
            return table.rows.indices.map { row in
                guard let end = keys[row].flatMap({ query.windowing.span(of: $0)?.end }), let arrival = arrivals[row],
                    arrival <= end.microseconds + deadline.within
                else { return .null }
                return cells[row]
            }
        }
        let values = try self.table(join.actuals).cells(join.actual)
        return try places(of: join, query, table, keys).map { $0.map { values[$0] } ?? .null }
    }

    /// The place of each record's ground truth among the actuals; `nil` where there is none.
    func places(of join: PerformanceQuery.Join, _ query: PerformanceQuery, _ table: Table, _ keys: [Int64?]) throws -> [Int?] {
        let actuals = try self.table(join.actuals)
        let ids = try actuals.cells(join.actualID)
        let arrivals = try join.arrival.map { try actuals.cells($0).map(\.time) }
        if join.knownWithin != nil, arrivals == nil || query.windowing.granularity.bucket == nil {
            throw StoreError(.badInput, "labels known by a time need arrival times and windows of time")
        }
        let recordIDs = try table.cells(join.recordID)
        return table.rows.indices.map { record in
            guard let id = recordIDs[record].classLabel else { return nil }
            var matches = actuals.rows.indices.filter { ids[$0].classLabel == id }
            if let within = join.knownWithin, let arrivals {
                guard let key = keys[record], let end = query.windowing.span(of: key)?.end else { return nil }
                matches = matches.filter { arrivals[$0].map { $0 <= end.microseconds + within } ?? false }
            }
            // The last arrival, unknown arrivals before all others; of equal ones the last row.
            return matches.max { (arrivals?[$0] ?? .min, $0) < (arrivals?[$1] ?? .min, $1) }
        }
    }
}
