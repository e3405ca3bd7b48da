import Statistics
import Testing

/// Protects the merge law: any split of the rows gives the same summary, which is what lets shards, hours and threads
/// be counted apart and added up.
@Suite struct SummaryMergeTests {
    @Test(arguments: 0..<50)
    func momentsOfPartsAreMomentsOfTheWhole(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let values = (0..<200).map { _ in Double.random(in: -1e6...1e6, using: &generator) }
        let whole = Moments(values)
        var merged = Moments()
        for part in randomSplit(values, using: &generator) { merged.merge(Moments(part)) }
        #expect(merged.count == whole.count)
        #expect(merged.minimum == whole.minimum)
        #expect(merged.maximum == whole.maximum)
        // 200 roundings of doubles near 1e6: a relative 1e-12 is far above them and far below any bug.
        #expect(abs(merged.mean - whole.mean) <= 1e-12 * 1e6)
        #expect(abs(merged.m2 - whole.m2) <= 1e-12 * whole.m2)
    }

    @Test(arguments: 0..<50)
    func histogramOfPartsIsHistogramOfTheWhole(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let edges = try #require(BinEdges([-2, -1, 0, 0.5, 3]))
        let values = (0..<300).map { _ in Double.random(in: -4...4, using: &generator) } + [-2, 3, 0.5]
        var merged = Histogram(edges: edges)
        for part in randomSplit(values, using: &generator) { try merged.merge(Histogram(edges: edges, of: part)) }
        #expect(merged == Histogram(edges: edges, of: values))
    }

    @Test func histogramsOverDifferentEdgesDoNotMerge() throws {
        var one = Histogram(edges: try #require(BinEdges([0, 1])))
        let other = Histogram(edges: try #require(BinEdges([0, 2])))
        #expect(throws: SummaryMismatch.self) { try one.merge(other) }
    }

    @Test(arguments: [(-0.1, 0), (0, 1), (0.99, 1), (1, 2), (1.5, 2), (2, 2), (2.1, 3)] as [(Double, Int)])
    func slotsFollowNumpy(value: Double, slot: Int) throws {
        let edges = try #require(BinEdges([0, 1, 2]))
        #expect(edges.slot(of: value) == slot)
    }

    @Test(arguments: [[1], [], [1, 1], [2, 1], [0, .infinity], [0, .nan]] as [[Double]])
    func edgesMustIncreaseAndBeFinite(values: [Double]) {
        #expect(BinEdges(values) == nil)
    }
}
