internal import Domain
internal import Statistics
internal import Store

/// Records of the guilty cohort to look at, each beside the most similar one that the model learned from.
struct CohortExamples: Sendable {
    let schema: ModelSchema
    let metric: DecompositionMetric
    /// The columns that are shown and compared, with how much each counts.
    let columns: [(place: Int, name: String, weight: Double)]
    /// The place of the column of identities among the cells.
    let identity: Int?

    private static let each = 3
    private static let comparedRows = 5_000

    /// - Parameters:
    ///   - cohort: rows of `window`.
    ///   - training: what the model learned from; its rows have the same cells.
    func examples(_ cohort: [Int], of window: DecompositionWindow, training: LabelledRows?) -> [ExplanationReport.Example] {
        guard !cohort.isEmpty else { return [] }
        let scale = Scale(window.rows, columns.map { ($0.place, $0.weight) })
        let learned = training?.thinned(to: Self.comparedRows)
        var taken: Set<Int> = []
        return ExplanationReport.Example.Kind.allCases.flatMap { kind -> [ExplanationReport.Example] in
            let chosen = order(kind, cohort, window, scale).filter { !taken.contains($0) }.prefix(Self.each)
            taken.formUnion(chosen)
            return chosen.map { row in
                let nearest = learned.flatMap { scale.nearest(to: window.rows, row, in: $0) }
                return .init(
                    kind: kind, row: text(window.rows, row), value: metric.kernel == .mean ? window.values[row] : nil,
                    nearest: nearest.flatMap { nearest in learned.map { text($0, nearest.row) } }, distance: nearest?.distance)
            }
        }
    }

    private func order(_ kind: ExplanationReport.Example.Kind, _ cohort: [Int], _ window: DecompositionWindow, _ scale: Scale) -> [Int] {
        func ranked(_ key: (Int) -> Double?) -> [Int] {
            cohort.compactMap { row in key(row).map { (row, $0) } }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(4 * Self.each).map(\.0)
        }
        switch kind {
        case .representative:
            let middle = scale.middle(of: cohort, window.rows)
            return ranked { scale.distance(window.rows, $0, middle, 0) }
        case .hardest:
            guard metric.kernel == .mean else { return [] }
            return ranked { metric.metric.higherIsBetter ? window.values[$0] : -window.values[$0] }
        case .boundary:
            let scores = window.rows.predictions.scores
            if metric.task == .binary, let score = scores.first {
                let threshold = schema.decisionThreshold ?? 0.5
                return ranked { abs(score[$0] - threshold) }
            }
            guard metric.task == .multiclass, scores.count > 1 else { return [] }
            return ranked { row in
                let sorted = scores.map { $0[row] }.sorted(by: >)
                return sorted[0] - sorted[1]
            }
        }
    }

    private func text(_ rows: LabelledRows, _ row: Int) -> ExplanationReport.Example.Row {
        let cells = columns.compactMap { column in cell(rows, row, column.place).map { (column.name, $0) } }
        let predictions = rows.predictions
        let prediction: String? =
            switch metric.task {
            case .binary: predictions.scores.first.map { $0[row].short } ?? predictions.decisions[row].short
            case .multiclass: predictions.decisions.isEmpty ? nil : className(predictions.decisions[row])
            case .regression: predictions.decisions[row].short
            }
        let actual = rows.actuals[row]
        return .init(
            id: identity.flatMap { cell(rows, row, $0) }, time: rows.times[row].map { Timestamp(microseconds: $0) },
            cells: Dictionary(cells) { first, _ in first }, prediction: prediction,
            actual: actual.isFinite ? (metric.task == .regression ? Self.number(actual) : className(actual)) : nil)
    }

    private static func number(_ value: Double) -> String { Int64(exactly: value).map { "\($0)" } ?? value.short }

    private func className(_ place: Double) -> String? {
        guard place.isFinite else { return nil }
        if metric.task == .binary, let positive = schema.positiveClass {
            return place == 1 ? positive : schema.classes.first { $0 != positive } ?? "not \(positive)"
        }
        return schema.classes.indices.contains(Int(place)) ? schema.classes[Int(place)] : nil
    }

    private func cell(_ rows: LabelledRows, _ row: Int, _ place: Int) -> String? {
        switch rows.cells.columns[place] {
        case .numbers(let values): values[row].isNaN ? nil : Self.number(values[row])
        case .categories(let values): values[row]
        }
    }
}

/// Gower's distance (Biometrics 27, 1971): over columns, the weighted mean of how much two rows differ, numbers by the span from the 5th to the 95th
/// percentile, at most 1, categories and missing cells by whether they are the same.
private struct Scale: Sendable {
    private let columns: [(place: Int, weight: Double)]
    private let spans: [Double]

    init(_ rows: LabelledRows, _ columns: [(place: Int, weight: Double)]) {
        self.columns = columns
        spans = columns.map { column in
            guard case .numbers(let values) = rows.cells.columns[column.place] else { return 1 }
            let sorted = values.filter { !$0.isNaN }.sorted()
            guard !sorted.isEmpty else { return 1 }
            let span = sorted[sorted.count * 95 / 100] - sorted[sorted.count * 5 / 100]
            return span > 0 ? span : 1
        }
    }

    func distance(_ one: LabelledRows, _ row: Int, _ other: LabelledRows, _ otherRow: Int) -> Double {
        var (sum, total) = (0.0, 0.0)
        for (index, column) in columns.enumerated() {
            total += column.weight
            switch (one.cells.columns[column.place], other.cells.columns[column.place]) {
            case (.numbers(let a), .numbers(let b)):
                if a[row].isNaN || b[otherRow].isNaN {
                    sum += a[row].isNaN == b[otherRow].isNaN ? 0 : column.weight
                } else {
                    sum += column.weight * min(1, abs(a[row] - b[otherRow]) / spans[index])
                }
            case (.categories(let a), .categories(let b)): sum += a[row] == b[otherRow] ? 0 : column.weight
            default: sum += column.weight
            }
        }
        return total > 0 ? sum / total : 0
    }

    func nearest(to rows: LabelledRows, _ row: Int, in others: LabelledRows) -> (row: Int, distance: Double)? {
        var best: (row: Int, distance: Double)?
        for other in 0..<others.count {
            let own = distance(rows, row, others, other)
            if own < best?.distance ?? .infinity { best = (other, own) }
        }
        return best
    }

    /// A row of medians and of most frequent categories.
    func middle(of cohort: [Int], _ rows: LabelledRows) -> LabelledRows {
        var middle = rows.picking([cohort[0]])
        for column in columns {
            switch rows.cells.columns[column.place] {
            case .numbers(let values):
                let sorted = cohort.map { values[$0] }.filter { !$0.isNaN }.sorted()
                middle.cells.columns[column.place] = .numbers([sorted.isEmpty ? .nan : sorted[sorted.count / 2]])
            case .categories(let values):
                var counts: [String?: Int] = [:]
                for row in cohort { counts[values[row], default: 0] += 1 }
                let most = counts.max { ($0.value, $1.key ?? "") < ($1.value, $0.key ?? "") }
                middle.cells.columns[column.place] = .categories([most?.key ?? nil])
            }
        }
        return middle
    }
}
