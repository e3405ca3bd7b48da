import Domain
import Foundation
import HTTPTypes
import Store
import Testing

@testable import HTTPServer

/// Protects that callers are told why performance changed, from the records and labels that came to the server, and how to ask for it.
@Suite struct ExplanationEndpointTests {
    private static let path = "/v1/models/churn/explanation"
    private static let day = 86_400

    /// A week of validation, then two of production, 1,200 records each; in the second week of production outcomes in California turn round. A shadow version answers along.
    ///
    /// - Parameter shadow: put before the shadow version's identities, so that no ground truth has them.
    private static func lines(shadow: String = "") -> (records: String, actuals: String) {
        var records: [String] = [], actuals: [String] = []
        for row in 0..<3_600 {
            let (age, isCA) = (20 + drawn(row, 0, below: 40), drawn(row, 1, below: 3) == 0)
            let score = 0.1 + 0.8 * Double(age - 20) / 40
            var outcome = Double(drawn(row, 2, below: 1_000)) < 1_000 * score
            if row >= 2_400, isCA { outcome.toggle() }
            let (time, environment) = (row * 7 * day / 1_200, row < 1_200 ? "validation" : "production")
            func line(_ version: String, _ prefix: String = "") -> String {
                #"{"prediction_id":"\#(prefix)\#(row)","timestamp":\#(time),"environment":"\#(environment)","model_version":"\#(version)","score":\#(score),"age":\#(age),"region":"\#(isCA ? "CA" : "NV")"}"#
            }
            records.append(line("1"))
            if row >= 1_200, row % 4 == 0 { records.append(line("2", shadow)) }
            actuals.append(#"{"prediction_id":"\#(row)","actual":\#(outcome ? 1 : 0)}"#)
        }
        return (records.joined(separator: "\n"), actuals.joined(separator: "\n"))
    }

    /// A number that is as if by chance, and always the same.
    private static func drawn(_ row: Int, _ which: UInt64, below limit: UInt64) -> Int {
        var bits = (UInt64(row) &* 5 &+ which) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return Int((bits ^ (bits >> 27)) % limit)
    }

    private static let definition = """
        {"name": "churn", "task": "binary", "shadow_versions": ["2"], "columns": [{"name": "score", "role": "prediction_score", "type": "numeric"},
         {"name": "age", "type": "numeric"}, {"name": "region", "type": "categorical"}]}
        """

    private func bench(_ kinds: [String] = ["records", "actuals"], shadow: String = "") async throws -> ServerBench {
        let bench = try await ServerBench()
        let (records, actuals) = Self.lines(shadow: shadow)
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", Self.definition, as: bench.admin).status == 201)
            for kind in kinds {
                let answer = try await session.send(
                    .post, "/v1/models/churn/\(kind)", kind == "records" ? records : actuals, as: bench.loader, type: "application/x-ndjson")
                #expect(answer.status == 200, "\(answer.text)")
            }
        }
        return bench
    }

