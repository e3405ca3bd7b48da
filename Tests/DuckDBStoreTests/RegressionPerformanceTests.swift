import Domain
import DuckDBStore
import Statistics
import Store
import Testing

/// Protects that the engine's losses are those of `RegressionSummary.add`.
@Suite struct RegressionPerformanceTests {
    @Test func theEngineAgreesWithTheKernel() async throws {
        let predictions = [3.0, -2.5, 0, 7, 1e3, .infinity, 4, 2]
        let actuals = [2.5, -2.5, 0, 9, 0, 1, 0, 3]
        let unknown = [false, false, false, false, false, false, true, false]
        let store = try DuckDBStore()
        let empty = try await store.makeRelation(
            named: "records", columns: [StoredColumn("p", .double), StoredColumn("y", .double)])
        let records = try await store.append(
            Batch([.init("p", .doubles(predictions)), .init("y", .doubles(actuals), nulls: unknown)]), to: empty)
        let windows = try await store.performance(
            PerformanceQuery(
                records: records, windowing: .whole, labels: .column("y"),
                prediction: .regression(value: "p", centre: 1.5, quantiles: [0.1, 0.5])))

        var expected = RegressionSummary(
            centre: 1.5, pinball: [.init(quantile: 0.1), .init(quantile: 0.5)])
        for index in predictions.indices where predictions[index].isFinite && !unknown[index] {
            expected.add(prediction: predictions[index], actual: actuals[index])
        }
        guard case .regression(let summary)? = windows.first?.summary else {
            Issue.record("one window with a summary of a regression is expected")
            return
        }
        #expect(windows.count == 1)
        #expect(summary.labelled == expected.labelled)
        #expect(summary.unlabelled == 1)
        #expect(summary.zeroActuals == expected.zeroActuals)
        #expect(summary.logErrorExcluded == expected.logErrorExcluded)
        let options = MetricOptions(quantile: 0.1)
        for metric in RegressionMetric.allCases {
            let ours = try #require(summary.estimate(metric, options), "\(metric)")
            let theirs = try #require(expected.estimate(metric, options), "\(metric)")
            #expect(abs(ours.value - theirs.value) <= 1e-12 * abs(theirs.value), "\(metric)")
            let error = try #require(ours.standardError, "\(metric)")
            let expectedError = try #require(theirs.standardError, "\(metric)")
            #expect(abs(error - expectedError) <= 1e-9 * expectedError, "\(metric)")
        }
    }
}
