internal import Domain
internal import Statistics
internal import Store

/// What one window of a column is held against.
struct OwnReference {
    var counts: BinnedCounts
    /// Of numeric columns.
    var moments: Moments?
}

extension Double {
    /// `nil` for what JSON cannot hold: sums of the largest numbers overflow.
    var ifFinite: Double? { isFinite ? self : nil }
}

/// One column with all that was counted of it, from files or from roll-ups.
struct MeasuredColumn {
    var plan: ColumnBinning.Plan
    var reference: BinnedCounts
    /// The reference's windows of the same phase, for each window; `nil` where there are too few.
    var seasonal: [BinnedCounts?]
    /// What each window is held against where that is not the reference; `nil` in it where there is nothing.
    var own: [OwnReference?]?
    var windows: [BinnedCounts?]
    var overall: BinnedCounts
    var referenceMoments: Moments?
    var moments: [Moments?]
    var overallMoments: Moments?

    /// What is reported of it.
    ///
    /// - Parameter comparisons: columns that are judged in each window.
    func judged(by rules: any Rules, comparisons: Int) -> (FeatureReport, [QualityReport]) {
        let judged = JudgedColumn(
            plan: plan, reference: reference, rules: rules, comparisons: comparisons, own: own?.map { $0?.counts })
        let series = ColumnDrift(column: judged, spread: referenceMoments?.standardDeviation(ddof: 0))
            .series(
                windows: windows, seasonal: seasonal, overall: overall,
                ownSpreads: own?.map { $0?.moments?.standardDeviation(ddof: 0) })
        let quality = ColumnQuality(column: judged).reports(
            windows: windows, overall: overall, moments: moments,
            referenceMoments: referenceMoments)
        let worst = (series.first?.points.map(\.severity) ?? []) + quality.map(\.severity)
        let feature = FeatureReport(
            name: plan.column.name, role: plan.column.role.name,
            type: plan.column.type ?? .text, severity: worst.max() ?? .ok,
            reference: summary(reference.counts, referenceMoments, plan: plan),
            current: summary(overall.counts, overallMoments, plan: nil),
            distribution: distribution, drift: series)
        return (feature, quality)
    }

    private func summary(_ counts: ColumnCounts, _ moments: Moments?, plan: ColumnBinning.Plan?) -> ColumnSummary {
        let hasValues = (moments?.count ?? 0) > 0
        return ColumnSummary(
            rows: counts.rows, missing: counts.nulls, typeErrors: counts.typeErrors,
            nonFinite: counts.nans + counts.infinities, distinct: plan?.distinct,
            mean: hasValues ? moments?.mean.ifFinite : nil, standardDeviation: moments?.standardDeviation()?.ifFinite,
            minimum: moments?.minimum, median: plan?.median, maximum: moments?.maximum)
    }

    private var distribution: Distribution? {
        switch plan.binned.bins {
        case .numeric(let edges):
            Distribution(
                edges: edges.values, categories: nil, reference: reference.cells, current: overall.cells)
        case .categorical(let dictionary):
            Distribution(
                edges: nil, categories: dictionary.values + ["(other)", "(unseen)"],
                reference: reference.cells, current: overall.cells)
        case .presence, .time: nil
        }
    }
}
