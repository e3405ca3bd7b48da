internal import Domain
internal import Statistics
internal import Store

/// The quality checks of one column: a series for each check that has something to say.
struct ColumnQuality {
    let column: JudgedColumn

    /// - Parameter moments: of the current windows, for numeric columns.
    func reports(
        windows: [BinnedCounts?], overall: BinnedCounts, moments: [Moments?], referenceMoments: Moments?
    ) -> [QualityReport] {
        var reports = [rate(.missingRate, windows, overall, of: \.counts.rows) { $0.counts.nulls }]
        reports.append(
            rate(.typeErrorRate, windows, overall, of: \.counts.rows) { $0.counts.typeErrors }.ifAny)
        reports.append(
            rate(.nonFiniteRate, windows, overall, of: \.counts.rows) { $0.counts.nans + $0.counts.infinities }.ifAny)
        switch column.plan.binned.bins {
        // A reference without any value has no classes that others could be unseen beside.
        case .categorical(let dictionary) where dictionary.isComplete && !dictionary.values.isEmpty:
            reports.append(rate(.unseenRate, windows, overall, of: \.counts.valid) { $0.unseen }.ifAny)
        case .numeric:
            reports.append(rate(.outOfRangeRate, windows, overall, of: \.counts.valid) { $0.outside }.ifAny)
        default: break
        }
        if let constant = constant(moments: moments, reference: referenceMoments) { reports.append(constant) }
        return reports.compactMap(\.self)
    }

    private func rate(
        _ check: QualityCheck, _ windows: [BinnedCounts?], _ overall: BinnedCounts,
        of base: (BinnedCounts) -> Int, _ count: (BinnedCounts) -> Int
    ) -> QualityReport? {
        func share(_ counts: BinnedCounts) -> Proportion? { Proportion(count: count(counts), total: base(counts)) }
        return RateSeries(check: check, column: column.plan.column.name, rules: column.rules, comparisons: column.comparisons)
            .report(
                reference: share(column.reference), own: column.own?.map { $0.flatMap(share) },
                windows: windows.map { $0.flatMap(share) }, overall: share(overall))
    }

    /// Fewer rows than this say nothing about whether a column still varies.
    private static let leastRowsForConstant = 30

    /// Whole numbers from here on share their double with others: 2^53. Equal doubles then say nothing about the values.
    private static let exactIntegers = 9_007_199_254_740_992.0

    private func constant(moments: [Moments?], reference: Moments?) -> QualityReport? {
        guard let reference, reference.minimum != reference.maximum else { return nil }
        let points = moments.enumerated().compactMap { index, moments -> QualityPoint? in
            guard let moments, moments.count >= Self.leastRowsForConstant else { return nil }
            let isConstant = moments.minimum == moments.maximum && abs(moments.minimum ?? 0) < Self.exactIntegers
            let evidence = QualityEvidence(
                check: .constant, value: isConstant ? 1 : 0, reference: 0, pValue: nil,
                comparisons: column.comparisons,
                count: moments.count)
            return QualityPoint(
                window: index, count: moments.count, value: isConstant ? 1 : 0, expected: 0,
                severity: column.rules.judge(evidence))
        }
        guard points.contains(where: { $0.value > 0 }) else { return nil }
        return QualityReport(
            check: QualityCheck.constant.rawValue, feature: column.plan.column.name, unit: QualityCheck.constant.unit,
            severity: points.map(\.severity).max() ?? .ok, reference: 0, current: points.map(\.value).max(),
            count: points.reduce(0) { $0 + $1.count }, points: points)
    }
}

extension BinnedCounts {
    /// Values that the reference never had.
    fileprivate var unseen: Int {
        if case .categories(let categories) = bins { categories.unseen } else { 0 }
    }

    /// Values below the smallest or above the largest of the reference.
    fileprivate var outside: Int {
        if case .histogram(let histogram) = bins { histogram.below + histogram.above } else { 0 }
    }
}

extension QualityReport? {
    /// `nil` when there is nothing of the kind, before or now.
    fileprivate var ifAny: QualityReport? {
        guard let self, (self.reference ?? 0) > 0 || (self.current ?? 0) > 0 else { return nil }
        return self
    }
}
