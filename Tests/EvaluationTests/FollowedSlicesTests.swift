import Domain
import DuckDBStore
import Statistics
import Store
import StoreTestKit
import Testing

@testable import Evaluation

/// Protects what is said of slices that people chose to follow: their figures, that one gone bad is told of, and that healthy ones raise no alarm.
@Suite struct FollowedSlicesTests {
    /// Which part of a day's records is right, by region.
    private typealias Rightness = @Sendable (_ day: Int, _ region: String) -> Double

    private static let regions = ["east", "south", "west"]

    /// Days of 600 records, a third of each region; the predicted class is right as often as `right` says.
    private static func records(
        _ store: any Store, days: Range<Int>, seed: UInt64, isLabelled: Bool = true, hasRegion: Bool = true, hasTime: Bool = true, right: Rightness
    ) async throws -> Relation {
        var random = SplitMix64(seed: seed)
        var (times, ages, labels, actuals, places): ([Int64?], [Double?], [Int64?], [Int64?], [String?]) = ([], [], [], [], [])
        for day in days {
            for place in 0..<600 {
                let region = regions[place % 3]
                let label: Int64 = random.nextUniform() < 0.5 ? 1 : 0
                let isRight = random.nextUniform() < right(day, region)
                times.append(Int64(19_723 + day) * 86_400_000_000 + Int64(place) * 144_000_000)
                ages.append(20 + 40 * random.nextUniform())
                labels.append(label)
                actuals.append(isRight ? label : 1 - label)
                places.append(place % 50 == 0 ? nil : region)
            }
        }
        var columns: [Batch.Column] = [.doubles("age", ages), .integers("prediction_label", labels)]
        if hasTime { columns.append(.times("timestamp", times)) }
        if hasRegion { columns.append(.texts("region", places)) }
        if isLabelled { columns.append(.integers("actual", actuals)) }
        return try await store.relation(columns)
    }

    private static let usual: Rightness = { _, region in region == "west" ? 0.75 : 0.85 }

    private static func report(
        _ slices: [FollowedSlice], seed: UInt64 = 1, rules: any Rules = BudgetRules(slices: true), granularity: Granularity? = nil, isLabelled: Bool = true,
        baselineHasRegion: Bool = true, hasTime: Bool = true, right: @escaping Rightness = usual, training: Rightness? = nil
    ) async throws -> CheckReport {
        let store = try DuckDBStore()
        var options = CheckOptions(granularity: granularity, rules: rules, version: "test")
        options.settings.slices = slices
        var input = CheckInput(
            validation: try await records(store, days: 0..<28, seed: seed, hasRegion: baselineHasRegion, hasTime: hasTime, right: usual),
            current: try await records(store, days: 28..<48, seed: seed + 1_000, isLabelled: isLabelled, hasTime: hasTime, right: right))
        if let training { input.training = try await records(store, days: 0..<10, seed: seed + 2_000, right: training) }
        return try await CheckEvaluation(store: store, options: options).report(on: input)
    }

    private static func slice(_ text: String, _ name: String? = nil) throws -> FollowedSlice { FollowedSlice(try Slice(parsing: text), name: name) }

