import Domain
import DuckDBStore
import Evaluation
import Foundation
import Statistics
import Store
import StoreTestKit
import Testing

/// Protects what the server answers: the same numbers from roll-ups as from the rows, and the right records behind them.
@Suite struct ServedEvaluationTests {
    private static let day: Int64 = 86_400

    /// Four days of validation, then eight of production, in which `age` rises by 15 from the fifth on.
    static func bench() async throws -> (store: DuckDBStore, definition: ModelDefinition, tables: RecordTables) {
        let store = try DuckDBStore()
        let definition = ModelDefinition(
            name: "loans", task: .binary, positiveClass: "1", classes: ["0", "1"], decisionThreshold: 0.5,
            columns: [
                .init(name: "age", role: .feature, type: .numeric), .init(name: "region", role: .feature, type: .categorical),
                .init(name: "score", role: .predictionScore, type: .numeric), .init(name: "actual", role: .actual, type: nil),
            ], shadowVersions: ["candidate"])
        var tables = try await store.makeRecordTables(for: "loans")
        tables = try await store.addColumns([("age", .number), ("region", .text), ("score", .number)], to: tables)
        var random = SplitMix64(seed: 11)
        for day in 0..<Int64(12) {
            var records: [String] = []
            var actuals: [String] = []
            for row in 0..<200 {
                let id = "\(day)-\(row)"
                let time = day * Self.day + Int64.random(in: 0..<Self.day, using: &random)
                let score = Double.random(in: 0..<1, using: &random)
                let age = 40 + 10 * (Double.random(in: -1...1, using: &random)) + (day >= 8 ? 15 : 0)
                let region = ["CA", "NV"].randomElement(using: &random) ?? "CA"
                let environment = day < 4 ? "validation" : "production"
                records.append(
                    #"{"prediction_id":"\#(id)","timestamp":\#(time),"received_at":\#(time),"age":\#(age),"region":"\#(region)","score":\#(score),"environment":"\#(environment)","model_version":"1"}"#)
                if day >= 4 {
                    records.append(
                        #"{"prediction_id":"\#(id)","timestamp":\#(time),"received_at":\#(time),"score":0.5,"model_version":"candidate"}"#)
                }
                let isPositive = Double.random(in: 0..<1, using: &random) < score
                actuals.append(#"{"prediction_id":"\#(id)","actual":\#(isPositive ? 1 : 0),"received_at":\#(time + 2 * Self.day)}"#)
            }
            try await store.send(records, .records, to: tables)
            try await store.send(actuals, .actuals, to: tables)
        }
        return (store, definition, tables)
    }

    static func evaluation(
        _ bench: (store: DuckDBStore, definition: ModelDefinition, tables: RecordTables)
    ) async throws -> ServedEvaluation {
        let plan = try #require(try await ServedModels(store: bench.store).refresh(bench.definition, bench.tables))
        return ServedEvaluation(
            store: bench.store, definition: bench.definition, tables: bench.tables, plan: plan, version: "test")
    }

    @Test func rollupsAndRowsGiveOneReport() async throws {
        let bench = try await Self.bench()
        let evaluation = try await Self.evaluation(bench)
        for granularity in [Granularity.hour, .day, .week] {
            let rolled = try await evaluation.report(ReportQuery(granularity: granularity))
            // Asking for all that had arrived by a time to come reads the rows.
            let future = Timestamp(microseconds: 4_000_000_000_000_000)
            let counted = try await evaluation.report(ReportQuery(granularity: granularity, asOf: future))
            #expect(differences(counted, rolled) == [])
            #expect(!rolled.windows.isEmpty && rolled.windows.allSatisfy { ($0.labelled ?? 0) == $0.rows })
        }
    }

    @Test func theShiftIsFoundOnItsDayAndNothingElseIs() async throws {
        let evaluation = try await Self.evaluation(try await Self.bench())
        let report = try await evaluation.report(ReportQuery())
        #expect(report.windows.count == 8)
        #expect(report.windows.allSatisfy { $0.rows == 200 })  // without the shadow version's
        let drift = report.alerts.filter { $0.kind == .drift }
        #expect(drift.map(\.feature) == ["age"])
        #expect(drift.first?.since == Timestamp(microseconds: 8 * Self.day * 1_000_000))
        let accuracy = try #require(report.performance.first { $0.metric == "roc_auc" })
        #expect((accuracy.reference?.count ?? 0) == 800)
    }

    /// A source that begins to send words for numbers.
    @Test func cellsThatDoNotFitAreAFinding() async throws {
        let bench = try await Self.bench()
        let words = (0..<60).map {
            #"{"prediction_id":"w\#($0)","timestamp":\#(11 * Int(Self.day) + $0),"age":"forty","region":"CA","score":0.5,"model_version":"1"}"#
        }
        try await bench.store.send(words, .records, to: bench.tables)
        let report = try await Self.evaluation(bench).report(ReportQuery())
        let check = try #require(report.quality.first { $0.feature == "age" && $0.check == "type_error_rate" })
        #expect(abs((check.points.last?.value ?? 0) - 60.0 / 260) < 1e-12)
        #expect(report.alerts.contains { $0.feature == "age" && $0.signal == "type_error_rate" })
        #expect(!report.alerts.contains { $0.feature == "age" && $0.signal == "missing_rate" })
    }

    /// Records of validation may come while production's first are being summed up.
    @Test func aPlanIsThoughtOverWhenABetterSourceHasCome() async throws {
        let bench = try await Self.bench()
        var early = try #require(try await ServedModels(store: bench.store).refresh(bench.definition, bench.tables))
        early.source = .firstProduction
        let body = String(decoding: try JSONEncoder().encode(early), as: UTF8.self)
        _ = try await bench.store.write(.plan, named: "loans", body: body, by: "test")
        #expect(try await bench.store.pendingRollups(of: bench.tables, by: early.rollups) == nil)
        let plan = try #require(try await ServedModels(store: bench.store).refresh(bench.definition, bench.tables))
        #expect(plan.source == .validation)
    }

    @Test func aSliceAVersionAndATimeChooseRecords() async throws {
        let bench = try await Self.bench()
        let evaluation = try await Self.evaluation(bench)
        var query = ReportQuery()
        query.slice = try Slice(parsing: "region = \"CA\" and age >= 0")
        let sliced = try await evaluation.report(query)
        let rows = sliced.windows.map(\.rows).reduce(0, +)
        #expect(rows > 600 && rows < 1000)
        #expect(sliced.sources[0].rows < 800)
        query = ReportQuery(version: "candidate")
        #expect(try await evaluation.report(query).windows.map(\.rows).reduce(0, +) == 1600)
        let fifth = Timestamp(microseconds: 5 * Self.day * 1_000_000)
        query = ReportQuery(from: fifth, to: fifth.advanced(byMicroseconds: 2 * Self.day * 1_000_000))
        #expect(try await evaluation.report(query).windows.map(\.start) == [fifth, fifth.advanced(byMicroseconds: Self.day * 1_000_000)])
        // Half an hour later is nothing that hours can tell; the rows can.
        query.from = fifth.advanced(byMicroseconds: 1_800_000_000)
        let cut = try await evaluation.report(query)
        #expect(cut.windows.first.map { $0.rows < 200 && $0.rows > 150 } == true)
    }

    @Test func whatWasKnownThenIsToldAgain() async throws {
        let bench = try await Self.bench()
        let evaluation = try await Self.evaluation(bench)
        // At the end of day 7, labels of two days before had come, and nothing of day 8.
        let then = Timestamp(microseconds: 8 * Self.day * 1_000_000 - 1)
        let report = try await evaluation.report(ReportQuery(asOf: then))
        #expect(report.windows.map(\.rows) == [200, 200, 200, 200])
        #expect(report.windows.map { $0.labelled ?? 0 } == [200, 200, 0, 0])
        #expect(report.alerts.filter { $0.kind == .drift } == [])
        // A correction that comes now does not change what was known then.
        try await bench.store.send([#"{"prediction_id":"5-1","actual":1},"#.replacing("},", with: "}")], .actuals, to: bench.tables)
        try await bench.store.send([#"{"prediction_id":"4-1","timestamp":345600,"age":99,"model_version":"1"}"#], .records, to: bench.tables)
        let again = try await evaluation.report(ReportQuery(asOf: then))
        #expect(differences(report, again) == [])
    }
}

extension RecordStore {
    /// Brings lines of JSON in as one request.
    func send(_ lines: [String], _ kind: RecordKind, to tables: RecordTables) async throws {
        let rows = try await stage(.lines(LineBlock(requests: [lines])), known: Set(tables.columns.map(\.name)), numbers: [])
        let outcomes = try await insert([
            Insertion(parts: [rows], kind: kind, tables: tables, receivedAt: Timestamp(Date.now))
        ])
        try await release(rows.relation)
        #expect(outcomes[0][0].rows == lines.count)
    }
}
