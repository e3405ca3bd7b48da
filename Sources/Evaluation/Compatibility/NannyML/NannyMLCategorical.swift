internal import Statistics

/// A categorical column's reference. Chunks are counts, one for each of the same values: all that reference and current records have.
package struct NannyMLCategorical: NannyMLColumn {
    package static let methods = NannyMLMethod.categorical

    private let reference: [Int]

    package init?(chunks: [[Int]]) {
        guard let first = chunks.first else { return nil }
        let total = chunks.dropFirst().reduce(first) { zip($0, $1).map { $0 + $1 } }
        guard total.contains(where: { $0 > 0 }) else { return nil }
        reference = total
    }

    package func value(_ method: NannyMLMethod, of chunk: [Int]) -> Double? {
        switch method {
        // Two distances see all values that the reference never had as one.
        case .jensenShannon: return pooled(chunk)?.jensenShannonDistance(base: .two)
        case .hellinger: return pooled(chunk)?.hellingerDistance
        case .lInfinity: return aligned(chunk)?.largestShareDifference
        case .chiSquare: return aligned(chunk).map { NannyMLDrift.chiSquare($0).statistic }
        case .kolmogorovSmirnov, .wasserstein: return nil
        }
    }

    package func chiSquareAlerts(_ chunk: [Int]) -> Bool {
        aligned(chunk).map { NannyMLDrift.chiSquare($0).pValue < 0.05 } ?? false
    }

    private func aligned(_ chunk: [Int]) -> AlignedCounts? {
        AlignedCounts(reference: reference, current: chunk, isBinned: false)
    }

    private func pooled(_ chunk: [Int]) -> AlignedCounts? {
        let known = reference.indices.filter { reference[$0] > 0 }
        let unseen = zip(reference, chunk).reduce(0) { $1.0 == 0 ? $0 + $1.1 : $0 }
        return AlignedCounts(reference: known.map { reference[$0] } + [0], current: known.map { chunk[$0] } + [unseen], isBinned: false)
    }
}
