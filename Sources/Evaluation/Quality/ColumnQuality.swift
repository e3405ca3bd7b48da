package import Domain
package import Statistics
package import Store

/// The quality checks of one column: a series for each check that has something to say.
package struct ColumnQuality {
    let plan: ColumnBinning.Plan
    let reference: BinnedCounts
    let rules: any Rules
    /// Columns that are judged in each window.
    let comparisons: Int

    package init(plan: ColumnBinning.Plan, reference: BinnedCounts, rules: any Rules, comparisons: Int) {
        self.plan = plan
        self.reference = reference
        self.rules = rules
        self.comparisons = comparisons
    }

    /// - Parameter moments: of the current windows, for numeric columns.
    package func reports(
        windows: [BinnedCounts?], overall: BinnedCounts, moments: [Moments?], referenceMoments: Moments?
    ) -> [QualityReport] {
        var reports = [rate(.missingRate, windows, overall, of: \.counts.rows) { $0.counts.nulls }]
        reports.append(
            rate(.typeErrorRate, windows, overall, of: \.counts.rows) { $0.counts.typeErrors }.ifAny)
        reports.append(
            rate(.nonFiniteRate, windows, overall, of: \.counts.rows) { $0.counts.nans + $0.counts.infinities }.ifAny)
        switch plan.binned.bins {
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
        let known = Proportion(count: count(reference), total: base(reference))
        let points = windows.enumerated().compactMap { index, window -> QualityPoint? in
            guard let window, let now = Proportion(count: count(window), total: base(window)) else { return nil }
            let pValue = known.map { differencePValue($0, now) }
            let evidence = QualityEvidence(
                check: check, value: now.rate, reference: known?.rate, pValue: pValue, comparisons: comparisons,
                count: now.total)
            return QualityPoint(
                window: index, count: now.total, value: now.rate, expected: known?.rate, pValue: pValue,
                severity: rules.judge(evidence))
        }
        guard let now = Proportion(count: count(overall), total: base(overall)) else { return nil }
        return QualityReport(
            check: check.rawValue, feature: plan.column.name, unit: check.unit,
            severity: points.map(\.severity).max() ?? .ok, reference: known?.rate, current: now.rate,
            count: now.total, points: points)
    }

    /// Fewer rows than this say nothing about whether a column still varies.
    private static let leastRowsForConstant = 30

    private func constant(moments: [Moments?], reference: Moments?) -> QualityReport? {
        guard let reference, reference.minimum != reference.maximum else { return nil }
        let points = moments.enumerated().compactMap { index, moments -> QualityPoint? in
            guard let moments, moments.count >= Self.leastRowsForConstant else { return nil }
            let isConstant = moments.minimum == moments.maximum
            let evidence = QualityEvidence(
                check: .constant, value: isConstant ? 1 : 0, reference: 0, pValue: nil, comparisons: comparisons,
                count: moments.count)
            return QualityPoint(
                window: index, count: moments.count, value: isConstant ? 1 : 0, expected: 0,
                severity: rules.judge(evidence))
        }
        guard points.contains(where: { $0.value > 0 }) else { return nil }
        return QualityReport(
            check: QualityCheck.constant.rawValue, feature: plan.column.name, unit: QualityCheck.constant.unit,
            severity: points.map(\.severity).max() ?? .ok, reference: 0, current: points.map(\.value).max(),
            count: points.reduce(0) { $0 + $1.count }, points: points)
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
