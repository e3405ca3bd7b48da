/// Boundaries of histogram bins: finite, strictly increasing, at least two.
///
/// `k + 1` edges make `k` bins. Bin `i` is half open, `[edge i, edge i+1)`, and the last one is closed, as in
/// `numpy.histogram`, so that the maximum of the data the edges were made from falls into the last bin.
package struct BinEdges: Sendable, Hashable, Codable {
    package let values: [Double]

    /// - Returns: `nil` unless `values` are at least two, finite and strictly increasing.
    package init?(_ values: [Double]) {
        guard values.count >= 2, values.allSatisfy(\.isFinite),
            zip(values, values.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.values = values
    }

    /// Number of bins between the first and the last edge.
    package var binCount: Int { values.count - 1 }
    package var first: Double { values[0] }
    package var last: Double { values[values.count - 1] }

    /// The place of a value in `Histogram.counts`: 0 below the first edge, 1...k inside, k + 1 above the last edge.
    /// O(log k).
    package func slot(of value: Double) -> Int {
        if value < first { return 0 }
        if value > last { return binCount + 1 }
        if value == last { return binCount }
        var low = 0
        var high = values.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if values[middle] <= value { low = middle } else { high = middle }
        }
        return low + 1
    }
}

/// Counts of a numeric column's valid values over fixed edges, with what fell outside of them.
package struct Histogram: Sendable, Hashable, Codable {
    package let edges: BinEdges
    /// `binCount + 2` counts: below the first edge, each bin from left to right, above the last edge.
    package private(set) var counts: [Int]

    /// - Precondition: `counts` has `edges.binCount + 2` elements, none negative.
    package init(edges: BinEdges, counts: [Int]) {
        precondition(counts.count == edges.binCount + 2, "a histogram needs a count per bin and two for outside")
        self.edges = edges
        self.counts = counts
    }

    /// An empty histogram.
    package init(edges: BinEdges) {
        self.init(edges: edges, counts: Array(repeating: 0, count: edges.binCount + 2))
    }

    /// Counts finite values.
    package init(edges: BinEdges, of values: some Sequence<Double>) {
        self.init(edges: edges)
        for value in values { counts[edges.slot(of: value)] += 1 }
    }

    /// Values below the first edge.
    package var below: Int { counts[0] }
    /// Values above the last edge.
    package var above: Int { counts[counts.count - 1] }
    /// Counts of the bins proper, without what fell outside.
    package var inside: ArraySlice<Int> { counts[1..<(counts.count - 1)] }
    /// All values counted, inside and outside.
    package var total: Int { counts.reduce(0, +) }

    /// The counts with outside values taken into the first and the last bin: the form for comparing distributions when
    /// the edges came from one of them and the outer bins are meant to be open.
    package var countsWithOpenEnds: [Int] {
        var result = Array(inside)
        result[0] += below
        result[result.count - 1] += above
        return result
    }
}

extension Histogram: Mergeable {
    package mutating func merge(_ other: Self) throws(SummaryMismatch) {
        guard edges == other.edges else { throw SummaryMismatch("the histograms have different edges") }
        for index in counts.indices { counts[index] += other.counts[index] }
    }
}
