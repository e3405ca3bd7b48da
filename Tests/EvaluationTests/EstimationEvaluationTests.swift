import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what a report says of performance without labels: right where a score means what it did, doubted where it does not, and told once.
@Suite struct EstimationEvaluationTests {
    /// What happens in production from its eleventh day of twenty on.
    enum Failure { case none, covariateShift, conceptDrift, unknownScores }

    /// Two hundred records a day; a binary model whose score is the probability. In the reference scores are at most 0.6 where `lowScores`.
    private static func records(
        days: Range<Int>, failure: Failure, isLabelled: Bool = true, hasLabelColumn: Bool = true, lowScores: Bool = false, seed: UInt64,
        _ store: any Store
    ) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (ids, times, x, scores, labels, actuals): ([String], [Int64], [Double], [Double], [Int64], [Int64]) = ([], [], [], [], [], [])
        for day in days {
            let fails = day >= days.lowerBound + 10
            for place in 0..<200 {
                // The middle is where a model is least sure.
                var position = random.nextUniform()
                if fails, failure == .covariateShift { position = 0.35 + 0.3 * position }
                let exact = lowScores && !(fails && failure == .unknownScores) ? 0.6 * position : position
                let score = (exact * 1_000).rounded() / 1_000
                let probability = fails && failure == .conceptDrift ? 0.5 + 0.3 * (score - 0.5) : score
                ids.append("\(day)-\(place)")
                times.append(Int64(day) * 86_400_000_000 + Int64(place) * 400_000_000)
                x.append(random.nextUniform())
                scores.append(score)
                labels.append(score >= 0.5 ? 1 : 0)
                actuals.append(random.nextUniform() < probability ? 1 : 0)
            }
        }
        var columns = [
            Batch.Column("prediction_id", .texts(ids)), Batch.Column("timestamp", .timestamps(times)), Batch.Column("x", .doubles(x)),
            Batch.Column("prediction_score", .doubles(scores)),
        ]
        if hasLabelColumn { columns.append(Batch.Column("prediction_label", .integers(labels))) }
        if isLabelled { columns.append(Batch.Column("actual", .integers(actuals))) }
        return try await store.relation(columns)
    }

    private static func report(
        _ failure: Failure, isLabelled: Bool, hasLabelColumn: Bool = true, lowScores: Bool = false, threshold: Double? = nil, seed: UInt64 = 1
    ) async throws -> CheckReport {
        let store = try DuckDBStore()
        let validation = try await records(
            days: 0..<20, failure: .none, hasLabelColumn: hasLabelColumn, lowScores: lowScores, seed: seed, store)
        let current = try await records(
            days: 20..<40, failure: failure, isLabelled: isLabelled, hasLabelColumn: hasLabelColumn, lowScores: lowScores, seed: seed + 100, store)
        var options = CheckOptions(version: "test")
        options.settings.decisionThreshold = threshold
        return try await CheckEvaluation(store: store, options: options)
            .report(on: CheckInput(validation: validation, current: current))
    }

    @Test func estimatesHoldWhatLabelsShow() async throws {
        let report = try await Self.report(.none, isLabelled: true)
        let names = report.estimatedPerformance.map(\.metric)
        for name in ["roc_auc", "accuracy", "f1", "log_loss", "brier_score"] { #expect(names.contains(name), "\(name)") }
        for metric in report.estimatedPerformance {
            let realized = try #require(report.performance.first { $0.metric == metric.metric })
            #expect(metric.points.count == 20 && metric.severity == .ok)
            #expect(abs(metric.reference - (realized.reference?.value ?? 0)) < 1e-9, "\(metric.metric)")
            var inside = 0
            for point in metric.points {
                #expect(point.assumption == .holds && point.labelled == 200 && point.realizedStandardError == 0)
                let known = try #require(realized.points.first { $0.window == point.window }?.value)
                // Bins of four scores, for the estimates and for this.
                #expect(abs((point.realized ?? 0) - known) < 0.01, "\(metric.metric)")
                if let lower = point.lower, let upper = point.upper, lower <= known, known <= upper { inside += 1 }
            }
            // 95 % of 20 are 19.
            #expect(inside >= 16, "\(metric.metric): \(inside)")
        }
        #expect(!report.alerts.contains { $0.kind == .estimatedPerformance })
    }

    /// Records from where the model is less sure: no label is needed to see what that costs.
    @Test func lossesAreForetoldWithoutLabels() async throws {
        let report = try await Self.report(.covariateShift, isLabelled: false)
        let alert = try #require(report.alerts.first { $0.kind == .estimatedPerformance && $0.signal == "accuracy" })
        #expect(alert.severity == .error && alert.feature == nil)
        let begin = Timestamp(microseconds: 30 * 86_400_000_000)
        #expect(alert.since == begin, "\(alert.message)")
        #expect((alert.time?.microseconds ?? 0) - begin.microseconds <= 2 * 86_400_000_000, "\(alert.message)")
        #expect(alert.message.hasPrefix("accuracy is estimated, without labels, to be 0."), "\(alert.message)")
        let accuracy = try #require(report.estimatedPerformance.first { $0.metric == "accuracy" })
        // In the reference 0.75, between 0.35 and 0.65 0.575.
        #expect(abs(accuracy.reference - 0.75) < 0.03)
        for point in accuracy.points { #expect(abs(point.value - (point.window < 10 ? 0.75 : 0.575)) < 0.05, "window \(point.window)") }
        #expect(report.performance.allSatisfy { $0.points.isEmpty })
    }

    @Test func labelsThatContradictAreSaid() async throws {
        let report = try await Self.report(.conceptDrift, isLabelled: true)
        let points = try #require(report.estimatedPerformance.first).points
        #expect(points.prefix(10).allSatisfy { $0.assumption == .holds })
        #expect(points.suffix(8).allSatisfy { $0.assumption == .contradicted }, "\(points.map(\.assumption))")
        // Scores fall as they did: no estimate is a loss, labels say it.
        #expect(!report.alerts.contains { $0.kind == .estimatedPerformance })
        #expect(report.alerts.contains { $0.kind == .performance })
    }

    @Test func scoresThatTheReferenceHasNotAreSaid() async throws {
        let report = try await Self.report(.unknownScores, isLabelled: false, lowScores: true)
        let points = try #require(report.estimatedPerformance.first).points
        #expect(points.prefix(10).allSatisfy { $0.assumption == .holds })
        #expect(points.suffix(10).allSatisfy { $0.assumption == .unsupportedScores })
        #expect(!report.alerts.contains { $0.kind == .estimatedPerformance })
    }

    @Test func decisionsMayBeAThresholds() async throws {
        let labels = try await Self.report(.none, isLabelled: false).estimatedPerformance
        let threshold = try await Self.report(.none, isLabelled: false, hasLabelColumn: false, threshold: 0.5).estimatedPerformance
        #expect(labels == threshold && labels.contains { $0.metric == "f1" })
    }

    /// Three classes whose scores are their probabilities; in production from the eleventh day on all are nearly alike.
    @Test func severalClassesAreEstimated() async throws {
        let store = try DuckDBStore()
        let classes = ["a", "b", "c"]
        func records(days: Range<Int>, failsAfter: Int, isLabelled: Bool, isPredicted: Bool = true, seed: UInt64) async throws -> Relation {
            var random = SplitMix64(seed: seed)
            var times: [Int64] = []
            var scores = [[Double]](repeating: [], count: 3)
            var (labels, actuals): ([String], [String]) = ([], [])
            for day in days {
                for place in 0..<150 {
                    let parts = (0..<3).map { _ in day >= failsAfter ? 0.8 + 0.2 * random.nextUniform() : random.nextUniform() * random.nextUniform() }
                    let sum = parts.reduce(0, +)
                    times.append(Int64(day) * 86_400_000_000 + Int64(place) * 500_000_000)
                    for index in 0..<3 { scores[index].append(parts[index] / sum) }
                    labels.append(classes[(0..<3).max { parts[$0] < parts[$1] } ?? 0])
                    let left = random.nextUniform() * sum
                    actuals.append(left < parts[0] ? "a" : left < parts[0] + parts[1] ? "b" : "c")
                }
            }
            var columns = [Batch.Column("timestamp", .timestamps(times)), Batch.Column("x", .doubles(times.map { _ in random.nextUniform() }))]
            for (name, values) in zip(classes, scores) { columns.append(Batch.Column("score_\(name)", .doubles(values))) }
            if isPredicted { columns.append(Batch.Column("prediction_label", .texts(labels))) }
            if isLabelled { columns.append(Batch.Column("actual", .texts(actuals))) }
            return try await store.relation(columns)
        }
        var options = CheckOptions(version: "test")
        options.settings.task = .multiclass
        for name in classes { options.settings.roles[.classScore(name)] = "score_\(name)" }
        let validation = try await records(days: 0..<20, failsAfter: .max, isLabelled: true, seed: 31)
        let production = try await records(days: 20..<40, failsAfter: 30, isLabelled: false, seed: 32)
        let report = try await CheckEvaluation(store: store, options: options)
            .report(on: CheckInput(validation: validation, current: production))
        let accuracy = try #require(report.estimatedPerformance.first { $0.metric == "accuracy" })
        #expect(report.estimatedPerformance.contains { $0.metric == "roc_auc" } && accuracy.points.count == 20)
        for point in accuracy.points {
            // Of three that are nearly alike a good third is right.
            let isNear = point.window < 10 ? abs(point.value - accuracy.reference) < 0.06 : abs(point.value - 0.37) < 0.06
            #expect(isNear, "window \(point.window): \(point.value)")
        }
        let alert = try #require(report.alerts.first { $0.kind == .estimatedPerformance && $0.signal == "accuracy" })
        #expect(alert.since == Timestamp(microseconds: 30 * 86_400_000_000), "\(alert.message)")
        // No shares of the classes give such scores.
        let ofShares = try #require(report.estimatedPerformance.first { $0.metric == "accuracy" && $0.method == .bbse }).points
        #expect(ofShares.filter { $0.window >= 10 }.map(\.assumption) == [EstimatedMetricPoint.Assumption](repeating: .notAMixture, count: 10))
        #expect(ofShares.count { $0.window < 10 && $0.assumption == .holds } >= 9)
        #expect(!report.notes.contains { $0.contains("needs the predicted class") })
        // Without what was predicted nothing is estimated, and the report says so.
        let scoresOnly = try await CheckEvaluation(store: store, options: options).report(
            on: CheckInput(
                validation: try await records(days: 0..<20, failsAfter: .max, isLabelled: true, isPredicted: false, seed: 31),
                current: try await records(days: 20..<40, failsAfter: 30, isLabelled: false, isPredicted: false, seed: 32)))
        #expect(scoresOnly.estimatedPerformance.isEmpty && scoresOnly.notes.contains { $0.contains("needs the predicted class") })
    }

    /// Three classes of which one comes more often from the eleventh day on, while records of each are as before: what scores mean changes with the shares,
    /// and is followed from what was predicted.
    @Test func sharesOfSeveralClassesAreFollowed() async throws {
        let store = try DuckDBStore()
        let classes = ["a", "b", "c"]
        func records(days: Range<Int>, isLabelled: Bool, seed: UInt64) async throws -> (relation: Relation, precision: [Double], share: [Double]) {
            var random = SplitMix64(seed: seed)
            var (times, scores): ([Int64], [[Double]]) = ([], [[Double]](repeating: [], count: 3))
            var (labels, actuals, precision, share): ([String], [String], [Double], [Double]) = ([], [], [], [])
            for day in days {
                let kept = day >= 30 ? [1, 0.3, 0.3] : [1, 1, 1]
                var (right, taken, ofFirst, count) = ([0.0, 0, 0], [0.0, 0, 0], 0, 0)
                while count < 400 {
                    let parts = (0..<3).map { _ in { $0 * $0 * $0 + 0.02 }(random.nextUniform()) }
                    let sum = parts.reduce(0, +)
                    let left = random.nextUniform() * sum
                    let actual = left < parts[0] ? 0 : left < parts[0] + parts[1] ? 1 : 2
                    guard random.nextUniform() < kept[actual] else { continue }
                    let predicted = (0..<3).max { parts[$0] < parts[$1] } ?? 0
                    times.append(Int64(day) * 86_400_000_000 + Int64(count) * 200_000_000)
                    for index in 0..<3 { scores[index].append(parts[index] / sum) }
                    labels.append(classes[predicted])
                    actuals.append(classes[actual])
                    taken[predicted] += 1
                    if actual == predicted { right[actual] += 1 }
                    (ofFirst, count) = (ofFirst + (actual == 0 ? 1 : 0), count + 1)
                }
                precision.append(zip(right, taken).reduce(0) { $0 + $1.0 / $1.1 } / 3)
                share.append(Double(ofFirst) / 400)
            }
            var columns = [Batch.Column("timestamp", .timestamps(times)), Batch.Column("x", .doubles(times.map { _ in random.nextUniform() }))]
            for (name, values) in zip(classes, scores) { columns.append(Batch.Column("score_\(name)", .doubles(values))) }
            columns.append(Batch.Column("prediction_label", .texts(labels)))
            if isLabelled { columns.append(Batch.Column("actual", .texts(actuals))) }
            return (try await store.relation(columns), precision, share)
        }
        var options = CheckOptions(version: "test")
        options.settings.task = .multiclass
        for name in classes { options.settings.roles[.classScore(name)] = "score_\(name)" }
        let validation = try await records(days: 0..<20, isLabelled: true, seed: 41)
        let production = try await records(days: 20..<40, isLabelled: false, seed: 42)
        #expect(production.share.suffix(10).allSatisfy { $0 > 0.45 })
        let report = try await CheckEvaluation(store: store, options: options)
            .report(on: CheckInput(validation: validation.relation, current: production.relation))
        func bias(_ method: EstimatedMetricReport.Method, _ windows: Range<Int>) throws -> (mean: Double, inside: Int, points: [EstimatedMetricPoint]) {
            let metric = try #require(report.estimatedPerformance.first { $0.metric == "precision" && $0.method == method })
            let points = metric.points.filter { windows.contains($0.window) }
            let errors = points.map { $0.value - production.precision[$0.window] }
            let inside = points.count { ($0.lower ?? 2)...($0.upper ?? 2) ~= production.precision[$0.window] }
            return (errors.reduce(0, +) / Double(max(1, errors.count)), inside, points)
        }
        // The mean over classes of how many of those taken for one are of it.
        let (plain, followed) = (try bias(.cbpe, 10..<20), try bias(.bbse, 10..<20))
        #expect(followed.points.count == 10 && abs(followed.mean) < 0.02 && followed.inside >= 8, "\(followed.mean), \(followed.inside); plain \(plain.mean)")
        #expect(abs(plain.mean) > 2 * abs(followed.mean))
        let calm = try bias(.bbse, 0..<10)
        #expect(calm.points.count == 10 && abs(calm.mean) < 0.02 && calm.inside >= 8, "\(calm.mean), \(calm.inside)")
        #expect(calm.points.count { $0.assumption == .holds } >= 9)
    }

    @Test func realizedLossesAreNotToldTwice() {
        func alert(_ kind: Alert.Kind, day: Int64, windows: [Int]) -> Alert {
            Alert(
                time: Timestamp(microseconds: day), kind: kind, feature: nil, signal: "accuracy", value: 0.5, expected: 0.8, severity: .error,
                since: nil, message: "", windows: windows)
        }
        let estimated = alert(.estimatedPerformance, day: 5, windows: [3, 4])
        #expect(EstimationScan.unproved([estimated], by: [alert(.performance, day: 5, windows: [4])]).isEmpty)
        #expect(EstimationScan.unproved([estimated], by: [alert(.performance, day: 6, windows: [4])]) == [estimated])
        #expect(EstimationScan.unproved([estimated], by: [alert(.performance, day: 2, windows: [0, 1])]) == [estimated])
    }
}
