internal import Domain
internal import Statistics
internal import Store

/// Records of the baseline and of production, cell by cell, with what became of them: what a diagnosis looks at.
struct EvidenceRows: Sendable {
    struct Column: Sendable {
        var name: String
        var type: FeatureType
    }

    /// Some records, in the order of time.
    struct Side: Sendable {
        /// By column.
        var cells: [WindowRows.Cells]
        /// Seconds since 1970; NaN where no time is known.
        var times: [Double]
        /// What was predicted as a number: a binary model's score, a regression's value; NaN for none.
        var scores: [Double]
        var versions: [String?]
        /// The truth as `CodedRows` tells it; NaN where it is not known.
        var truths: [Double]
        /// What each record lost; NaN where it is not known.
        var losses: [Double]

        var count: Int { times.count }

        /// Some of the records, in the order of `places`.
        func taking(_ places: [Int]) -> Side {
            Side(
                cells: cells.map { $0.picking(places) }, times: places.map { times[$0] }, scores: places.map { scores[$0] },
                versions: places.map { versions[$0] }, truths: places.map { truths[$0] }, losses: places.map { losses[$0] })
        }

        func appending(_ other: Side) -> Side {
            Side(
                cells: zip(cells, other.cells).map { $0.appending($1) }, times: times + other.times, scores: scores + other.scores,
                versions: versions + other.versions, truths: truths + other.truths, losses: losses + other.losses)
        }

        /// The records by time, then by score and truth: engines give records in orders of their own, and trees grow by them.
        var inOrder: [Int] {
            func key(_ values: [Double], _ place: Int) -> Double { place < values.count && !values[place].isNaN ? values[place] : -.infinity }
            return times.indices.sorted { one, other in
                (key(times, one), key(scores, one), key(truths, one)) < (key(times, other), key(scores, other), key(truths, other))
            }
        }

        /// What stands in each record, all cells and the score, as a number that equal ones share.
        var contents: [Int] {
            var hashers = [Hasher](repeating: Hasher(), count: count)
            for column in cells {
                switch column {
                case .numbers(let values): for row in values.indices { hashers[row].combine(values[row].bitPattern) }
                case .categories(let values): for row in values.indices { hashers[row].combine(values[row]) }
                }
            }
            return times.indices.map { row in
                hashers[row].combine(scores[row].bitPattern)
                return hashers[row].finalize()
            }
        }

        /// The records that are not another one of the last day again.
        var withoutRepeats: [Int] {
            var seen: [Int: Double] = [:]
            return zip(times.indices, contents).filter { row, key in
                defer { seen[key] = times[row] }
                return seen[key].map { abs(times[row] - $0) > 86_400 } ?? true
            }.map(\.0)
        }

        /// Which records have a known truth and a number that was predicted.
        var labelled: [Int] { losses.indices.filter { losses[$0].isFinite } }
    }

    var columns: [Column]
    var task: ModelTask
    var baseline: Side
    var current: Side
    /// The shares of all records that are here.
    var kept: (baseline: Double, current: Double)

    var hasTimes: Bool { current.times.contains { !$0.isNaN } }

    /// Whether all of production's records are here but for a few, in their order.
    var isWhole: Bool { kept.current >= 0.98 }
}

extension WindowRows.Cells {
    func appending(_ other: Self) -> Self {
        switch (self, other) {
        case (.numbers(let values), .numbers(let more)): .numbers(values + more)
        case (.categories(let values), .categories(let more)): .categories(values + more)
        default: self
        }
    }
}

/// Reads what a diagnosis looks at: a pass over each side's columns, and one over their labels.
struct EvidenceReader {
    let store: any Store
    let schema: ModelSchema
    /// Columns that the time decides, and what else is no evidence.
    let leftOut: Set<String>

    /// Records of each side that are looked at, and columns.
    var rowLimits = (before: 50_000, after: 50_000)
    var columnLimit = 60
    /// Whether what became of records is read, too.
    var readsOutcomes = true

    /// Columns that can be looked at.
    func candidates(baseline: Relation, current: Relation) -> [EvidenceRows.Column] {
        schema.columns.compactMap { column -> EvidenceRows.Column? in
            guard column.role == .feature || column.role == .tag, let type = column.type, type == .numeric || type == .categorical,
                baseline.column(column.name) != nil, current.column(column.name) != nil, !leftOut.contains(column.name)
            else { return nil }
            return EvidenceRows.Column(name: column.name, type: type)
        }
    }

