internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// How rows become numbers for trees: categories are numbered as the reference has them, with one number for all that it has not.
struct RowCoding: Sendable {
    let columns: [CountedColumn]
    private let codes: [[String: Double]?]

    init(_ columns: [CountedColumn], reference: WindowRows) {
        self.columns = columns
        codes = reference.columns.map { cells in
            guard case .categories(let values) = cells else { return nil }
            let known = Set(values.compactMap(\.self)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Double($0)) })
        }
    }

    func table(_ rows: WindowRows) -> TreeTable {
        let cells = zip(rows.columns, codes).map { cells, codes -> [Double] in
            switch cells {
            case .numbers(let values): values
            case .categories(let values): values.map { $0.map { codes?[$0] ?? Double(codes?.count ?? 0) } ?? .nan }
            }
        }
        var values: [Double] = []
        values.reserveCapacity(rows.count * cells.count)
        for row in 0..<rows.count { for column in cells { values.append(column[row]) } }
        return TreeTable(columns: columns.map(\.name), categorical: codes.indices.filter { codes[$0] != nil }, values: values)
    }
}

extension TreeTable {
    /// Every so many-th row, so that about `count` are left.
    func thinned(to count: Int) -> TreeTable {
        guard rowCount > count, count > 0 else { return self }
        return rows((0..<rowCount).thinned(to: count))
    }
}

extension WindowRows {
    /// All records of several windows.
    init?(joining windows: some Sequence<WindowRows>) {
        var whole: WindowRows?
        for window in windows { whole = whole?.appending(window) ?? window }
        guard let whole else { return nil }
        self = whole
    }
}