    @Test func figuresAreThoseOfTheSlice() async throws {
        let report = try await Self.report([Self.slice(#"region = "west""#, "western"), Self.slice("age < 30")])
        #expect(report.slices.map(\.name) == ["western", "age < 30"])
        let west = report.slices[0]
        #expect(west.slice == #"region = "west""#)
        #expect(west.baseline == "validation" && west.parts.map(\.part) == ["validation", "current"])
        // Every fiftieth record has no region.
        #expect(west.parts.map(\.rows) == [28 * 196, 20 * 196] && west.parts.map(\.labelled) == [28 * 196, 20 * 196])
        let share = try #require(west.parts[1].share)
        #expect(abs(share - 196.0 / 600) < 1e-12)
        let accuracy = try #require(west.parts[1].metrics.first { $0.metric == "accuracy" })
        // Standard errors of 0.007 and 0.004.
        #expect(abs(accuracy.value - 0.75) < 0.03)
        let others = try #require(accuracy.rest)
        #expect(abs(others - 0.85) < 0.02)
        let series = try #require(west.performance.first { $0.metric == "accuracy" })
        #expect(series.current?.value == accuracy.value && series.points.count == 20 && series.points.allSatisfy { $0.count == 196 })
        func compared(_ against: FollowedSliceReport.Against) throws -> FollowedSliceReport.Comparison {
            try #require(west.comparisons.first { $0.metric == "accuracy" && $0.against == against })
        }
        let rest = try compared(.rest)
        let upper = try #require(rest.upper)
        #expect(upper < -0.07 && rest.expected == others)
        for against in [FollowedSliceReport.Against.past, .pastMovedAsRest] {
            let comparison = try compared(against)
            let (lower, upper) = (try #require(comparison.lower), try #require(comparison.upper))
            // Nothing has changed: within four standard errors.
            #expect(abs(comparison.value - comparison.expected) < upper - lower)
        }
        // The same identity of sums that the definition is.
        let (past, moved) = (try compared(.past), try compared(.pastMovedAsRest))
        let before = try #require(west.parts[0].metrics.first { $0.metric == "accuracy" }?.rest)
        #expect(abs(moved.expected - (past.expected + rest.expected - before)) < 1e-12)
        #expect(report.slices.allSatisfy { $0.severity < .warning } && report.alerts.isEmpty)
    }

    @Test func aSliceGoneBadIsTold() async throws {
        let slices = [try Self.slice(#"region = "south""#, "southern"), try Self.slice(#"region = "east""#), try Self.slice("age < 40")]
        let report = try await Self.report(slices) { day, region in day >= 38 && region == "south" ? 0.6 : Self.usual(day, region) }
        #expect(report.slices[0].severity == .error)
        #expect(report.slices[1].severity < .warning)
        let accuracy = try #require(report.slices[0].performance.first { $0.metric == "accuracy" })
        let bad = accuracy.points.filter { $0.severity >= .warning }.compactMap(\.window)
        #expect(bad.contains(12) && bad.allSatisfy { $0 >= 8 }, "\(bad)")
        let alert = try #require(report.alerts.first { $0.slice != nil })
        #expect(alert.kind == .performance && alert.slice == #"region = "south""#)
        #expect(report.alerts.filter { $0.slice != nil }.count == 1)
        #expect(report.alerts.filter { $0.kind == .performance }.allSatisfy { $0.since.map { $0 >= Timestamp(microseconds: Int64(19_723 + 36) * 86_400_000_000) } ?? false })
    }

    /// Without an embedded search for outcomes, as on a server: the metrics' windows tell.
    @Test func windowsTellOfASliceGoneBad() async throws {
        let slices = [try Self.slice(#"region = "south""#, "southern"), try Self.slice(#"region = "east""#)]
        let found = try await Self.detected(slices) { day, region in day >= 38 && region == "south" ? 0.6 : Self.usual(day, region) }
        let alert = try #require(found.alerts.first)
        #expect(found.alerts.count == 1 && alert.slice == #"region = "south""#)
        #expect(alert.message.hasPrefix(#"southern (region = "south"): "#))
        #expect((8...12).contains(alert.windows.first ?? 0), "\(alert.windows)")
        #expect(Set(found.findings.map(\.against)).isSuperset(of: [.past, .pastMovedAsRest]))
        // Where all records get worse no slice does beyond the rest.
        let all = try await Self.detected(slices) { day, region in Self.usual(day, region) - (day >= 38 ? 0.15 : 0) }
        #expect(!all.findings.isEmpty && all.findings.allSatisfy { $0.against == .past })
    }

    /// What the windows of slices tell, and nothing else.
    private static func detected(
        _ slices: [FollowedSlice], right: @escaping Rightness
    ) async throws -> (findings: [SliceDetection.Finding], alerts: [Alert]) {
        let store = try DuckDBStore()
        var options = CheckOptions(granularity: .day, version: "test")
        options.settings.slices = slices
        let evaluation = CheckEvaluation(store: store, options: options)
        let input = CheckInput(
            validation: try await records(store, days: 0..<28, seed: 5, right: usual), current: try await records(store, days: 28..<48, seed: 6, right: right))
        let baseline = try #require(input.validation)
        let schema = try await SchemaInference(store: store, settings: options.settings)
            .schema(reference: baseline, labelled: [baseline], current: input.current, actuals: nil).schema
        let windowing = Windowing(.day, timeColumn: "timestamp")
        let frame = WindowFrame(try await store.moments(of: [], in: input.current, by: windowing), windowing: windowing)
        var notes: [String] = []
        let figures = try await evaluation.followedSlices(
            input, baseline: baseline, performance: .init(metrics: [], plan: PerformancePlan(schema: schema)), windowing: windowing, frame: frame,
            notes: &notes)
        let detection = SliceDetection(budget: AlertBudget(alerts: 0.1), unit: 24, windows: frame.windows, replay: Replay())
        let findings = try detection.findings(figures) { _ in true }
        var raised = BudgetedAlerts()
        detection.tell(findings, of: slices, in: &raised)
        return (findings, try #require(raised.slices))
    }

    /// One event is one alert: that of all records says it of the slices, too.
    @Test func whereAllGetWorseOneAlertSaysSo() async throws {
        let slices = [try Self.slice(#"region = "south""#), try Self.slice("age < 40")]
        let report = try await Self.report(slices) { day, region in Self.usual(day, region) - (day >= 38 ? 0.2 : 0) }
        let told = report.alerts.filter { $0.kind == .performance }
        #expect(told.allSatisfy { $0.slice == nil }, "\(told.map(\.message))")
        #expect(report.slices.allSatisfy { $0.severity >= .warning })
    }

    /// Validation's rest and slice are alike, production's are; only against training the slice has fallen behind.
    @Test func trainingIsComparedBesideTheBaseline() async throws {
        let report = try await Self.report([Self.slice(#"region = "west""#)], training: { _, _ in 0.95 })
        let west = report.slices[0]
        #expect(west.parts.map(\.part) == ["validation", "training", "current"])
        let comparison = try #require(west.comparisons.first { $0.metric == "accuracy" && $0.against == .trainingMovedAsRest })
        // From 0.95 in training to 0.75, where the rest went to 0.85.
        let upper = try #require(comparison.upper)
        #expect(abs(comparison.value - comparison.expected + 0.1) < 0.03 && upper < 0)
        // Production is as validation was: nothing has happened since.
        #expect(report.alerts.isEmpty, "\(report.alerts.map(\.message))")
    }

    @Test func withoutTimesAllRecordsAreJudged() async throws {
        let slices = [try Self.slice(#"region = "south""#), try Self.slice(#"region = "east""#)]
        let report = try await Self.report(slices, hasTime: false) { _, region in region == "south" ? 0.6 : Self.usual(0, region) }
        #expect(report.slices.map { $0.severity >= .warning } == [true, false])
        #expect(report.slices.allSatisfy { $0.performance.allSatisfy(\.points.isEmpty) })
        #expect(report.alerts.contains { $0.slice == #"region = "south""# && $0.kind == .performance })
    }

    @Test func fixedLimitsJudgeEachWindow() async throws {
        let report = try await Self.report([Self.slice(#"region = "south""#)], rules: FixedRules(), granularity: .day) { day, region in
            day >= 38 && region == "south" ? 0.5 : Self.usual(day, region)
        }
        let alert = try #require(report.alerts.first { $0.slice != nil })
        #expect(alert.windows == Array(10..<20) && report.slices[0].severity == .error)
    }

    @Test func whatIsMissingIsSaid() async throws {
        // No labels: nothing but how many records there are.
        let bare = try await Self.report([Self.slice("age < 30")], isLabelled: false)
        #expect(bare.slices[0].performance.allSatisfy { $0.current == nil } && bare.slices[0].comparisons.isEmpty)
        #expect(bare.slices[0].parts.last?.labelled == 0 && (bare.slices[0].parts.last?.rows ?? 0) > 2_000)
        // A past without the column.
        let past = try await Self.report([Self.slice(#"region = "west""#)], baselineHasRegion: false)
        #expect(past.notes.contains { $0.contains("is not compared with --validation") && $0.contains("region") }, "\(past.notes)")
        #expect(past.slices[0].comparisons.allSatisfy { $0.against == .rest } && past.slices[0].parts.last?.labelled == 20 * 196)
        // Nobody is in it.
        let empty = try await Self.report([Self.slice("age > 1000", "very old")])
        #expect(empty.notes.contains { $0.contains("is in the slice very old") })
        #expect(empty.slices[0].parts.last?.rows == 0)
        // No such column.
        await #expect(throws: EvaluationError.self) { try await Self.report([Self.slice("height > 2")]) }
    }

    /// The budget of slices, for however many of them: healthy ones raise no more alerts than it allows.
    @Test func theBudgetIsKept() async throws {
        var random = SplitMix64(seed: 31)
        let (months, budget) = (60, 1.0)
        let slices = try (0..<5).map { try Self.slice("age = \($0)") }
        var alerts = 0
        for _ in 0..<months {
            await Task.yield()
            let figures = try slices.enumerated().map { place, slice in
                func both(_ count: Int) -> (own: [PerformanceSummary], rest: [PerformanceSummary]) {
                    // Days move the slice and the rest alike, and each by itself.
                    (
                        PerformanceScanTests.days(count, records: 100 * (place + 1) * (place + 1), spread: 0.05, &random),
                        PerformanceScanTests.days(count, records: 5_000, spread: 0.05, &random)
                    )
                }
                let (before, now) = (both(28), both(30))
                func side(_ path: KeyPath<(own: [PerformanceSummary], rest: [PerformanceSummary]), [PerformanceSummary]>) throws -> SliceFigures {
                    let past = before[keyPath: path]
                    return SliceFigures(
                        references: [
                            .init(
                                name: "validation", rows: 0, whole: try PerformanceSummary.merged(past),
                                windows: past.enumerated().map { WindowPerformance(key: Int64($0), summary: $1) })
                        ],
                        current: .init(name: "current", rows: 0), windows: now[keyPath: path])
                }
                return FollowedSliceFigures(slice: slice, own: try side(\.own), rest: try side(\.rest))
            }
            let windows = (0..<30).map { day in
                WindowReport(
                    label: "\(day)", start: Timestamp(microseconds: Int64(day) * 86_400_000_000),
                    end: Timestamp(microseconds: Int64(day + 1) * 86_400_000_000), rows: 0, labelled: nil)
            }
            let detection = SliceDetection(budget: AlertBudget(alerts: budget), unit: 24, windows: windows, replay: Replay())
            var raised = BudgetedAlerts()
            detection.tell(try detection.findings(figures) { _ in true }, of: slices, in: &raised)
            alerts += raised.slices?.count ?? 0
        }
        #expect(Double(alerts) <= 1.25 * budget * Double(months), "\(alerts) alerts in \(months) months")
    }
}
