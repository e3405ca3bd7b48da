internal import Domain
internal import Statistics

/// A rate followed over the windows and held against the reference's.
struct RateSeries {
    let check: QualityCheck
    let column: String
    let rules: any Rules
    /// Columns that are judged in each window.
    let comparisons: Int

    /// `nil` when there is nothing that the rate could be taken of.
    ///
    /// - Parameter own: what each window is held against where that is not the reference; windows without are not judged.
    func report(
        reference: Proportion?, own: [Proportion?]? = nil, windows: [Proportion?], overall: Proportion?
    ) -> QualityReport? {
        guard let overall else { return nil }
        let points = windows.enumerated().compactMap { index, now -> QualityPoint? in
            guard let now else { return nil }
            var reference = reference
            if let own {
                reference = own[index]
                guard reference != nil else {
                    return QualityPoint(window: index, count: now.total, value: now.rate, severity: .ok)
                }
            }
            let pValue = reference.map { differencePValue($0, now) }
            let evidence = QualityEvidence(
                check: check, value: now.rate, reference: reference?.rate, pValue: pValue, comparisons: comparisons,
                count: now.total)
            return QualityPoint(
                window: index, count: now.total, value: now.rate, expected: reference?.rate, pValue: pValue,
                severity: rules.judge(evidence))
        }
        return QualityReport(
            check: check.rawValue, feature: column, unit: check.unit, severity: points.map(\.severity).max() ?? .ok,
            reference: reference?.rate, current: overall.rate, count: overall.total, points: points)
    }
}

/// Two-sided p-value for the difference of two rates: exact where counts are small.
func differencePValue(_ reference: Proportion, _ current: Proportion) -> Double {
    let pooled = Double(reference.count + current.count) / Double(reference.total + current.total)
    let smallest = min(pooled, 1 - pooled) * Double(min(reference.total, current.total))
    // Cochran's five expected counts.
    return smallest < 5
        ? ProportionTest.fisher(reference: reference, current: current).pValue
        : ProportionTest.z(reference: reference, current: current).pValue
}
