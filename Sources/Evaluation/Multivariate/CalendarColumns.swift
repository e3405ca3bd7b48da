internal import Statistics
internal import Store

/// Columns that tell the time: a day of the week, a month, a counter. Every window can be told from all others by them, also where nothing
/// has changed, so they are of no use for telling whether something has.
enum CalendarColumns {
    /// Windows that say this much of a column leave nothing of it.
    private static let limit = 0.9

    /// Their places.
    static func places(in windows: [WindowRows]) -> Set<Int> {
        guard windows.count > 1, let first = windows.first else { return [] }
        return Set(first.columns.indices.filter { column in
            let cells = windows.map { $0.columns[column] }
            switch cells[0] {
            case .numbers: return shareBetween(cells.map(\.numbers)) > limit
            case .categories: return certainty(cells.map(\.categories)) > limit
            }
        })
    }

    /// The share of the variance of ranks that lies between windows.
    private static func shareBetween(_ windows: [[Double]]) -> Double {
        let all = windows.flatMap { $0.filter { !$0.isNaN } }.sorted()
        var places: [Double: Double] = [:]
        for (place, value) in all.enumerated() where places[value] == nil { places[value] = Double(place) }
        var whole = Moments()
        var between = 0.0
        let ranked = windows.map { $0.filter { !$0.isNaN }.compactMap { places[$0] } }
        for rank in ranked.joined() { whole.add(rank) }
        for ranks in ranked where !ranks.isEmpty {
            let moments = Moments(ranks)
            between += Double(moments.count) * (moments.mean - whole.mean) * (moments.mean - whole.mean)
        }
        return whole.m2 > 0 ? between / whole.m2 : 0
    }

    /// How much surer one is of a value when the window is known: 0 for not at all, 1 for sure.
    private static func certainty(_ windows: [[String?]]) -> Double {
        func mostFrequent(_ values: some Sequence<String?>) -> Int {
            var counts: [String?: Int] = [:]
            for value in values { counts[value, default: 0] += 1 }
            return counts.values.max() ?? 0
        }
        let total = Double(windows.reduce(0) { $0 + $1.count })
        let alone = Double(mostFrequent(windows.joined())) / total
        let known = Double(windows.reduce(0) { $0 + mostFrequent($1) }) / total
        return alone < 1 ? (known - alone) / (1 - alone) : 0
    }
}

extension WindowRows.Cells {
    var numbers: [Double] { if case .numbers(let values) = self { values } else { [] } }
    /// Whether any cell is not missing.
    var hasValue: Bool { numbers.contains { !$0.isNaN } || categories.contains { $0 != nil } }
    var categories: [String?] { if case .categories(let values) = self { values } else { [] } }
}
