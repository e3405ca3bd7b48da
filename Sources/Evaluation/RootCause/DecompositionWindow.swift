internal import Domain
internal import Statistics
internal import Store

/// The records of a window that the metric is made of.
struct DecompositionWindow: Sendable {
    let rows: LabelledRows
    let values: [Double]
    /// How many records each stands for, one on average.
    let weights: [Double]

    /// Records with known ground truth. Where that of some is missing, each counts for those without that have about its score: early labels are not
    /// like all (post-stratification, as in `PostStratification`).
    init(labelled all: LabelledRows, _ metric: DecompositionMetric) {
        let values = (0..<all.count).map { metric.value(all, $0, actual: all.actuals[$0]) }
        let used = values.indices.filter { values[$0] != nil }
        let strata = ScoreStrata(all, used)
        let raw = used.map { strata.weight($0) }
        let total = raw.reduce(0, +)
        rows = all.picking(used)
        self.values = used.compactMap { values[$0] }
        weights = raw.map { $0 * Double(used.count) / total }
    }

    /// All records, with what is to be expected of each.
    init(_ all: LabelledRows, expected: (Int) -> Double?) {
        let values = (0..<all.count).map(expected)
        let used = values.indices.filter { values[$0] != nil }
        rows = all.picking(used)
        self.values = used.compactMap { values[$0] }
        weights = Array(repeating: 1, count: used.count)
    }

    var count: Int { values.count }
}

/// Records in stretches of about equally many labels, by score.
private struct ScoreStrata {
    private let places: [Int]
    private let weights: [Double]

    private static let leastLabels = 20
    private static let most = 20

    init(_ rows: LabelledRows, _ labelled: [Int]) {
        let key = rows.predictions.scores.first ?? rows.predictions.decisions
        func score(_ row: Int) -> Double { key.indices.contains(row) && key[row].isFinite ? key[row] : -.infinity }
        let count = max(1, min(Self.most, labelled.count / Self.leastLabels))
        let sorted = labelled.map(score).sorted()
        let limits = (1..<max(2, count)).compactMap { sorted.isEmpty || count < 2 ? nil : sorted[$0 * sorted.count / count] }
        let places = (0..<rows.count).map { row in limits.count { $0 <= score(row) } }
        var (sizes, labels) = ([Double](repeating: 0, count: limits.count + 1), [Double](repeating: 0, count: limits.count + 1))
        for place in places { sizes[place] += 1 }
        for row in labelled { labels[places[row]] += 1 }
        self.places = places
        weights = zip(sizes, labels).map { $1 > 0 ? $0 / $1 : 0 }
    }

    func weight(_ row: Int) -> Double { weights[places[row]] }
}

extension LabelledRows {
    /// Some of the records, in the order asked for.
    func picking(_ rows: [Int]) -> LabelledRows {
        var result = LabelledRows(
            total: total,
            predictions: .init(
                decisions: predictions.decisions.isEmpty ? [] : rows.map { predictions.decisions[$0] },
                scores: predictions.scores.map { scores in rows.map { scores[$0] } }),
            cells: cells.picking(rows))
        result.places = rows.map { places[$0] }
        result.times = rows.map { times[$0] }
        result.versions = rows.map { versions[$0] }
        result.actuals = rows.map { actuals[$0] }
        return result
    }

    /// Every so many-th of them, so that about `count` are left.
    func thinned(to count: Int) -> LabelledRows {
        self.count > count ? picking((0..<self.count).thinned(to: count)) : self
    }

    var span: (first: Timestamp, last: Timestamp)? {
        let known = times.compactMap(\.self)
        guard let first = known.min(), let last = known.max() else { return nil }
        return (Timestamp(microseconds: first), Timestamp(microseconds: last))
    }
}

extension WindowRows {
    func picking(_ rows: [Int]) -> WindowRows { WindowRows(key: nil, columns: columns.map { $0.picking(rows) }) }
}

extension WindowRows.Cells {
    /// Some of the cells, in the order asked for.
    func picking(_ rows: [Int]) -> Self {
        switch self {
        case .numbers(let values): .numbers(rows.map { values[$0] })
        case .categories(let values): .categories(rows.map { values[$0] })
        }
    }
}