    @Test func aChangeIsExplainedFromWhatCame() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let answer = try await session.send(.get, Self.path, as: bench.reader)
            #expect(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            #expect(Schemas.explanation.faults(in: json).isEmpty, "\(Schemas.explanation.faults(in: json))")
            #expect(json["before"]?["part"] == "validation" && json["before"]?["labelled"] == 1_200 && json["basis"] == "labels")
            #expect(json["diagnosis"]?["failure_mode"] == "concept_drift", "\(answer.text.prefix(3_000))")
            #expect(json["parts"]?.elements.first?["part"] == "concept")
            #expect(json["slices"]?.elements.first?["slice"]?.text?.contains("region") == true, "\(String(describing: json["slices"]))")
            // The change began with the 15th day, and alerts tell when.
            let start = try #require(json["after"]?["start"]?.text.flatMap { Timestamp(text: $0) })
            #expect(abs(start.microseconds / 1_000_000 - Int64(14 * Self.day)) < 3 * Int64(Self.day))
            #expect((json["alerts"].flatMap { if case .integer(let count) = $0 { count } else { nil } } ?? 0) > 0)
        }
    }

    @Test func windowsBaselinesSlicesAndMetricsAreChosen() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let weeks = "since=1970-01-15T00:00:00Z&baseline=1970-01-08T00:00:00Z/1970-01-15T00:00:00Z"
            let answer = try await session.send(.get, Self.path + "?\(weeks)&metric=accuracy&retraining_cost=50", as: bench.reader)
            #expect(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            #expect(json["metric"] == "accuracy" && json["before"]?["part"] == "current" && json["before"]?["records"] == 1_200 && json["after"]?["records"] == 1_200)
            let nevada = try await session.send(.get, Self.path + "?since=1970-01-15T00:00:00Z&where=region%3D%22NV%22", as: bench.reader).json
            guard case .number(let lower)? = nevada["change"]?["difference"]?["lower"], case .number(let upper)? = nevada["change"]?["difference"]?["upper"] else {
                Issue.record("a change is expected: \(nevada)")
                return
            }
            #expect(lower < 0.02 && upper > -0.02 && upper - lower < 0.4)
        }
    }

    @Test func whatCannotBeExplainedIsSaid() async throws {
        let bench = try await bench(["records"])
        try await bench.test { session in
            let day = "1970-01-10T00:00:00Z"
            let cases = [
                ("", "ground truth"), ("?metric=f1", "metric"), ("?since=yesterday", "since"), ("?since=\(day)&until=\(day)", "since"),
                ("?baseline=1970-01-09T00:00:00Z/\(day)", "since"), ("?baseline=trailing:7", "baseline"), ("?rows=10", "rows"), ("?environment=training", "environment"),
                ("?since=\(day)&baseline=1970-01-09T00:00:00Z/1970-01-11T00:00:00Z", "overlaps"), ("?version=9", "production"),
            ]
            for (query, word) in cases {
                let answer = try await session.send(.get, Self.path + query, as: bench.reader)
                #expect(answer.isProblem(.badRequest) && answer.text.contains(word), "\(query): \(answer.text)")
            }
            #expect(try await session.send(.get, Self.path, as: bench.loader).isProblem(.forbidden))
            #expect(try await session.send(.get, "/v1/models/other/explanation", as: bench.reader).isProblem(.notFound))
        }
    }

    /// Nobody knows of the copies that are looked at, and there are no flags here.
    @Test func faultsAreToldOfTheModelAndItsParameters() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let cases = [
                ("since=2031-01-01T00:00:00Z", "no record of model 'churn' in production lies in the span of since and until"),
                ("metric=mae", "metric: the change of mae"),
                ("retraining_cost=5", "retraining_cost: a cost cannot be held against log_loss; give false_positive_cost and false_negative_cost, or metric accuracy"),
                ("metric=cost", "false_positive_cost and false_negative_cost: costs are compared"),
                ("metric=cost&false_positive_cost=5", "\"false_negative_cost: costs are compared"),
                ("false_negative_cost=5", "\"false_positive_cost: costs are compared"), ("as_of=2001-01-01T00:00:00Z", "no records of production"),
            ]
            for (query, words) in cases {
                let answer = try await session.send(.get, Self.path + "?" + query, as: bench.reader)
                #expect(answer.isProblem(.badRequest) && answer.text.contains(words), "\(query): \(answer.text)")
                #expect(!answer.text.contains("--") && !answer.text.contains(".parquet"), "\(query): \(answer.text)")
            }
        }
    }

    @Test func aShadowVersionWithoutGroundTruthIsNoted() async throws {
        let bench = try await bench(shadow: "new-")
        try await bench.test { session in
            let answer = try await session.send(.get, Self.path, as: bench.reader)
            #expect(answer.status == 200, "\(answer.text)")
            let notes = try answer.json["notes"]?.elements.compactMap(\.text) ?? []
            #expect(notes.contains("No ground truth is known for the records of candidates: 2."), "\(notes)")
            #expect(!answer.text.contains(" --training") && !answer.text.contains(".parquet"), "\(notes)")
        }
    }

    @Test func oneIsMadeAtATimeAndLeavesNothing() async throws {
        let bench = try await ServerBench()
        let room = bench.parts.explanations
        let (folders, entered) = AsyncStream<String>.makeStream()
        let (leave, left) = AsyncStream<Void>.makeStream()
        let first = Task {
            try await room.using { engine, folder in
                entered.yield(folder)
                for await _ in leave { break }
                return try await engine.makeRelation(named: "own", columns: [StoredColumn("x", .integer)]).rowCount
            }
        }
        var names = folders.makeAsyncIterator()
        let folder = try #require(await names.next())
        #expect(FileManager.default.fileExists(atPath: folder))
        await #expect { try await room.using { _, _ in 0 } } throws: { error in
            (error as? Problem)?.kind == .tooManyRequests && (error as? Problem)?.headers[.retryAfter] != nil
        }
        left.yield()
        #expect(try await first.value == 0 && !FileManager.default.fileExists(atPath: folder))
        // What fails gives way, too.
        await #expect(throws: CancellationError.self) { try await room.using { _, _ in throw CancellationError() } }
        #expect(try await room.using { _, _ in 7 } == 7)
    }
}
