import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects estimates of what predictions lose: right within their intervals where losses come with the rows, and said to be guesses where the
/// reference has nothing alike.
@Suite struct LossEstimationTests {
    private static let columns = [CountedColumn("x", .numeric), CountedColumn("kind", .categorical), CountedColumn("prediction", .numeric)]

    /// The model is as bad as `x` is large, and twice as bad with one kind of rows.
    private func window(_ rows: Int, centre: Double = 0.5, _ random: inout SplitMix64) -> (rows: WindowRows, actuals: [Double]) {
        var (xs, kinds, predictions, actuals): ([Double], [String?], [Double], [Double]) = ([], [], [], [])
        for _ in 0..<rows {
            let x = min(2, max(0, centre + 0.3 * random.nextNormal()))
            let isBad = random.nextUniform() < 0.3
            xs.append(x)
            kinds.append(isBad ? "bad" : "good")
            predictions.append(10 * x)
            actuals.append(10 * x + random.nextNormal() * (0.5 + x) * (isBad ? 2 : 1))
        }
        return (WindowRows(key: 0, columns: [.numbers(xs), .categories(kinds), .numbers(predictions)]), actuals)
    }

    private func labelled(_ window: (rows: WindowRows, actuals: [Double])) -> WindowRows {
        WindowRows(key: 0, columns: window.rows.columns + [.numbers(window.actuals)])
    }

    private func reference(_ random: inout SplitMix64) -> [WindowRows] {
        // With some rows of every kind, so that nothing lies outside of it.
        (0..<20).map { labelled(window(400, centre: $0 < 4 ? 1 : 0.5, &random)) }
    }

    /// Of 60 windows, half of them of rows that the model is worse at, 90 % at least have their metric within the interval.
    @Test(arguments: [RowLoss.absolute, .squared])
    func intervalsHoldWhatLabelsShow(_ loss: RowLoss) throws {
        var random = SplitMix64(seed: 11)
        let estimation = try #require(try LossEstimation(loss, columns: Self.columns, reference: reference(&random)))
        var hits = 0
        var (quiet, shifted) = (Moments(), Moments())
        for index in 0..<60 {
            let window = window(500, centre: index.isMultiple(of: 2) ? 0.5 : 1, &random)
            let losses = zip(window.rows.columns[2].numbers, window.actuals).compactMap { loss.value(prediction: $0, actual: $1) }
            let realised = losses.reduce(0, +) / Double(losses.count)
            let estimate = try #require(try estimation.estimate(of: window.rows))
            if estimate.interval.contains(realised) { hits += 1 }
            if index.isMultiple(of: 2) { quiet.add(estimate.mean) } else { shifted.add(estimate.mean) }
        }
        #expect(hits >= 54, "\(hits) of 60")
        #expect(shifted.mean > 1.3 * quiet.mean)
    }

    @Test func rowsThatNobodyHasSeen() throws {
        var random = SplitMix64(seed: 12)
        let whole = try #require(WindowRows(joining: reference(&random).map { WindowRows(key: nil, columns: Array($0.columns.dropLast())) }))
        let support = Support(whole)
        #expect(support.outside(window(500, &random).rows).share < 0.01)
        let far = WindowRows(key: 0, columns: [.numbers([9, 0.5, 0.5, .nan]), .categories(["good", "new", nil, "bad"]), .numbers([5, 5, 5, 5])])
        #expect(support.outside(far).share == 0.5)
        #expect(support.outside(far).columns == [0.25, 0.25, 0])
    }

    @Test func tooFewLabels() throws {
        var random = SplitMix64(seed: 13)
        let few = (0..<3).map { _ in labelled(window(100, &random)) }
        #expect(try LossEstimation(.absolute, columns: Self.columns, reference: few) == nil)
        let none = (0..<20).map { _ in labelled((window(100, &random).rows, [Double](repeating: .nan, count: 100))) }
        #expect(try LossEstimation(.absolute, columns: Self.columns, reference: none) == nil)
        // Losses that are no numbers of 32 bits are left out, not an error.
        let huge = (0..<20).map { _ in labelled((window(100, &random).rows, [Double](repeating: 1e30, count: 100))) }
        #expect(try LossEstimation(.squared, columns: Self.columns, reference: huge) == nil)
        // Where the actual value is 0, a share of it is not defined.
        let zero = (0..<20).map { _ in labelled((window(100, &random).rows, [Double](repeating: 0, count: 100))) }
        #expect(try LossEstimation(.percentage, columns: Self.columns, reference: zero) == nil)
    }

    /// From records to the report: an alert of the right kind, at the right time, without any label.
    @Test func aCheckEstimatesPerformance() async throws {
        let store = try DuckDBStore()
        var random = SplitMix64(seed: 14)
        let day: Int64 = 86_400_000_000
        func records(_ days: Range<Int>, _ centre: (Int) -> Double) async throws -> Relation {
            var (times, xs, kinds, predictions, actuals): ([Int64?], [Double?], [String?], [Double?], [Double?]) = ([], [], [], [], [])
            for place in days {
                let window = window(400, centre: centre(place), &random)
                times += (0..<400).map { 19_723 * day + Int64(place) * day + Int64($0) * 200_000_000 }
                xs += window.rows.columns[0].numbers.map(Optional.some)
                kinds += window.rows.columns[1].categories
                predictions += window.rows.columns[2].numbers.map(Optional.some)
                actuals += window.actuals.map(Optional.some)
            }
            return try await store.relation([
                .times("timestamp", times), .doubles("x", xs), .texts("kind", kinds), .doubles("prediction_score", predictions),
                .doubles("actual", actuals),
            ])
        }
        let baseline = try await records(0..<21) { $0 % 5 == 0 ? 1 : 0.5 }
        let current = try await records(21..<31) { $0 < 26 ? 0.5 : 1.3 }
        var settings = SchemaSettings()
        settings.task = .regression
        let report = try await CheckEvaluation(
            store: store,
            options: CheckOptions(
                settings: settings, granularity: .day, rules: BudgetRules(multivariate: true), multivariate: true, version: "0")
        ).report(on: CheckInput(reference: baseline, current: current))
        let several = try #require(report.multivariate)
        let mae = try #require(several.estimatedPerformance.first { $0.metric == "mae" })
        let realised = try #require(report.performance.first { $0.metric == "mae" })
        #expect(mae.points.count == 10)
        for (estimate, label) in zip(mae.points, realised.points) {
            let (low, high, value) = (try #require(estimate.lower), try #require(estimate.upper), try #require(label.value))
            #expect(low <= value && value <= high, "\(low) to \(high), realised \(value)")
        }
        let alert = try #require(report.alerts.first { $0.kind == .estimatedPerformance && $0.signal == "mae" })
        #expect(alert.windows == Array(5..<10) && alert.since?.microseconds == (19_723 + 26) * day)
        #expect(report.alerts.count { $0.kind == .estimatedPerformance } == 2)
        // Rows of which the reference has hardly any: the estimate is still given, and said to be a guess.
        let strange = try await records(31..<33) { $0 < 32 ? 0.5 : 1.99 }
        let other = try await CheckEvaluation(
            store: store,
            options: CheckOptions(settings: settings, granularity: .day, rules: BudgetRules(multivariate: true), multivariate: true, version: "0")
        ).report(on: CheckInput(reference: baseline, current: strange))
        #expect(other.notes.contains { $0.contains("is a guess in 1 of 2 windows") && $0.contains("ROC AUC") })
    }
}
