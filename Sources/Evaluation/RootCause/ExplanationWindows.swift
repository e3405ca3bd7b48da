internal import Domain
internal import Statistics
internal import Store

/// Reads the two windows that an explanation compares.
struct ExplanationWindows {
    let store: any LabelledRowsStore
    let schema: ModelSchema
    let input: CheckInput
    let baseline: Relation
    let options: ExplanationOptions

    /// Rows of both windows, and what is known of them.
    struct Read: Sendable {
        var before: LabelledRows
        var after: LabelledRows
        var parts: (before: ExplanationReport.Window, after: ExplanationReport.Window)
        /// The later window's relation, and where it is.
        var records: Relation
        var columns: [(place: Int, column: CountedColumn, stored: StoredColumn, isFeature: Bool)]
        /// The place of identities among the cells.
        var identity: Int?
        var training: LabelledRows?
    }

    func read(since onset: Timestamp?) async throws -> Read {
        let current = input.current
        let early = options.against == nil ? baseline : current
        let shown = schema.columns.filter { column in
            (column.role == .feature || column.role == .tag) && (column.type == .numeric || column.type == .categorical)
                && early.column(column.name) != nil && current.column(column.name) != nil
        }
        var cells = shown.map { CountedColumn($0.name, $0.type ?? .categorical) }
        let columns = shown.enumerated().compactMap { place, column in
            current.column(column.name).map { (place: place, column: cells[place], stored: $0, isFeature: column.role == .feature) }
        }
        guard columns.contains(where: \.isFeature) else {
            throw EvaluationError(
                "\(early.name) and \(current.name) have no feature in common: "
                    + (audience == .files ? "see that these are the files you mean" : "the model's definition needs one that is numeric or categorical"))
        }
        var identity: Int?
        if let id = schema.column(.predictionID)?.name, early.column(id) != nil, current.column(id) != nil {
            identity = cells.count
            cells.append(CountedColumn(id, .categorical))
        }
        let span = options.span ?? onset.map { $0..<Timestamp(microseconds: .max) }
        let read = cells
        async let late = rows(of: current, read, actuals: input.actuals, span: span, audience.span)
        async let earlier = rows(
            of: early, read, actuals: options.against == nil ? nil : input.actuals, span: options.against, audience.against)
        // Records that are read as the earlier window need not be read again.
        let isEarlier = options.against == nil && learned == early
        async let apart = isEarlier ? nil : training(read)
        let (after, before) = (try await late, try await earlier)
        let training = try await apart ?? (isEarlier ? before.thinned(to: RetrainingGain.rows) : nil)
        let part = options.against != nil ? "current" : input.parts.first { $0.name != "current" && $0.relation == baseline }?.name ?? "reference"
        return Read(
            before: before, after: after,
            parts: (describe(before, part, options.against), describe(after, "current", span)), records: current, columns: columns, identity: identity,
            training: training)
    }

    private var audience: Audience { options.check.audience }

    private var learned: Relation? { input.training ?? input.reference }

    /// What the model learned from; `nil` where it is not known, or lacks a column.
    private func training(_ cells: [CountedColumn]) async throws -> LabelledRows? {
        guard let learned, cells.allSatisfy({ learned.column($0.name) != nil }),
            PerformancePlan(schema: schema).prediction(in: learned, resolution: .exact) != nil
        else { return nil }
        return try await rows(of: learned, cells, actuals: nil, span: nil, "--training", limit: RetrainingGain.rows)
    }

    private func rows(
        of relation: Relation, _ cells: [CountedColumn], actuals: Relation?, span: Range<Timestamp>?, _ flags: String, limit: Int? = nil
    ) async throws -> LabelledRows {
        let plan = PerformancePlan(schema: schema)
        guard let prediction = plan.prediction(in: relation, resolution: .exact) else {
            throw EvaluationError("\(relation.name) has no prediction: \(audience.naming("prediction_score", "prediction_label"))")
        }
        let labels = plan.query(relation, windowing: .whole, actuals: actuals, rows: 0)?.labels
        func present(_ role: ColumnRole) -> String? { schema.column(role).flatMap { relation.column($0.name) == nil ? nil : $0.name } }
        let time = present(.timestamp)
        if span != nil, time == nil {
            throw EvaluationError("\(flags) need a time, and no column of \(relation.name) is known as one; \(audience.naming("timestamp"))")
        }
        let rows = try await store.labelledRows(
            LabelledRowsQuery(
                records: relation, labels: labels, prediction: prediction, columns: cells, time: time, version: present(.modelVersion),
                span: span.map { $0.lowerBound.microseconds..<$0.upperBound.microseconds }, limit: limit ?? options.rowLimit))
        guard rows.count > 0 else { throw EvaluationError("no record of \(relation.name) lies in the span of \(flags); look at the times of its records") }
        return rows
    }

    private func describe(_ rows: LabelledRows, _ part: String, _ span: Range<Timestamp>?) -> ExplanationReport.Window {
        let seen = rows.span
        let start = span.map(\.lowerBound) ?? seen?.first
        let end = span.map { $0.upperBound.microseconds == .max ? seen?.last ?? $0.upperBound : $0.upperBound } ?? seen?.last
        return .init(
            part: part, start: start, end: end, records: rows.total, read: rows.count, labelled: rows.actuals.count(where: \.isFinite))
    }
}
