internal import Statistics
internal import Store

/// Numbers as the normal scores of their ranks in a reference (van der Waerden), so that correlations neither hang on single large values nor on
/// units. What is missing has the score of the median, 0.
struct NormalScores: Sendable {
    /// Places of the numeric columns that vary.
    let columns: [Int]
    private let sorted: [[Double]]

    init(reference: WindowRows) {
        var (columns, sorted): ([Int], [[Double]]) = ([], [])
        for (place, cells) in reference.columns.enumerated() {
            guard case .numbers(let values) = cells else { continue }
            let known = values.filter { !$0.isNaN }.sorted()
            guard let first = known.first, let last = known.last, first < last else { continue }
            columns.append(place)
            sorted.append(known)
        }
        (self.columns, self.sorted) = (columns, sorted)
    }

    func moments(_ rows: WindowRows) -> CoMoments {
        let scored = zip(columns, sorted).map { place, sorted in rows.columns[place].numbers.map { score($0, among: sorted) } }
        var moments = CoMoments(variables: columns.count)
        for row in 0..<rows.count { moments.add(scored.map { $0[row] }) }
        return moments
    }

    private func score(_ value: Double, among sorted: [Double]) -> Double {
        guard !value.isNaN else { return 0 }
        return StandardNormal.quantile((sorted.midPlace(of: value) + 0.5) / Double(sorted.count + 1))
    }
}

extension [Double] {
    /// How many of these sorted numbers lie below one, those equal to it counted half.
    func midPlace(of value: Double) -> Double { Double(partition { $0 >= value } + partition { $0 > value }) / 2 }
}
