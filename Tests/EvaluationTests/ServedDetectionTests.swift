import Domain
import DuckDBStore
import Evaluation
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

/// Protects what a server alerts of: within the budget that the model's definition has, and of what is whole only.
@Suite struct ServedDetectionTests {
    private static let day: Int64 = 86_400

    private struct Month {
        /// Of production's days, counted from its first: in which `age` is higher, and in which most records are lost.
        var shifted: Range<Int64> = 0..<0
        var lost: Range<Int64> = 0..<0
        /// From which on only the wrongly predicted records have labels yet.
        var unlabelled: Int64 = .max
        /// From which on scores say nothing.
        var broken: Int64 = .max
    }

    /// Sixteen days of validation, then fourteen of production, a hundred records each.
    private static func report(_ month: Month, budget: Double = 1, _ query: ReportQuery = ReportQuery()) async throws -> CheckReport {
        let store = try DuckDBStore()
        let definition = ModelDefinition(
            name: "loans", task: .binary, positiveClass: "1", classes: ["0", "1"], decisionThreshold: 0.5,
            columns: [
                .init(name: "age", role: .feature, type: .numeric), .init(name: "region", role: .feature, type: .categorical),
                .init(name: "score", role: .predictionScore, type: .numeric), .init(name: "actual", role: .actual, type: nil),
            ], alertBudget: budget)
        var tables = try await store.makeRecordTables(for: "loans")
        tables = try await store.addColumns([("age", .number), ("region", .text), ("score", .number)], to: tables)
        var random = SplitMix64(seed: 3)
        var (records, actuals): ([String], [String]) = ([], [])
        for day in 0..<Int64(30) {
            let production = day - 16
            for row in 0..<(month.lost.contains(production) ? 15 : 100) {
                let id = "\(day)-\(row)"
                let time = day * Self.day + Int64.random(in: 0..<Self.day, using: &random)
                let score = Double.random(in: 0..<1, using: &random)
                let age = 40 + 10 * Double.random(in: -1...1, using: &random) + (month.shifted.contains(production) ? 8 : 0)
                let region = ["CA", "NV"].randomElement(using: &random) ?? "CA"
                records.append(
                    #"{"prediction_id":"\#(id)","timestamp":\#(time),"received_at":\#(time),"age":\#(age),"region":"\#(region)","score":\#(score),"environment":"\#(production < 0 ? "validation" : "production")"}"#)
                let isPositive = Double.random(in: 0..<1, using: &random) < (production >= month.broken ? 0.5 : score)
                if production < month.unlabelled || isPositive != (score >= 0.5) {
                    actuals.append(#"{"prediction_id":"\#(id)","actual":\#(isPositive ? 1 : 0),"received_at":\#(time)}"#)
                }
            }
        }
        try await store.send(records, .records, to: tables)
        try await store.send(actuals, .actuals, to: tables)
        let plan = try #require(try await ServedModels(store: store).refresh(definition, tables))
        return try await ServedEvaluation(store: store, definition: definition, tables: tables, plan: plan, version: "test").report(query)
    }

    private static func time(_ production: Int64) -> Timestamp { Timestamp(microseconds: (16 + production) * day * 1_000_000) }

    @Test func whatIsWellRaisesNothing() async throws {
        for granularity in [Granularity.hour, .day] {
            let report = try await Self.report(Month(), ReportQuery(granularity: granularity))
            #expect(report.alerts.isEmpty && report.verdict == .ok && report.rules == "assay", "\(report.alerts.map(\.message))")
            #expect(!report.notes.contains { $0.contains("fixed limits") })
        }
    }

    @Test func aShiftIsOneAlertSinceItsDay() async throws {
        let report = try await Self.report(Month(shifted: 8..<14))
        #expect(Set(report.alerts.map(\.feature)) == ["age"], "\(report.alerts.map(\.message))")
        #expect(report.alerts.map(\.signal).sorted() == ["out_of_range_rate", "share_shift"])
        let alert = try #require(report.alerts.first { $0.kind == .drift })
        #expect(alert.since == Self.time(8) && alert.windows == [8, 9, 10, 11, 12, 13])
        let age = try #require(report.features.first { $0.name == "age" })
        #expect(age.drift.first?.points.map { $0.severity >= .warning } == (0..<14).map { $0 >= 8 })
        var one = ReportQuery()
        one.column = "region"
        #expect(try await Self.report(Month(shifted: 8..<14), one).alerts.isEmpty, "another column was asked for")
    }

    @Test func hoursShowItSooner() async throws {
        let report = try await Self.report(Month(shifted: 8..<14), ReportQuery(granularity: .hour))
        let alert = try #require(report.alerts.first { $0.feature == "age" })
        let delay = try #require(alert.time).microseconds - Self.time(8).microseconds
        #expect(delay > 0 && delay <= 16 * 3_600_000_000, "\(alert.message)")
    }

    @Test func theBudgetIsTheModels() async throws {
        #expect(try await Self.report(Month(shifted: 8..<14), budget: 1e-12).alerts.contains { $0.feature == "age" }, "what is certain is told anyhow")
        let faint = Month(shifted: 8..<9)
        #expect(try await Self.report(faint, budget: 1).alerts.contains { $0.feature == "age" })
        #expect(try await Self.report(faint, budget: 1e-250).alerts.isEmpty)
    }

    @Test func lostRecordsAreTold() async throws {
        let report = try await Self.report(Month(lost: 9..<12))
        let alert = try #require(report.alerts.first { $0.kind == .volume })
        #expect(report.alerts.count == 1 && alert.since == Self.time(9) && alert.windows == [9, 10, 11], "\(report.alerts.map(\.message))")
        #expect(alert.message.hasPrefix("15 records in 24 hours; "))
    }

    /// Wrong predictions are often known first, such as complaints.
    @Test func performanceIsJudgedWhereLabelsAreAsManyAsUsual() async throws {
        #expect(try await Self.report(Month(unlabelled: 11)).alerts.isEmpty)
        let broken = try await Self.report(Month(broken: 7)).alerts
        #expect(broken.contains { $0.signal == "roc_auc" && ($0.since ?? Self.time(0)) >= Self.time(6) }, "\(broken.map(\.message))")
        #expect(broken.allSatisfy { $0.kind == .performance })
    }
}
