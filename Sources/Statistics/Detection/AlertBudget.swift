/// How many false alerts somebody can bear, and what each test may cost of that.
///
/// The expected number of false alerts is at most the sum of the levels of all tests, however these depend on each other: the
/// expectation of a sum is the sum of expectations (Bonferroni's inequality without its conclusion). So a budget is kept by giving each test
/// a level that, times how often the test is made in thirty days, adds up to it.
package struct AlertBudget: Sendable, Hashable {
    /// Expected false alerts in thirty days, at most.
    package var alerts: Double

    package init(alerts: Double = 1) { self.alerts = alerts }

    /// Hours of the thirty days that a budget is for.
    package static let hours = 720.0

    /// The level of a test that is made once in so many hours, for ever, and has this share of the budget.
    package func level(share: Double, every hours: Double) -> Double {
        Swift.min(alerts * share * hours / Self.hours, 0.01)
    }
}
