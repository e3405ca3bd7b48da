internal import Domain
internal import Statistics
internal import Store

/// Evidently's drift report: each window is a dataset of its own that is compared with the whole reference.
struct EvidentlyEvaluation: PeerJudge {
    let types: [String: FeatureType]
    let current: Relation

    static let datasetSignal = "drifted_columns_share"

    private var series: [String: [DriftSeries]] = [:]
    private var judged: [(drifted: Int, columns: Int)]
    private var texts: [String] = []

    init(types: [String: FeatureType], current: Relation, windows: Int) {
        self.types = types
        self.current = current
        judged = Array(repeating: (0, 0), count: windows)
    }

    mutating func take(_ column: PeerColumn) {
        var numbers: EvidentlyReference?
        if case .numbers(let reference, _) = column.cells { numbers = EvidentlyReference(reference.flatMap(\.self)) }
        var points: [(method: String, point: DriftPoint)] = []
        for window in judged.indices {
            guard let type = type(of: column, window) else { continue }
            if type == .text { texts.append(column.name) }
            guard let (verdict, count) = verdict(on: column, numbers, window, type),
                let point = DriftPoint(verdict, window: window, count: count)
            else { continue }
            points.append((verdict.method, point))
            judged[window].columns += 1
            judged[window].drifted += verdict.isAlert ? 1 : 0
        }
        // Windows of other sizes may get other tests.
        series[column.name] = points.map(\.method).distinct.map { method in
            let own = points.filter { $0.method == method }.map(\.point)
            var overall = judged.count == 1 ? own.first : nil
            overall?.window = nil
            return DriftSeries(signal: method, overall: overall, points: own)
        }
    }

    var outcome: PeerEvaluation.Outcome {
        PeerEvaluation.Outcome(series: series, quality: [dataset].compactMap(\.self), notes: notes(texts.distinct))
    }

    private func type(of column: PeerColumn, _ window: Int) -> EvidentlyColumnType? {
        switch types[column.name] {
        case .numeric?: return .numerical
        case .categorical?: return .categorical
        default: break
        }
        guard let stored = current.column(column.name)?.type, let counts = column.current[window] else { return nil }
        let distinct =
            switch column.cells {
            case .numbers(_, let current): stored == .integer ? Set(current[window]).count : 0
            case .values(_, let current): current[window].count { $0 > 0 }
            }
        return EvidentlyColumnType(
            stored, rows: counts.rows, values: counts.rows - PeerColumn.missing(counts), distinct: distinct)
    }

    private func verdict(
        on column: PeerColumn, _ numbers: EvidentlyReference?, _ window: Int, _ type: EvidentlyColumnType
    ) -> (PeerVerdict, Int)? {
        guard type == .numerical || type == .categorical else { return nil }
        switch column.cells {
        case .numbers(_, let current):
            return numbers?.verdict(current[window], isNumerical: type == .numerical).map { ($0, current[window].count) }
        case .values(let reference, let current):
            return reference.first.flatMap { AlignedCounts(reference: $0, current: current[window], isBinned: false) }
                .map { (EvidentlyDrift.verdict(counts: $0), $0.currentTotal) }
        }
    }

    /// The share of columns that drifted.
    private var dataset: QualityReport? {
        let points = judged.enumerated().filter { $0.element.columns > 0 }.map { window, judged in
            QualityPoint(
                window: window, count: judged.columns, value: Double(judged.drifted) / Double(judged.columns),
                expected: EvidentlyDrift.driftShare,
                severity: EvidentlyDrift.isDatasetDrifted(drifted: judged.drifted, of: judged.columns) ? .warning : .ok)
        }
        guard let worst = points.max(by: { $0.value < $1.value }) else { return nil }
        return QualityReport(
            check: Self.datasetSignal, feature: nil, unit: "share", severity: points.map(\.severity).max() ?? .ok,
            reference: EvidentlyDrift.driftShare, current: worst.value, count: worst.count, points: points)
    }

    private func notes(_ texts: [String]) -> [String] {
        var notes = [
            "Evidently's rules, quirks included: chi-square takes the reference's shares for exact and gives 0 for a value it never had; "
                + "distances of large references have limits that know nothing of the window's size; the current records alone decide how "
                + "a column is taken. See docs/peers.md."
        ]
        if !texts.isEmpty {
            notes.append(
                "Evidently judges texts by a classifier, which is not reproduced; left out: "
                    + texts.map { "'\($0)'" }.joined(separator: ", ") + ".")
        }
        return notes
    }
}

extension Sequence where Element: Hashable {
    /// Each once, in the order of their first places.
    var distinct: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
