import Testing

@testable import Evaluation

/// Protects the arithmetic by which hypotheses compete.
@Suite struct UnexplainedTests {
    @Test func amountsAddUpByKindAndAreWeighed() {
        let one = Weight.shift * 10 + Weight.failure * true
        let other = Weight.shift * 5 - Weight.fewer * 2
        #expect(one.total == 10 * Weight.shift.value + Weight.failure.value)
        let both = one + other
        #expect(both.amounts == [.shift: 15, .failure: 1, .fewer: -2])
        #expect(abs(both.total - one.total - other.total) < 1e-12 && [one, other].sum() == both)
        #expect(other < one && min(one, other) == other)
        #expect((Weight.shift * 0).amounts.isEmpty && (Weight.failure * false).total == 0)
    }

    /// What cannot be is never the least, beside whatever it stands.
    @Test func whatCannotBeStaysSo() {
        let impossible = Weight.shift * .infinity + Weight.steadily * true
        #expect(!impossible.total.isFinite && min(impossible, Weight.tilted * true) == Weight.tilted * true)
    }

    @Test func namesAreWrittenAsReportsWriteThem() {
        #expect(Weight.outcomeOfCustomers.name == "outcome_of_customers" && Weight.shift.name == "shift")
        #expect(Set(Weight.allCases.map(\.name)).count == Weight.allCases.count)
        // Nothing that failed is paid for failing, and no evidence counts for what it speaks against.
        #expect(Weight.allCases.allSatisfy { $0.value >= 0 && $0.value.isFinite })
    }
}
