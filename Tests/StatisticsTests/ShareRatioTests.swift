import Foundation
import Statistics
import Testing

/// Protects the ratio of shares: its formula, that it exists for nothing, and what it comes near to.
@Suite struct ShareRatioTests {
    @Test func theFormulaIsWalters() {
        let ratio = ShareRatio(12, of: 40, to: 30, of: 50)
        let value = (12.5 / 40.5) / (30.5 / 50.5)
        let spread = 1.959963984540054 * (1 / 12.5 - 1 / 40.5 + 1 / 30.5 - 1 / 50.5).squareRoot()
        #expect(abs(ratio.value - value) < 1e-12 && abs(ratio.lower - value * exp(-spread)) < 1e-12 && abs(ratio.upper - value * exp(spread)) < 1e-12)
    }

    @Test func nothingHasARatioToo() {
        let none = ShareRatio(100, of: 1_000, to: 0, of: 1_000)
        #expect(abs(none.value - 201) < 1e-9 && none.lower > 10 && none.upper.isFinite)
        let both = ShareRatio(0, of: 1_000, to: 0, of: 1_000)
        #expect(both.value == 1 && both.lower < 0.1 && both.upper > 10)
        let all = ShareRatio(50, of: 50, to: 70, of: 70)
        #expect(all.value == 1 && all.lower == 1 && all.upper == 1)
    }

    @Test func ofManyRecordsItIsKatzs() throws {
        let both = RateComparison(
            reference: try #require(Proportion(count: 30_000, total: 90_000)), current: try #require(Proportion(count: 24_000, total: 50_000)))
        let ratio = ShareRatio(24_000, of: 50_000, to: 30_000, of: 90_000)
        let katz = try #require(both.ratioInterval())
        // One half among ten thousands.
        #expect(abs(ratio.value / (both.ratio ?? 0) - 1) < 1e-4)
        #expect(abs(ratio.lower / katz.lowerBound - 1) < 1e-4 && abs(ratio.upper / katz.upperBound - 1) < 1e-4)
    }
}
