import Statistics
import Testing

/// Protects agreement with NannyML on what it derives from a confusion matrix: the figures its documentation prints for
/// the first chunk of analysis, to their six digits.
@Suite struct PerformanceNannyMLTests {
    /// "Calculating Standard Metrics" and "Calculating Business Value - Binary Classification", car loan data.
    @Test func carLoan() {
        let table = BinaryConfusion(
            truePositives: 2406, falsePositives: 109, trueNegatives: 2305, falseNegatives: 180)
        let summary = BinarySummary(labelled: 5000, confusion: table)
        expect(summary.estimate(.f1), 0.943344)
        expect(summary.estimate(.precision), 0.95666)
        expect(summary.estimate(.recall), 0.930394)
        expect(summary.estimate(.specificity), 0.954847)
        expect(summary.estimate(.accuracy), 0.9422)
        let options = MetricOptions(values: ValueMatrix([5, -10, -50, 50]))
        expect(summary.estimate(.businessValueByPredictedClass, options), 48.4157)
    }

    /// The same for "Multiclass Classification", in the alphabetical order of the three cards.
    @Test func creditCards() {
        let table = ConfusionCounts(
            classes: ["highstreet_card", "prepaid_card", "upmarket_card"],
            counts: [1457, 275, 250, 274, 1560, 204, 245, 245, 1490])
        let summary = MulticlassSummary(labelled: 6000, confusion: table)
        expect(summary.estimate(.f1), 0.751103)
        expect(summary.estimate(.precision), 0.75127)
        expect(summary.estimate(.recall), 0.751033)
        expect(summary.estimate(.specificity), 0.87555)
        expect(summary.estimate(.accuracy), 0.751167)
        let options = MetricOptions(values: ValueMatrix([1, 0, -1, 0, 1, 0, -1, 0, 1]))
        expect(summary.estimate(.businessValueByPredictedClass, options), 2.00122)
    }

    private func expect(
        _ estimate: MetricEstimate?, _ printed: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        // Half a unit of the sixth digit.
        expectClose(estimate?.value, printed, relative: 5e-6, "printed figure", sourceLocation: sourceLocation)
    }
}
