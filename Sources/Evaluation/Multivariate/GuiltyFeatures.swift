internal import Domain
internal import Statistics
internal import Store

/// Which columns a finding goes back to, and whether each shows it by itself.
extension MultivariateComparison {
    /// Columns that contribute less than this are not named.
    private static let leastShare = 0.05
    /// The chance of confirming a column that has not changed, all columns together.
    private static let level = 0.01

    /// The first ones first.
    func features(behind signal: Signal, of window: WindowRows) throws -> [GuiltyFeature] {
        guard let whole = WindowRows(joining: baseline) else { return [] }
        let scores = NormalScores(reference: whole)
        let changes = CorrelationChange.all(reference: scores.moments(whole), current: scores.moments(window))
            .filter { $0.adjusted < Self.level }
        let shares: [Double]
        switch signal {
        case .domainClassifier:
            let coding = RowCoding(columns, reference: whole)
            shares = try DomainClassifier.outcome(
                reference: coding.table(whole).thinned(to: Self.referenceRows), window: coding.table(window))?.shares ?? []
        case .reconstructionError:
            guard let learned = Reconstruction(reference: whole) else { return [] }
            shares = zip(learned.squaredResiduals(of: window), learned.squaredResiduals(of: whole)).map { abs($0 - $1) }
        case .correlationChange:
            var squares = [Double](repeating: 0, count: columns.count)
            for change in changes { for place in change.pair { squares[scores.columns[place]] += change.z * change.z } }
            shares = squares
        }
        let total = shares.reduce(0, +)
        guard total > 0, total.isFinite else { return [] }
        let related = Set(changes.flatMap { $0.pair.map { scores.columns[$0] } })
        return shares.enumerated().filter { $0.element / total >= Self.leastShare }.sorted { $0.element > $1.element }
            .map { place, share in
                let isMoved = Self.pValue(whole.columns[place], window.columns[place]) * Double(columns.count) < Self.level
                return GuiltyFeature(
                    name: columns[place].name, share: share / total,
                    confirmedBy: isMoved ? "distribution" : related.contains(place) ? "correlation" : nil)
            }
    }

    /// The chance that a column's cells are drawn alike in both, at most: the values', and which are missing.
    private static func pValue(_ reference: WindowRows.Cells, _ current: WindowRows.Cells) -> Double {
        func missing(_ counts: (Int, Int), _ totals: (Int, Int)) -> Double {
            AlignedCounts(reference: [counts.0, totals.0 - counts.0], current: [counts.1, totals.1 - counts.1], isBinned: false)?
                .chiSquareTest.pValue ?? 1
        }
        switch (reference, current) {
        case (.numbers(let before), .numbers(let now)):
            let values = TwoSamples(reference: before.filter { !$0.isNaN }, current: now.filter { !$0.isNaN })?
                .ties.kolmogorovSmirnovTest(.asymptotic).pValue ?? 1
            return 2 * min(values, missing((before.count(where: \.isNaN), now.count(where: \.isNaN)), (before.count, now.count)))
        case (.categories(let before), .categories(let now)):
            var counts: [String?: (Int, Int)] = [:]
            for value in before { counts[value, default: (0, 0)].0 += 1 }
            for value in now { counts[value, default: (0, 0)].1 += 1 }
            // Rare ones together, as the limit of the statistic wants some of each.
            let (rare, frequent) = counts.values.reduce(into: ([(Int, Int)](), [(Int, Int)]())) { parts, count in
                let isRare = Double(count.0 + count.1) * Double(now.count) < 5 * Double(before.count + now.count)
                if isRare { parts.0.append(count) } else { parts.1.append(count) }
            }
            let all = frequent + [rare.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }]
            return AlignedCounts(reference: all.map(\.0), current: all.map(\.1), isBinned: false)?.chiSquareTest.pValue ?? 1
        default:
            return 1
        }
    }
}
