package import Store

extension InMemoryStore {
    package func repeats(_ query: RepeatQuery) async throws -> [WindowRepeats] {
        guard !query.columns.isEmpty else { throw StoreError(.badInput, "records are compared by one column or more") }
        let table = try table(query.records)
        let cells = try query.columns.map { try table.cells($0).map(\.compared) }
        let keys = try keys(table, query.windowing)
        var known: [[Cell]: [Int64]] = [:]
        for row in table.rows.indices {
            guard let key = keys[row] else { continue }
            let record = cells.map { $0[row] }
            if record.contains(where: { !$0.isNull }) { known[record, default: []].append(key) }
        }
        let repeated = known.values.flatMap { windows in
            switch query.reach {
            case .window: Dictionary(grouping: windows, by: \.self).values.flatMap { $0.dropFirst() }
            case .all: Array(windows.sorted().dropFirst())
            }
        }
        return Dictionary(grouping: repeated, by: \.self).map { WindowRepeats(key: $0, count: $1.count) }.inOrder()
    }
}

extension Cell {
    /// Zero has two signs, and one NaN is like another.
    fileprivate var compared: Cell {
        guard case .double(let number) = self else { return self }
        return number.isNaN ? .text(Bytes("not a number")) : .double(number + 0)
    }
}
