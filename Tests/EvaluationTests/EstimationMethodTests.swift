import Domain
import DuckDBStore
import RealModule
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects estimates for scores that no longer mean what they did: by features that come otherwise (PAPE), and by classes that do (BBSE), each
/// right where its assumption holds, doubted where it does not, and quiet where nothing has changed.
@Suite struct EstimationMethodTests {
    enum Shift { case none, features, classes }

    /// Two hundred and fifty records a day. The model knows `x` and `other`, and takes `x` for what it means in one group; in the other group,
    /// a fifth of all, it means nothing. From the eleventh of twenty days on the other group is four fifths, or the positive class is.
    private static func records(
        days: Range<Int>, _ shift: Shift, isLabelled: Bool, seed: UInt64, _ store: any Store,
        label: (_ row: Int, _ isPositive: Bool) -> Int64? = { $1 ? 1 : 0 }
    ) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (times, groups, x, other): ([Int64?], [String?], [Double?], [Double?]) = ([], [], [], [])
        var (scores, labels, actuals): ([Double?], [Int64?], [Int64?]) = ([], [], [])
        for day in days {
            let isShifted = day >= days.lowerBound + 10
            for place in 0..<250 {
                while true {
                    let isWeak = random.nextUniform() < (isShifted && shift == .features ? 0.8 : 0.2)
                    let position = random.nextNormal()
                    let isPositive = random.nextUniform() < 1 / (1 + Double.exp(isWeak ? 0 : -2.5 * position))
                    if shift == .classes, isShifted, random.nextUniform() > (isPositive ? 1 : 0.25) { continue }
                    let score = 1 / (1 + Double.exp(-1.5 * position))
                    times.append(Int64(day) * 86_400_000_000 + Int64(place) * 300_000_000)
                    groups.append(isWeak ? "weak" : "strong")
                    x.append(position)
                    other.append(random.nextNormal())
                    scores.append(score)
                    labels.append(score >= 0.5 ? 1 : 0)
                    actuals.append(label(actuals.count, isPositive))
                    break
                }
            }
        }
        return try await store.relation(
            [
                .times("timestamp", times), .texts("group", groups), .doubles("x", x), .doubles("other", other),
                .doubles("prediction_score", scores), .integers("prediction_label", labels),
            ] + (isLabelled ? [.integers("actual", actuals)] : []))
    }

    /// Labels that say something else of the same scores, for five of twenty days: what they contradicted stays so, of each method by itself.
    @Test func whatIsContradictedStaysSo() async throws {
        let store = try DuckDBStore()
        let validation = try await Self.records(days: 0..<20, .none, isLabelled: true, seed: 1, store)
        // In half of the cases the class is the other one.
        let drifted = try await Self.records(days: 20..<40, .none, isLabelled: true, seed: 2, store) { row, isPositive in
            row / 250 < 5 ? ((row % 2 == 0) == isPositive ? 0 : 1) : nil
        }
        let report = try await CheckEvaluation(store: store, options: CheckOptions(multivariate: true, version: "test"))
            .report(on: CheckInput(validation: validation, current: drifted))
        for method in EstimatedMetricReport.Method.allCases {
            let points = try #require(report.estimatedPerformance.first { $0.method == method && $0.metric == "roc_auc" }, "\(method)").points
            #expect(points.count == 20 && points.allSatisfy { $0.assumption == .contradicted }, "\(method): \(points.map(\.assumption))")
        }
    }

    private static func report(_ shift: Shift, isLabelled: Bool = true) async throws -> CheckReport {
        let store = try DuckDBStore()
        return try await CheckEvaluation(store: store, options: CheckOptions(multivariate: true, version: "test")).report(
            on: CheckInput(
                validation: try await records(days: 0..<20, .none, isLabelled: true, seed: 1, store),
                current: try await records(days: 20..<40, shift, isLabelled: isLabelled, seed: 2, store)))
    }

    /// The mean error of a metric's estimates over the last ten days, and how many of their intervals hold it.
    private func errors(
        _ report: CheckReport, _ method: EstimatedMetricReport.Method, _ metric: String
    ) throws -> (bias: Double, inside: Int, points: [EstimatedMetricPoint]) {
        let found = try #require(report.estimatedPerformance.first { $0.method == method && $0.metric == metric }, "\(method) \(metric)")
        let points = found.points.filter { $0.window >= 10 }
        var (bias, inside) = (0.0, 0)
        for point in points {
            let realized = try #require(point.realized)
            bias += (point.value - realized) / Double(points.count)
            if try #require(point.lower) <= realized, realized <= (try #require(point.upper)) { inside += 1 }
        }
        return (bias, inside, points)
    }

    @Test func weightsFollowFeaturesBeneathTheScore() async throws {
        let report = try await Self.report(.features)
        let plain = try errors(report, .cbpe, "roc_auc")
        let weighted = try errors(report, .pape, "roc_auc")
        // The truth is 0.66 where 0.83 is expected of the scores.
        #expect(plain.bias > 0.1, "\(plain.bias)")
        #expect(abs(weighted.bias) < 0.035, "\(weighted.bias)")
        #expect(weighted.inside >= 7 && weighted.points.count == 10, "\(weighted.inside)")
        #expect(weighted.points.count { $0.assumption == .holds } >= 8)
        #expect(plain.points.last?.assumption == .contradicted)
        // Before the shift both say the same.
        let before = try #require(report.estimatedPerformance.first { $0.method == .pape && $0.metric == "roc_auc" }).points.filter { $0.window < 10 }
        let cbpe = try #require(report.estimatedPerformance.first { $0.method == .cbpe && $0.metric == "roc_auc" })
        for point in before {
            let own = try #require(cbpe.points.first { $0.window == point.window })
            #expect(abs(point.value - own.value) < 0.03, "window \(point.window)")
        }
    }

    @Test func classesThatComeOtherwiseAreFollowed() async throws {
        let report = try await Self.report(.classes)
        let plain = try errors(report, .cbpe, "positive_rate")
        let corrected = try errors(report, .bbse, "positive_rate")
        #expect(plain.bias < -0.05, "\(plain.bias)")
        #expect(abs(corrected.bias) < 0.03, "\(corrected.bias)")
        #expect(corrected.inside >= 8 && corrected.points.count == 10, "\(corrected.inside)")
        #expect(corrected.points.count { $0.assumption == .holds } >= 9)
        let auc = try errors(report, .bbse, "roc_auc")
        #expect(abs(auc.bias) < 0.03 && auc.inside >= 7)
    }

    /// Without labels of the windows, too; nothing is asked of them but what was predicted.
    @Test func labelsAreNotNeeded() async throws {
        let labelled = try await Self.report(.classes)
        let report = try await Self.report(.classes, isLabelled: false)
        for method in [EstimatedMetricReport.Method.pape, .bbse] {
            let values = [report, labelled].map { report in
                report.estimatedPerformance.filter { $0.method == method }.map { $0.points.map(\.value) }
            }
            #expect(values[0] == values[1] && !values[0].isEmpty)
        }
        // Shares that hold both for classes and for features: they are told by no method from each other without labels.
        #expect(report.estimatedPerformance.allSatisfy { $0.points.allSatisfy { $0.realized == nil } })
    }

    /// Where nothing has changed all methods say what labels do.
    @Test func nothingChangedIsNothingCorrected() async throws {
        let report = try await Self.report(.none)
        for method in EstimatedMetricReport.Method.allCases {
            for metric in ["roc_auc", "accuracy", "brier_score"] {
                let found = try errors(report, method, metric)
                #expect(abs(found.bias) < 0.025, "\(method) \(metric): \(found.bias)")
                #expect(found.inside >= 7, "\(method) \(metric): \(found.inside)")
                #expect(found.points.count { $0.assumption == .holds } >= 9, "\(method) \(metric)")
            }
        }
        #expect(!report.alerts.contains { $0.kind == .estimatedPerformance })
    }
}
