internal import Statistics
internal import Store
internal import Trees

/// Columns that, alone or together, tell when a record was made: a date, a counter, the week of arrival beside the days until then. Every two windows
/// differ in them, also when nothing has changed, so they say nothing of why a metric did.
enum DecompositionCalendar {
    /// The share of the variance of the records' order in time that the columns may explain, of records that trees have not seen.
    private static let mostExplained = 0.3
    private static let mostColumns = 4
    private static let rows = 10_000

    /// Their places in the table: those that explain most are left out until what is left does not tell the time.
    ///
    /// - Parameter times: of the table's rows; without most of them nothing is known.
    static func places(in table: TreeTable, times: [Int64?]) throws -> Set<Int> {
        let known = times.indices.filter { times[$0] != nil }
        guard known.count >= 500, known.count * 2 > times.count else { return [] }
        let step = max(1, known.count / rows)
        let chosen = known.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
        let order = chosen.indices.sorted { (times[chosen[$0]] ?? 0, $0) < (times[chosen[$1]] ?? 0, $1) }
        var ranks = [Double](repeating: 0, count: chosen.count)
        for (rank, place) in order.enumerated() { ranks[place] = Double(rank) / Double(chosen.count) }
        var left = Array(table.columns.indices)
        var places: Set<Int> = []
        let rows = table.rows(chosen)
        while places.count < mostColumns, left.count > 1 {
            let columns = rows.columns(left)
            // Every other row is judged by trees of the rest.
            let (taught, asked) = (ranks.indices.filter { !$0.isMultiple(of: 2) }, ranks.indices.filter { $0.isMultiple(of: 2) })
            let trees = try BoostedTrees(
                training: columns.rows(taught), labels: taught.map { ranks[$0] }, settings: DecompositionLearning.settings(.mean))
            let predictions = try trees.predictions(for: columns.rows(asked))
            let errors = zip(predictions, asked).reduce(0.0) { $0 + ($1.0 - ranks[$1.1]) * ($1.0 - ranks[$1.1]) }
            let spread = Moments(asked.map { ranks[$0] }).m2
            guard spread > 0, 1 - errors / spread > mostExplained else { break }
            let gains = try trees.gains()
            guard let most = gains.indices.max(by: { gains[$0] < gains[$1] }) else { break }
            places.insert(left.remove(at: most))
        }
        return places
    }
}
