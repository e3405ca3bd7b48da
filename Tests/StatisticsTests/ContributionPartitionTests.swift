import Testing

@testable import Statistics

/// Protects the view by slices: mix and rate effects add up to the change, and the slice that was made to change is the one that is found.
@Suite struct ContributionPartitionTests {
    /// Rows of two columns of four codes each, of which the first may be asked for in order.
    private static func window(
        _ random: inout SplitMix64, rows: Int, often: UInt8? = nil, _ value: (UInt8, UInt8) -> Double
    ) -> ContributionPartition.Window {
        let codes = (0..<2).map { column in
            (0..<rows).map { _ -> UInt8 in
                if let often, column == 0, random.nextUniform() < 0.3 { return often }
                return UInt8.random(in: 0..<4, using: &random)
            }
        }
        return .init(
            codes: codes, values: (0..<rows).map { value(codes[0][$0], codes[1][$0]) + random.nextNormal() },
            weights: (0..<rows).map { _ in 0.5 + random.nextUniform() })
    }

    private static let columns = [ContributionPartition.Column(ordered: 4, count: 4), .init(ordered: 0, count: 4)]

    private static func mean(_ window: ContributionPartition.Window) -> Double {
        zip(window.values, window.weights).reduce(0) { $0 + $1.0 * $1.1 } / window.weights.reduce(0, +)
    }

    /// Kitagawa's own kind of table: shares 0.2 and 0.8 become 0.5 and 0.5, rates 10 and 20 become 12 and 20.
    @Test func mixAndRateAreKitagawas() {
        func sums(_ weight: Double, _ mean: Double) -> GroupContribution.Sums {
            var sums = GroupContribution.Sums()
            sums.add(mean, weight: weight)
            return sums
        }
        let totals = (before: 1.0, after: 1.0)
        let centre = ((0.2 * 10 + 0.8 * 20) + (0.5 * 12 + 0.5 * 20)) / 2
        let first = GroupContribution(before: sums(0.2, 10), after: sums(0.5, 12), totals: totals, centre: centre)
        let second = GroupContribution(before: sums(0.8, 20), after: sums(0.5, 20), totals: totals, centre: centre)
        #expect(abs(first.rate - 0.7) < 1e-12 && second.rate == 0)  // (0.2 + 0.5) / 2 · 2
        // 0.3 · 11 - 0.3 · 20, however it is shared out.
        #expect(abs(first.mix + second.mix + 2.7) < 1e-12)
        #expect(abs(first.total + second.total - (16 - 18)) < 1e-12)
    }

    @Test func theSliceThatLosesMoreIsFound() throws {
        var random = SplitMix64(seed: 7)
        let before = Self.window(&random, rows: 3_000) { _, _ in 1 }
        let after = Self.window(&random, rows: 3_000) { first, second in first < 2 && second == 3 ? 2.5 : 1 }
        let partition = ContributionPartition(Self.columns, before: before, after: after)
        let worst = try #require(partition.groups.first)
        let asked = worst.path.map(\.question)
        #expect(Set(asked) == [.init(column: 0, codes: 0...1), .init(column: 1, codes: 3...3)] && worst.path.allSatisfy(\.answer))
        #expect(abs(worst.contribution.rate - 0.1875) < 0.05 && abs(worst.contribution.mix) < 0.02)
        let change = Self.mean(after) - Self.mean(before)
        #expect(abs(partition.groups.reduce(0) { $0 + $1.contribution.total } - change) < 1e-9)
        #expect(partition.groups.reduce(0) { $0 + $1.after.count } == 3_000 && partition.groups.reduce(0) { $0 + $1.before.count } == 3_000)
    }

    @Test func aSliceThatGrowsIsOneOfMix() throws {
        var random = SplitMix64(seed: 8)
        let before = Self.window(&random, rows: 3_000) { first, _ in first == 0 ? 3 : 1 }
        let after = Self.window(&random, rows: 3_000, often: 0) { first, _ in first == 0 ? 3 : 1 }
        let partition = ContributionPartition(Self.columns, before: before, after: after)
        let grown = try #require(partition.groups.first { $0.path.first?.question == .init(column: 0, codes: 0...0) && $0.path.first?.answer == true })
        #expect(grown.contribution.mix > 0.15 && abs(grown.contribution.rate) < 0.1)
    }

    /// Where nothing, or everything alike, has changed, rows are one group: in forty of forty draws.
    @Test(arguments: [0.0, 1.0]) func whatIsCommonToAllIsNotParted(shift: Double) {
        var random = SplitMix64(seed: 9)
        for _ in 0..<40 {
            let before = Self.window(&random, rows: 400) { _, _ in 1 }
            let after = Self.window(&random, rows: 400) { _, _ in 1 + shift }
            #expect(ContributionPartition(Self.columns, before: before, after: after).groups.count == 1)
        }
    }
}
