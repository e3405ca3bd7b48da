internal import Domain
internal import Statistics
internal import Store
internal import Trees

/// The columns of two windows as tables for trees.
struct DecompositionTables: Sendable {
    let before: TreeTable
    let after: TreeTable

    /// Categories with a number of their own, the most frequent ones; trees learn many others by heart.
    private static let mostCategories = 60

    init(_ columns: [(place: Int, column: CountedColumn)], before: LabelledRows, after: LabelledRows) {
        self.init(columns, before: before.cells, after: after.cells)
    }

    /// - Parameter columns: places among the cells. What is a category is as `before` has it.
    init(_ columns: [(place: Int, column: CountedColumn)], before: WindowRows, after: WindowRows) {
        let early = columns.map { Self.coarse(before.columns[$0.place], like: before.columns[$0.place]) }
        let late = columns.map { Self.coarse(after.columns[$0.place], like: before.columns[$0.place]) }
        let coding = RowCoding(columns.map(\.column), reference: WindowRows(key: nil, columns: early))
        self.before = coding.table(WindowRows(key: nil, columns: early))
        self.after = coding.table(WindowRows(key: nil, columns: late))
    }

    private static let rare = "\u{0}rare"

    private static func coarse(_ cells: WindowRows.Cells, like reference: WindowRows.Cells) -> WindowRows.Cells {
        guard case .categories(let values) = cells, case .categories(let known) = reference else { return cells }
        var counts: [String: Int] = [:]
        for value in known { if let value { counts[value, default: 0] += 1 } }
        guard counts.count > mostCategories else { return cells }
        let kept = Set(counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(mostCategories).map(\.key))
        return .categories(values.map { $0.map { kept.contains($0) || counts[$0] == nil ? $0 : rare } })
    }
}

extension TreeTable {
    /// Some of the columns.
    func columns(_ places: [Int]) -> TreeTable {
        var picked: [Double] = []
        picked.reserveCapacity(rowCount * places.count)
        for row in 0..<rowCount { for place in places { picked.append(values[row * columns.count + place]) } }
        let known = Set(categorical)
        return TreeTable(
            columns: places.map { columns[$0] }, categorical: places.indices.filter { known.contains(places[$0]) }, values: picked)
    }

    /// With more columns of numbers behind.
    func adding(_ more: [(name: String, values: [Double])]) -> TreeTable {
        guard !more.isEmpty else { return self }
        var all: [Double] = []
        all.reserveCapacity(rowCount * (columns.count + more.count))
        for row in 0..<rowCount {
            all.append(contentsOf: values[(row * columns.count)..<((row + 1) * columns.count)])
            for column in more { all.append(column.values[row]) }
        }
        return TreeTable(columns: columns + more.map(\.name), categorical: categorical, values: all)
    }

    /// With a copy of each column behind, its values in another order.
    func withShuffledCopies(seed: UInt64 = 1) -> TreeTable {
        var random = SplitMix64(seed: seed)
        let orders = columns.map { _ in (0..<rowCount).shuffled(using: &random) }
        var all: [Double] = []
        all.reserveCapacity(2 * values.count)
        for row in 0..<rowCount {
            all.append(contentsOf: values[(row * columns.count)..<((row + 1) * columns.count)])
            for column in columns.indices { all.append(values[orders[column][row] * columns.count + column]) }
        }
        return TreeTable(
            columns: columns + columns.map { "\u{0}shuffled \($0)" }, categorical: categorical + categorical.map { $0 + columns.count }, values: all)
    }
}
