internal import Domain
internal import Statistics
internal import Store

/// The quality checks of the records as a whole.
struct RecordQuality {
    let rules: any Rules

    /// Records in each window against what the reference, or else the other windows, had.
    ///
    /// - Parameters:
    ///   - isPartial: whether the data begin or end within the window, so that its volume says nothing.
    ///   - referenceWindows: records in the reference's windows of the same length, empty when it has no times.
    ///   - own: records in the windows that each window is held against, where these are not the reference's; windows
    ///     without any are not judged.
    func volume(
        rows: [Int], isPartial: [Bool], referenceWindows: [Int], own: [[Int]]? = nil
    ) -> QualityReport? {
        let whole = zip(rows, isPartial).filter { !$0.1 }.map(\.0)
        guard rows.count > 2, !whole.isEmpty else { return nil }
        let usual = median(referenceWindows.count > 2 ? referenceWindows : whole)
        let points = zip(rows, isPartial).enumerated().map { index, window in
            if let own, own[index].isEmpty {
                return QualityPoint(window: index, count: window.0, value: Double(window.0), severity: .ok)
            }
            let expected = own.map { median($0[index]) } ?? usual
            let evidence = QualityEvidence(
                check: .volume, value: Double(window.0), reference: expected, pValue: nil, comparisons: 1,
                count: window.0)
            let severity = window.1 ? .ok : rules.judge(evidence)
            return QualityPoint(
                window: index, count: window.0, value: Double(window.0), expected: expected,
                severity: severity == .info ? .ok : severity)
        }
        return QualityReport(
            check: QualityCheck.volume.rawValue, feature: nil, unit: QualityCheck.volume.unit,
            severity: points.map(\.severity).max() ?? .ok, reference: usual,
            current: Double(rows.reduce(0, +)) / Double(rows.count), count: rows.reduce(0, +), points: points,
            detail: "reference and current are records in a window: median, and mean")
    }

    func duplicates(_ identity: IdentityCounts, column: String) -> QualityReport? {
        guard let share = Proportion(count: identity.duplicates, total: identity.rows) else { return nil }
        let evidence = QualityEvidence(
            check: .duplicateRate, value: share.rate, reference: 0, pValue: nil, comparisons: 1, count: share.total)
        return QualityReport(
            check: QualityCheck.duplicateRate.rawValue, feature: column, unit: QualityCheck.duplicateRate.unit,
            severity: rules.judge(evidence), reference: 0, current: share.rate, count: share.total, points: [],
            detail: identity.example.map { "\(identity.duplicates) records repeat an identity, such as '\($0)'" })
    }

    func timesMissing(_ missing: Int, of rows: Int, column: String, examples: [Misfit]) -> QualityReport? {
        guard missing > 0, let share = Proportion(count: missing, total: rows) else { return nil }
        let evidence = QualityEvidence(
            check: .timeMissingRate, value: share.rate, reference: 0, pValue: nil, comparisons: 1, count: rows)
        return QualityReport(
            check: QualityCheck.timeMissingRate.rawValue, feature: column, unit: QualityCheck.timeMissingRate.unit,
            severity: rules.judge(evidence), reference: 0, current: share.rate, count: rows, points: [],
            detail: examples.isEmpty ? "the time is empty" : "not a time: " + examples.listed)
    }

    func schema(_ check: QualityCheck, column: String, detail: String, rows: Int) -> QualityReport {
        let evidence = QualityEvidence(
            check: check, value: 1, reference: 0, pValue: nil, comparisons: 1, count: rows)
        return QualityReport(
            check: check.rawValue, feature: column, unit: check.unit, severity: rules.judge(evidence), reference: 0,
            current: 1, count: rows, points: [], detail: detail)
    }

    private func median(_ values: [Int]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension [Misfit] {
    /// Values with their counts, as text.
    var listed: String {
        map { "'\($0.value.prefix(60))' (\($0.count)×)" }.joined(separator: ", ")
    }
}
