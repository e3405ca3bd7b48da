internal import Statistics
internal import Store

/// How far two samples of a column are from being drawn alike: of numbers Kolmogorov and Smirnov's distance, of categories the total variation.
struct SampleDifference {
    let distance: Double
    let pValue: Double

    /// - Returns: `nil` for different kinds of cells, and for numbers of which one side has none.
    init?(_ one: WindowRows.Cells, _ other: WindowRows.Cells) {
        switch (one, other) {
        case (.numbers(let one), .numbers(let other)):
            let (left, right) = (one.filter(\.isFinite).sorted(), other.filter(\.isFinite).sorted())
            guard !left.isEmpty, !right.isEmpty else { return nil }
            let found = SampleDistance(sortedReference: left, sortedCurrent: right)
            (distance, pValue) = (found.distance, found.pValue)
        case (.categories(let one), .categories(let other)):
            let found = ShareMatching.difference(one.compactMap(\.self).counted, other.compactMap(\.self).counted)
            (distance, pValue) = (found.distance, found.pValue)
        default: return nil
        }
    }

    var isAlike: Bool { pValue >= MatchedDistribution.alike }
    var isSure: Bool { pValue < MatchedDistribution.surelyDifferent }
}

extension [String] {
    /// How many there are of each.
    var counted: [String: Int] { reduce(into: [:]) { $0[$1, default: 0] += 1 } }
}
