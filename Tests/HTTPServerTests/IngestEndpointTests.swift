import Domain
import Foundation
import HTTPTypes
import Store
import Testing

@testable import HTTPServer

/// Protects how records and ground truth come in over HTTP.
@Suite struct IngestEndpointTests {
    private static let lines = """
        {"prediction_id": "a", "timestamp": "2026-01-01T00:00:00Z", "score": 0.7, "age": 33, "region": "CA"}
        {"prediction_id": "b", "timestamp": "2026-01-01T00:00:01Z", "score": 0.2, "age": 41, "region": "NV"}
        """

    private func send(
        _ body: String, to path: String = "/v1/models/churn/records", type: String? = "application/x-ndjson",
        headers: HTTPFields = [:], on bench: ServerBench, _ session: ServerBench.Session
    ) async throws -> ServerBench.Answer {
        try await session.send(.post, path, body, as: bench.loader, type: type, headers: headers)
    }

    @Test func theFirstRecordsMakeAModelThatWaitsForConfirmation() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let answer = try await send(Self.lines, on: bench, session)
            #expect(answer.status == 200)
            #expect(try answer.json["accepted"] == 2)
            let model = try await session.send(.get, "/v1/models/churn", as: bench.reader)
            let definition = try #require(try model.json["definition"])
            #expect(definition["confirmed"] == false)
            #expect(definition["task"]?.text == "binary")
            let columns = Dictionary(uniqueKeysWithValues: definition["columns"]?.elements.map {
                ($0["name"]?.text ?? "", [$0["role"]?.text, $0["type"]?.text])
            } ?? [])
            // Two rows are too few to take numbers for codes.
            #expect(columns["age"] == ["feature", "numeric"])
            #expect(columns["score"] == ["prediction_score", "numeric"])
            #expect(columns["region"] == ["feature", "categorical"])
        }
    }

    @Test func cellsThatDoNotFitAreToldAndTheRestIsKept() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            let answer = try await send(
                #"{"prediction_id": "a", "age": "old", "plan": "gold"}"# + "\n" + #"{"age": 5}"#, on: bench, session)
            #expect(answer.status == 200)
            let json = try answer.json
            #expect(json["accepted"] == 2)
            #expect(json["without_prediction_id"] == 1)
            #expect(json["nulled"]?.elements.map { [$0["column"], $0["cells"], $0["example"]] } == [["age", 1, "old"]])
            #expect(json["new_columns"] == ["plan"])
        }
    }

    @Test func everyFormatIsTaken() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let csv = try await send("prediction_id,score\nc,0.5\n", type: "text/csv; charset=utf-8", on: bench, session)
            let array = try await send(#"[{"prediction_id": "d"}, {"prediction_id": "e"}]"#, type: "application/json", on: bench, session)
            #expect(try [csv, array].map { try $0.json["accepted"] } == [1, 2])
            for type in [nil, "application/x-www-form-urlencoded", "text/html"] {
                #expect(try await send("x", type: type, on: bench, session).isProblem(.unsupportedMediaType))
            }
            #expect(
                try await send("x", headers: [.contentEncoding: "br"], on: bench, session).isProblem(.unsupportedMediaType))
        }
    }

    @Test func bodiesThatCannotBeReadAreRefusedWhole() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let broken = try await send(Self.lines + "\n{\"prediction_id\":", on: bench, session)
            #expect(broken.isProblem(.badRequest))
            #expect(try broken.json["line"] == 3)
            #expect(try await send("PAR1 not", type: "application/x-parquet", on: bench, session).isProblem(.badRequest))
            #expect(try await send("not packed", headers: [.contentEncoding: "gzip"], on: bench, session).isProblem(.badRequest))
            let wrong = try await send(Self.lines, to: "/v1/models/churn/records?environment=mars", on: bench, session)
            #expect(wrong.isProblem(.badRequest))
            #expect(try await session.send(.get, "/v1/models/churn", as: bench.reader).isProblem(.notFound), "nothing was made")
        }
    }

    @Test func aBodyLargerThanAllowedIsRefused() async throws {
        let bench = try await ServerBench { $0.requestLimit = 1_000 }
        try await bench.test { session in
            let large = String(repeating: " ", count: 1_001)
            let refused = try await send(large, on: bench, session)
            #expect(refused.isProblem(.tooLarge))
            #expect(try await send(Self.lines, on: bench, session).status == 200)
        }
    }

    @Test func theSameRequestIsStoredOnce() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let key: HTTPFields = [.idempotencyKey: "batch 1"]
            #expect(try await send(Self.lines, headers: key, on: bench, session).json["repeated"] == false)
            let again = try await send(Self.lines, headers: key, on: bench, session)
            #expect(again.status == 200)
            #expect(try again.json["repeated"] == true)
            #expect(try again.json["accepted"] == 2)
            let other = try await send(#"{"prediction_id": "z"}"#, headers: key, on: bench, session)
            #expect(other.isProblem(.conflict))
        }
    }

    @Test func groundTruthFindsItsModelOnly() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let actuals = #"{"prediction_id": "a", "actual": 1, "actual_timestamp": "2026-02-01T00:00:00Z"}"#
            #expect(try await send(actuals, to: "/v1/models/churn/actuals", on: bench, session).isProblem(.notFound))
            #expect(try await send(Self.lines, on: bench, session).status == 200)
            let answer = try await send(actuals, to: "/v1/models/churn/actuals", on: bench, session)
            #expect(answer.status == 200)
            #expect(try answer.json["accepted"] == 1)
        }
    }

    @Test func whatComesInIsCounted() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await send(Self.lines, on: bench, session).status == 200)
            let text = try await session.send(.get, "/metrics", as: bench.reader).text
            #expect(text.contains("assay_ingest_rows_total{kind=\"records\"} 2\n"))
            #expect(text.contains("assay_ingest_bytes_total{kind=\"records\"} \(Self.lines.utf8.count)\n"))
            #expect(text.contains("assay_ingest_queue_depth 0\n"))
        }
    }
}
