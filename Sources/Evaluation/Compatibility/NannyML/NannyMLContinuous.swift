internal import Statistics

/// A numeric column's reference. Chunks are finite values in any order.
package struct NannyMLContinuous: NannyMLColumn {
    package static let methods = NannyMLMethod.continuous

    /// Over Doane's bins.
    private let coarse: Histogram
    private let exactOrFine: Values

    /// Small references are kept; large ones are counted in bins of equal width.
    /// So is a large one of one value, which no bins divide.
    private enum Values {
        case sorted([Double])
        case fine(Histogram)
    }

    package init?(chunks: [[Double]]) {
        let values = chunks.flatMap(\.self).sorted()
        guard let minimum = values.first, let maximum = values.last, let edges = BinEdges.doane(values) else { return nil }
        coarse = Histogram(edges: edges, of: values)
        if values.count >= NannyMLDrift.exactLimit, minimum < maximum,
            let edges = BinEdges.equalWidth(minimum: minimum, maximum: maximum, bins: NannyMLDrift.distanceBins)
        {
            exactOrFine = .fine(Histogram(edges: edges, of: values))
        } else {
            exactOrFine = .sorted(values)
        }
    }

    package func value(_ method: NannyMLMethod, of chunk: [Double]) -> Double? {
        guard !chunk.isEmpty else { return nil }
        switch method {
        case .jensenShannon:
            return NannyMLDrift.jensenShannon(reference: coarse, current: Histogram(edges: coarse.edges, of: chunk))
        case .hellinger:
            return NannyMLDrift.hellinger(reference: coarse, current: Histogram(edges: coarse.edges, of: chunk))
        case .kolmogorovSmirnov:
            switch exactOrFine {
            case .sorted(let values):
                return TwoSamples(sortedReference: values, sortedCurrent: chunk.sorted())?.ties.kolmogorovSmirnovDistance
            case .fine(let histogram):
                return NannyMLDrift.kolmogorovSmirnov(reference: histogram, current: Histogram(edges: histogram.edges, of: chunk))
            }
        case .wasserstein:
            switch exactOrFine {
            case .sorted(let values):
                return TwoSamples(sortedReference: values, sortedCurrent: chunk.sorted())?.wassersteinDistance
            case .fine(let histogram): return NannyMLDrift.wasserstein(reference: histogram, current: chunk)
            }
        case .chiSquare, .lInfinity: return nil
        }
    }

    package func chiSquareAlerts(_ chunk: [Double]) -> Bool { false }
}
