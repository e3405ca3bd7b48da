internal import Domain
internal import Statistics

/// NannyML's univariate drift (the Jensen-Shannon distance judged, as by default, the other methods beside it), missing and unseen values.
struct NannyMLEvaluation: PeerJudge {
    private(set) var outcome = PeerEvaluation.Outcome(notes: [
        "NannyML's rules, quirks included: limits are the mean plus three standard deviations over the reference's own chunks, so few "
            + "that 5 to 7 % of features alert in every chunk in which nothing is wrong. See docs/peers.md."
    ])

    mutating func take(_ column: PeerColumn) {
        if outcome.series.isEmpty, column.reference.count < 6 {
            outcome.notes.append("NannyML warns of fewer than six chunks; the reference has \(column.reference.count).")
        }
        switch column.cells {
        case .numbers(let reference, let current):
            outcome.series[column.name] = series(NannyMLContinuous(chunks: reference), reference, current) { $0.count }
        case .values(let reference, let current):
            outcome.series[column.name] = series(NannyMLCategorical(chunks: reference), reference, current) { $0.reduce(0, +) }
            outcome.quality += [unseen(column, reference, current)].compactMap(\.self)
        }
        outcome.quality += [missing(column)].compactMap(\.self)
    }

    /// One for each method; none where the reference has no values.
    private func series<Column: NannyMLColumn>(
        _ column: Column?, _ reference: [Column.Chunk], _ current: [Column.Chunk], _ count: (Column.Chunk) -> Int
    ) -> [DriftSeries] {
        guard let column else { return [] }
        return Column.methods.compactMap { NannyMLDetector($0, column: column, chunks: reference) }.map { detector in
            let points = current.enumerated().compactMap { index, chunk in
                detector.verdict(chunk).flatMap {
                    DriftPoint($0, window: index, count: count(chunk), isJudged: detector.method == .jensenShannon)
                }
            }
            return DriftSeries(signal: detector.method.rawValue, overall: nil, points: points)
        }
    }

    /// The rate of missing values, against both sides of the band over the reference's chunks.
    private func missing(_ column: PeerColumn) -> QualityReport? {
        func rate(_ counts: ColumnCounts) -> Double { Double(PeerColumn.missing(counts)) / Double(counts.rows) }
        let reference = column.reference.filter { $0.rows > 0 }
        guard let band = NannyMLThreshold(reference: reference.map(rate), lowest: 0, highest: 1) else { return nil }
        let points = column.current.enumerated().compactMap { index, counts in
            counts.map {
                QualityPoint(
                    window: index, count: $0.rows, value: rate($0), expected: band.upper,
                    severity: band.alerts(rate($0)) ? .warning : .ok)
            }
        }
        return report(.missingRate, column, points, reference: total(reference, PeerColumn.missing))
    }

    /// The rate of values that the reference never had; any alerts. Missing ones are unseen, too, where the reference has none.
    private func unseen(_ column: PeerColumn, _ reference: [[Int]], _ current: [[Int]]) -> QualityReport? {
        guard let first = reference.first else { return nil }
        let known = reference.dropFirst().reduce(first) { zip($0, $1).map { $0 + $1 } }
        let knowsMissing = column.reference.contains { PeerColumn.missing($0) > 0 }
        let points = zip(column.current, current).enumerated().compactMap { index, window -> QualityPoint? in
            guard let counts = window.0, counts.rows > 0 else { return nil }
            let unseen = zip(known, window.1).reduce(0) { $1.0 == 0 ? $0 + $1.1 : $0 } + (knowsMissing ? 0 : PeerColumn.missing(counts))
            return QualityPoint(
                window: index, count: counts.rows, value: Double(unseen) / Double(counts.rows), expected: 0,
                severity: unseen > 0 ? .warning : .ok)
        }
        return report(.unseenRate, column, points, reference: 0)
    }

    private func report(_ check: QualityCheck, _ column: PeerColumn, _ points: [QualityPoint], reference: Double?) -> QualityReport {
        let rows = points.reduce(0) { $0 + $1.count }
        let sum = points.reduce(0) { $0 + $1.value * Double($1.count) }
        return QualityReport(
            check: check.rawValue, feature: column.name, unit: check.unit, severity: points.map(\.severity).max() ?? .ok,
            reference: reference, current: rows > 0 ? sum / Double(rows) : nil, count: rows, points: points)
    }

    private func total(_ counts: [ColumnCounts], _ part: (ColumnCounts) -> Int) -> Double? {
        let rows = counts.reduce(0) { $0 + $1.rows }
        return rows > 0 ? Double(counts.reduce(0) { $0 + part($1) }) / Double(rows) : nil
    }
}
