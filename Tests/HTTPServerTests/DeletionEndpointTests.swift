import Domain
import HTTPTypes
import Store
import Testing

@testable import HTTPServer

/// Protects that a subject's rows go when they shall, all of them and no others, and that the log does not say whose.
@Suite struct DeletionEndpointTests {
    private static let path = "/v1/models/churn/deletions"

    /// Ten records with labels, of which 0, 3, 6 and 9 are of CA; one of them corrected.
    private func bench() async throws -> ServerBench {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            let records = (0..<10).map { row in
                #"{"prediction_id":"p\#(row)","timestamp":\#(row),"score":0.5,"age":\#(row),"region":"\#(row % 3 == 0 ? "CA" : "NV")"}"#
            }
            let actuals = (0..<10).map { #"{"prediction_id":"p\#($0)","actual":1}"# }
            for (kind, lines) in [("records", records), ("records", [records[1]]), ("actuals", actuals)] {
                let sent = try await session.send(
                    .post, "/v1/models/churn/\(kind)", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
                #expect(sent.status == 200)
            }
        }
        return bench
    }

    @Test func aSubjectsRowsAreCountedAndThenDeleted() async throws {
        let bench = try await bench()
        try await bench.test { (session: ServerBench.Session) async throws in
            func delete(_ body: String) async throws -> JSONValue {
                let answer = try await session.send(.post, Self.path, body, as: bench.admin)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(Schemas.deletionAnswer.faults(in: try answer.json).isEmpty)
                return try answer.json
            }
            func total() async throws -> JSONValue? {
                try await session.send(.get, "/v1/models/churn/records", as: bench.reader).json["total"]
            }
            let trial = try await delete(#"{"column": "region", "value": "CA", "dry_run": true}"#)
            #expect(trial == ["actuals": 4, "dry_run": true, "misfits": 0, "records": 4])
            #expect(try await total() == 10)
            #expect(try await session.send(.get, "/v1/audit?kind=deletion", as: bench.admin).json["versions"] == [])

            // Roll-ups know them, and forget them.
            let before = try await session.send(.get, "/v1/models/churn/report", as: bench.reader).json
            #expect(before["windows"]?.elements.map { $0["labelled"] } == [10])
            #expect(try await delete(#"{"column": "region", "value": "CA"}"#)["records"] == 4)
            #expect(try await total() == 6)
            let after = try await session.send(.get, "/v1/models/churn/report", as: bench.reader).json
            #expect(after["windows"]?.elements.map { $0["labelled"] } == [6])

            // With the row that it took the place of.
            #expect(try await delete(#"{"prediction_ids": ["p1", "p2", "nobody", "p1"]}"#) == ["actuals": 2, "dry_run": false, "misfits": 0, "records": 3])
            #expect(try await total() == 4)
            // A number is compared as one.
            #expect(try await delete(#"{"column": "age", "value": "4.0"}"#)["records"] == 1)
            #expect(try await delete(#"{"prediction_ids": ["p1"]}"#)["records"] == 0)

            let log = try await session.send(.get, "/v1/audit?kind=deletion", as: bench.admin)
            let notes = try #require(try log.json["versions"]?.elements)
            #expect(notes.map { $0["body"]?["by"]?.text } == ["column", "prediction_id", "column"])
            #expect(notes.allSatisfy { $0["author"]?.text == "admin (\(bench.admin.id))" && $0["name"] == "churn" })
            #expect(!log.text.contains("p1") && !log.text.contains("\"CA\""))
        }
    }

    @Test func whatDoesNotSayWhoseIsRefused() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let faults = [
                ("{}", "prediction_ids"), (#"{"prediction_ids": []}"#, "prediction_ids"), (#"{"column": "region"}"#, "value"),
                (#"{"value": "CA"}"#, "column"), (#"{"prediction_ids": ["a"], "value": "CA"}"#, "prediction_ids"),
                (#"{"prediction_ids": ["a"], "column": "region", "value": "CA"}"#, "prediction_ids"),
                (#"{"prediction_ids": "a"}"#, "prediction_ids"), (#"{"prediction_ids": [1]}"#, "prediction_ids.0"),
                (#"{"column": "age", "value": 4}"#, "value"), (#"{"prediction_ids": ["a"], "dry_run": "yes"}"#, "dry_run"),
            ]
            for (body, field) in faults {
                let answer = try await session.send(.post, Self.path, body, as: bench.admin)
                #expect(answer.isProblem(.unprocessable), "\(body): \(answer.text)")
                #expect(try answer.json["errors"]?.elements.map { $0["field"]?.text } == [field])
            }
            let unknown = try await session.send(.post, Self.path, #"{"column": "regoin", "value": "CA"}"#, as: bench.admin)
            #expect(unknown.isProblem(.badRequest) && unknown.text.contains("'regoin'") && unknown.text.contains("region"))
            #expect(try await session.send(.post, Self.path, as: bench.admin).isProblem(.badRequest))
            let all = #"{"column": "region", "value": "CA"}"#
            for key in [bench.reader, bench.loader] {
                #expect(try await session.send(.post, Self.path, all, as: key).isProblem(.forbidden))
            }
            let other = try await bench.key([.admin], models: ["other"])
            #expect(try await session.send(.post, Self.path, all, as: other).isProblem(.notFound))
            #expect(try await session.send(.post, "/v1/models/none/deletions", all, as: bench.admin).isProblem(.notFound))
            #expect(try await session.send(.get, "/v1/models/churn/records", as: bench.reader).json["total"] == 10)
            // Odd identities are just texts.
            let odd = #"{"prediction_ids": ["'; DROP TABLE x; --", "\u0000", "", "🦊"], "dry_run": true}"#
            #expect(try await session.send(.post, Self.path, odd, as: bench.admin).json["records"] == 0)
        }
    }
}