    /// - Parameter first: columns that are looked at before others where there are too many.
    /// - Returns: `nil` where the sides have no column in common.
    func rows(baseline: Relation, current: Relation, actuals: Relation?, first: [String]) async throws -> EvidenceRows? {
        var columns = candidates(baseline: baseline, current: current)
        guard !columns.isEmpty else { return nil }
        if columns.count > columnLimit {
            let alerted = Set(first)
            columns = Array((columns.filter { alerted.contains($0.name) } + columns.filter { !alerted.contains($0.name) }).prefix(columnLimit))
        }
        guard readsOutcomes else {
            func all(_ relation: Relation, _ limit: Int) async throws -> EvidenceRows.Side { try await side(relation, columns, actuals: nil, limit: limit) }
            return EvidenceRows(
                columns: columns, task: schema.task, baseline: try await all(baseline, rowLimits.before), current: try await all(current, rowLimits.after), kept: (1, 1))
        }
        let sampled = (try await store.sample(of: baseline, rows: rowLimits.before), try await store.sample(of: current, rows: rowLimits.after))
        func kept(_ sample: Relation, _ relation: Relation) -> Double { Double(sample.rowCount) / Double(max(1, relation.rowCount)) }
        return EvidenceRows(
            columns: columns, task: schema.task, baseline: try await side(sampled.0, columns, actuals: nil),
            current: try await side(sampled.1, columns, actuals: actuals), kept: (kept(sampled.0, baseline), kept(sampled.1, current)))
    }

    private func side(_ relation: Relation, _ columns: [EvidenceRows.Column], actuals: Relation?, limit: Int = .max) async throws -> EvidenceRows.Side {
        func own(_ role: ColumnRole) -> String? { schema.column(role).flatMap { relation.column($0.name) == nil ? nil : $0.name } }
        let (time, version) = (own(.timestamp), own(.modelVersion))
        let score = own(.predictionScore) ?? (schema.task == .regression ? own(.predictionLabel) : nil)
        let others = [time.map { CountedColumn($0, .numeric) }, score.map { CountedColumn($0, .numeric) }, version.map { CountedColumn($0, .categorical) }]
        let counted = columns.map { CountedColumn($0.name, $0.type) } + others.compactMap(\.self)
        let rows = try await store.rows(of: counted, in: relation, by: .whole, limit: min(limit, max(1, relation.rowCount))).first
            ?? WindowRows(key: nil, of: counted)
        var rest = rows.columns.dropFirst(columns.count).makeIterator()
        func numbers(_ name: String?) -> [Double] {
            if name != nil, case .numbers(let values)? = rest.next() { return values }
            return [Double](repeating: .nan, count: rows.count)
        }
        let times = numbers(time).map(Self.seconds)
        let scores = numbers(score)
        var versions = [String?](repeating: nil, count: rows.count)
        if version != nil, case .categories(let values)? = rest.next() { versions = values }
        var side = EvidenceRows.Side(
            cells: Array(rows.columns.prefix(columns.count)), times: times, scores: scores, versions: versions,
            truths: [Double](repeating: .nan, count: rows.count), losses: [Double](repeating: .nan, count: rows.count))
        if readsOutcomes { try await label(&side, relation, columns[0], actuals: actuals) }
        let order = side.times.indices.sorted { (side.times[$0], $0) < (side.times[$1], $1) }
        return time == nil || side.times.contains(where: \.isNaN) ? side : side.taking(order)
    }

    /// Adds what became of records, where that is known.
    private func label(_ side: inout EvidenceRows.Side, _ relation: Relation, _ any: EvidenceRows.Column, actuals: Relation?) async throws {
        guard let query = PerformancePlan(schema: schema).query(relation, windowing: .whole, actuals: actuals, rows: relation.rowCount) else { return }
        let coded = CodedColumn(any.name, any.type == .numeric ? .cuts([0]) : .categories([]))
        let rows = try await store.codedRows(
            CodedRowsQuery(records: relation, labels: query.labels, prediction: query.prediction, columns: [coded]))
        // Places have gaps: of records of several files, of a slice, and of a sample that is no table of its own.
        let all = try await store.codedRows(CodedRowsQuery(records: relation, columns: [coded])).places
        let ranks = Dictionary(zip(all, all.indices), uniquingKeysWith: { first, _ in first })
        let loss = PredictionLoss.usual(for: query.prediction)
        for (row, name) in rows.places.enumerated() {
            guard let place = ranks[name], place < side.count else { continue }
            side.truths[place] = rows.actuals[row]
            side.losses[place] = loss.value(
                actual: rows.actuals[row], predicted: rows.predictions[row], score: rows.scores[row], isBinary: schema.task == .binary) ?? .nan
        }
    }

    /// Times that are numbers are seconds, milliseconds, microseconds or nanoseconds, told apart by their size.
    private static func seconds(_ number: Double) -> Double {
        switch abs(number) {
        case ..<1e11: number
        case ..<1e14: number / 1e3
        case ..<1e17: number / 1e6
        default: number / 1e9
        }
    }
}
