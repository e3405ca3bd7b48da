import Statistics
import Testing

/// Protects the p-values of windows with rare values: combined cells keep every row and are never sparse.
@Suite struct SparseCellsTests {
    @Test(arguments: 0..<100, [true, false])
    func noRowIsLostAndNoCellIsSparse(seed: Int, isOrdered: Bool) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let cells = Int.random(in: 1...40, using: &generator)
        let reference = (0..<cells).map { _ in Int.random(in: 0...200, using: &generator) }
        let current = (0..<cells).map { _ in Int.random(in: 0...20, using: &generator) }
        guard let counts = AlignedCounts(reference: reference, current: current) else { return }
        let combined = counts.combiningSparseCells(leastExpected: 10, isOrdered: isOrdered)
        #expect(combined.referenceTotal == counts.referenceTotal)
        #expect(combined.currentTotal == counts.currentTotal)
        #expect(combined.reference.count == 1 || combined.leastExpectedCount >= 10 - 1e-9)
    }

    @Test func denseCellsStayAsTheyAre() throws {
        let counts = try #require(AlignedCounts(reference: [100, 200, 300], current: [90, 210, 300]))
        #expect(counts.combiningSparseCells(leastExpected: 10, isOrdered: true) == counts)
    }

    /// Drift-free windows of 300 rows over 40 cells, most of them rare: the p-value must be honest.
    @Test func pValuesAreHonestWhereCellsAreSparse() throws {
        var generator = SeededGenerator(seed: 7)
        let weights = (1...40).map { 1 / Double($0 * $0) }
        let total = weights.reduce(0, +)
        func draw(_ rows: Int) -> [Int] {
            var counts = [Int](repeating: 0, count: weights.count)
            for _ in 0..<rows {
                var place = Double.random(in: 0..<total, using: &generator)
                var cell = 0
                while cell < weights.count - 1, place >= weights[cell] {
                    place -= weights[cell]
                    cell += 1
                }
                counts[cell] += 1
            }
            return counts
        }
        let runs = 600
        var small = 0
        for _ in 0..<runs {
            let counts = try #require(AlignedCounts(reference: draw(2_000), current: draw(300)))
                .combiningSparseCells(leastExpected: 10, isOrdered: false)
            let distance = CountDistance.jensenShannonDistanceInBits
            if counts.chanceAlone(of: distance, method: .chiSquare).pValue(of: distance.value(of: counts)) < 0.05 {
                small += 1
            }
        }
        // 5 % of 600 is 30, with a standard deviation of 5.3: four of them on either side.
        #expect((9...51).contains(small))
    }
}
