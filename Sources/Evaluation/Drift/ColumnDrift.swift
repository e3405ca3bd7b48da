internal import Domain
internal import Statistics
package import Store

/// How far each window's values of one column lie from the reference's.
struct ColumnDrift {
    /// The distance that rules judge; the others are reported beside it.
    static let judged = CountDistance.jensenShannonDistanceInBits
    private static let reported: [CountDistance] = [
        .jensenShannonDistanceInBits, .populationStabilityIndex, .hellingerDistance, .totalVariationDistance,
    ]

    let column: JudgedColumn
    /// Standard deviation of the reference, for numeric columns.
    let spread: Double?

    /// One series for each distance, the judged one first; empty for columns that are not binned.
    ///
    /// A window that differs from the reference as a whole, but not from the reference's windows of the same phase (the
    /// same weekday, the same hour), only keeps its rhythm: the milder of both judgements counts.
    ///
    /// - Parameters:
    ///   - seasonal: the reference's counts of each window's phase; `nil` where there are too few of them.
    ///   - ownSpreads: standard deviations of what each window is held against where that is not the reference.
    func series(
        windows: [BinnedCounts?], seasonal: [BinnedCounts?], overall: BinnedCounts, ownSpreads: [Double?]? = nil
    ) -> [DriftSeries] {
        let judged = zip(windows, seasonal).enumerated().map { index, window -> DriftPoint? in
            let (window, season) = window
            guard let window, let reference = column.reference(ofWindow: index),
                var point = point(window, against: reference)
            else { return nil }
            if point.severity >= .warning, let season, let alike = self.point(window, against: season) {
                point.severity = min(point.severity, alike.severity)
            }
            return point
        }
        let whole = point(overall, against: column.reference)
        guard whole != nil || judged.contains(where: { $0 != nil }) else { return [] }
        var result = [
            DriftSeries(
                signal: Self.name(Self.judged), overall: whole,
                points: judged.enumerated().compactMap { index, point in
                    var point = point
                    point?.window = index
                    return point
                })
        ]
        for distance in Self.reported.dropFirst() {
            result.append(
                DriftSeries(
                    signal: Self.name(distance), overall: value(distance, overall, against: column.reference, window: nil),
                    points: windows.enumerated().compactMap { index, counts in
                        guard let counts, let reference = column.reference(ofWindow: index) else { return nil }
                        return value(distance, counts, against: reference, window: index)
                    }))
        }
        if let edges = edges, let scale = spread, scale > 0 {
            result.append(
                wasserstein(edges: edges, scale: scale, ownScales: ownSpreads, windows: windows, overall: overall))
        }
        return result
    }

    private func point(_ current: BinnedCounts, against reference: BinnedCounts) -> DriftPoint? {
        guard let counts = aligned(current, with: reference) else { return nil }
        let value = Self.judged.value(of: counts)
        let expected = counts.chanceAlone(of: Self.judged, method: .chiSquare).mean
        // The limit distribution needs dense cells: rare ones are combined for the p-value, not for the distance.
        let dense = counts.combiningSparseCells(
            leastExpected: AlignedCounts.leastExpectedForChiSquare, isOrdered: edges != nil)
        let pValue = dense.chanceAlone(of: Self.judged, method: .chiSquare)
            .pValue(of: Self.judged.value(of: dense))
        let evidence = DriftEvidence(distance: value, pValue: pValue, comparisons: column.comparisons)
        return DriftPoint(
            window: nil, count: counts.currentTotal, value: value, expected: expected,
            threshold: column.rules.driftLimit, pValue: pValue, severity: column.rules.judge(evidence))
    }

    private func value(
        _ distance: CountDistance, _ current: BinnedCounts, against reference: BinnedCounts, window: Int?
    ) -> DriftPoint? {
        aligned(current, with: reference).map { counts in
            DriftPoint(window: window, count: counts.currentTotal, value: distance.value(of: counts), severity: .ok)
        }
    }

    /// Wasserstein-1 over the bins, in standard deviations of the reference.
    private func wasserstein(
        edges: BinEdges, scale: Double, ownScales: [Double?]?, windows: [BinnedCounts?], overall: BinnedCounts
    ) -> DriftSeries {
        func point(_ current: BinnedCounts, against reference: BinnedCounts, window: Int?) -> DriftPoint? {
            guard let counts = aligned(current, with: reference) else { return nil }
            var scale = scale
            if let window, let ownScales {
                guard let own = ownScales[window], own > 0 else { return nil }
                scale = own
            }
            let distance = counts.wassersteinDistance(over: edges)
            // Between the largest numbers there are distances that are none.
            guard (distance.value / scale).isFinite else { return nil }
            return DriftPoint(
                window: window, count: counts.currentTotal, value: distance.value / scale, severity: .ok)
        }
        return DriftSeries(
            signal: "wasserstein_normalised", overall: point(overall, against: column.reference, window: nil),
            points: windows.enumerated().compactMap { index, counts in
                guard let counts, let reference = column.reference(ofWindow: index) else { return nil }
                return point(counts, against: reference, window: index)
            })
    }

    private var edges: BinEdges? {
        if case .numeric(let edges) = column.plan.binned.bins { edges } else { nil }
    }

    private func aligned(_ current: BinnedCounts, with reference: BinnedCounts) -> AlignedCounts? {
        AlignedCounts(reference: reference.cells, current: current.cells, isBinned: !column.plan.isDistinct)
    }

    /// The distance's name in reports.
    private static func name(_ distance: CountDistance) -> String {
        distance == .jensenShannonDistanceInBits ? "jensen_shannon" : distance.rawValue
    }
}

extension BinnedCounts {
    /// The counts for comparing distributions; empty for columns that have no bins.
    package var cells: [Int] {
        switch bins {
        case .histogram(let histogram): histogram.countsWithOpenEnds
        case .categories(let categories): categories.allCounts
        case .none: []
        }
    }
}
