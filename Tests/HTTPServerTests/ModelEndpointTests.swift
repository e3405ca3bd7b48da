import Domain
import HTTPTypes
import Store
import Testing

@testable import HTTPServer

/// Protects how models are described, changed and deleted over HTTP.
@Suite struct ModelEndpointTests {
    /// A question that is being answered loses its tables: it is no failure of the server.
    @Test func questionsBesideADeletionFindNoModel() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            for _ in 0..<12 {
                #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
                let sent = try await session.send(
                    .post, "/v1/models/churn/records", #"{"prediction_id":"a","score":0.5,"age":3}"#, as: bench.loader,
                    type: "application/x-ndjson")
                #expect(sent.status == 200)
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for path in ["report", "versions", "series", "records", "report?as_of=2030-01-01T00:00:00Z", "label-delay"] {
                        group.addTask { try await session.send(.get, "/v1/models/churn/\(path)", as: bench.reader).status }
                    }
                    group.addTask { try await session.send(.delete, "/v1/models/churn", as: bench.admin).status }
                    for try await status in group { #expect(status < 500) }
                }
            }
        }
    }

    @Test func aModelIsCreatedReadChangedAndDeleted() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let created = try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin)
            #expect(created.status == 201)
            #expect(try created.json["definition"]?["columns"]?.elements.count == 3)
            let tables = try await bench.parts.store.recordTables()
            #expect(tables.map { $0.columns.map { "\($0.name) \($0.type)" } } == [["score number", "age number", "region text"]])

            let read = try await session.send(.get, "/v1/models/churn", as: bench.reader)
            #expect(read.status == 200)
            #expect(try read.json == created.json)
            let list = try await session.send(.get, "/v1/models", as: bench.reader)
            #expect(try list.json["models"]?.elements == [created.json])

            // What is read can be sent back, with one column more.
            let wider = churnDefinition.replacing("]}", with: #", {"name": "plan", "role": "tag", "type": "text"}]}"#)
            let changed = try await session.send(.put, "/v1/models/churn", wider, as: bench.admin)
            #expect(changed.status == 200)
            #expect(try await bench.parts.store.recordTables()[0].columns.map(\.name) == ["score", "age", "region", "plan"])

            let history = try await session.send(.get, "/v1/models/churn/history", as: bench.reader)
            let versions = try #require(try history.json["versions"]?.elements)
            #expect(versions.map { $0["body"]?["columns"]?.elements.count } == [4, 3])
            #expect(versions.allSatisfy { $0["author"]?.text == "admin (\(bench.admin.id))" })

            #expect(try await session.send(.delete, "/v1/models/churn", as: bench.admin).status == 204)
            #expect(try await bench.parts.store.recordTables().isEmpty)
            #expect(try await session.send(.get, "/v1/models/churn", as: bench.reader).isProblem(.notFound))
            let after = try await session.send(.get, "/v1/models/churn/history?limit=1", as: bench.reader)
            #expect(try after.json["versions"]?.elements.map { $0["deleted"] } == [true])
        }
    }

    @Test func badDefinitionsAreRefusedWithTheirPlaces() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            func post(_ body: String, type: String? = "application/json") async throws -> ServerBench.Answer {
                try await session.send(.post, "/v1/models", body, as: bench.admin, type: type)
            }
            let syntax = try await post("{\"name\": \"x\",\n \"task\": binary}")
            #expect(syntax.isProblem(.badRequest))
            #expect(try syntax.json["line"] == 2)
            #expect(try syntax.json["column"] == 10)
            let field = try await post(#"{"name": "x", "task": "binary", "columns": [{"name": "a", "rolle": "tag"}]}"#)
            #expect(field.isProblem(.unprocessable))
            #expect(try field.json["errors"]?.elements.map { $0["field"]?.text } == ["columns.0.rolle"])
            let faults = [
                (#"{"task": "binary"}"#, "name"), (#"{"name": "x"}"#, "task"),
                (#"{"name": "x", "task": "binry"}"#, "task"), (#"{"name": 1, "task": "binary"}"#, "name"),
                (#"{"name": "x", "task": "binary", "columns": [{"name": "a", "role": "king"}]}"#, "columns.0.role"),
            ]
            for (body, place) in faults {
                let answer = try await post(body)
                #expect(answer.isProblem(.unprocessable), "\(body)")
                #expect(try answer.json["errors"]?.elements.map { $0["field"]?.text } == [place])
            }
            let meaning = try await post(#"{"name": "x", "task": "binary", "alert_budget": 0, "columns": [{"name": "timestamp"}]}"#)
            #expect(meaning.isProblem(.unprocessable))
            #expect(try meaning.json["errors"]?.elements.count == 2)
            #expect(try await post("[]").isProblem(.unprocessable))
            #expect(try await post("").isProblem(.badRequest))
            #expect(try await post("{}", type: "text/yaml").isProblem(.unsupportedMediaType))
            #expect(try await post(String(repeating: "[", count: 100_000)).isProblem(.badRequest))
            #expect(try await post(String(repeating: " ", count: 4_000_001)).isProblem(.tooLarge))
            #expect(try await bench.parts.store.recordTables().isEmpty)
        }
    }

    @Test func storedColumnsCannotBeLostOrRetyped() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            let second = try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin)
            #expect(second.isProblem(.conflict))
            let without = #"{"name": "churn", "task": "binary", "columns": [{"name": "score", "role": "prediction_score"}]}"#
            let lost = try await session.send(.put, "/v1/models/churn", without, as: bench.admin)
            #expect(lost.isProblem(.conflict))
            #expect(try lost.json["errors"]?.elements.count == 2)
            #expect(lost.text.contains("'age'") && lost.text.contains("'region'") && lost.text.contains("ignored"))
            let retyped = churnDefinition.replacing(#""role": "tag", "type": "categorical""#, with: #""type": "numeric""#)
            #expect(try await session.send(.put, "/v1/models/churn", retyped, as: bench.admin).isProblem(.conflict))
            let capitals = churnDefinition.replacing("]}", with: #", {"name": "plan"}]}"#).replacing("\"age\"", with: "\"Age\"")
            #expect(try await session.send(.put, "/v1/models/churn", capitals, as: bench.admin).isProblem(.conflict))
            let task = churnDefinition.replacing("binary", with: "regression")
            #expect(try await session.send(.put, "/v1/models/churn", task, as: bench.admin).isProblem(.conflict))
            let renamed = churnDefinition.replacing("churn", with: "other")
            #expect(try await session.send(.put, "/v1/models/churn", renamed, as: bench.admin).isProblem(.unprocessable))
            #expect(try await session.send(.put, "/v1/models/none", churnDefinition, as: bench.admin).isProblem(.notFound))
            // Left out from now on, which loses nothing.
            let ignored = churnDefinition.replacing(#""role": "tag""#, with: #""role": "ignored""#)
            #expect(try await session.send(.put, "/v1/models/churn", ignored, as: bench.admin).status == 200)
        }
    }

    @Test func changesInBetweenAreNotLost() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let created = try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin)
            let tag = try #require(created.headers[.eTag])
            func put(_ match: String) async throws -> ServerBench.Answer {
                try await session.send(.put, "/v1/models/churn", churnDefinition, as: bench.admin, headers: [.ifMatch: match])
            }
            #expect(try await put(tag).status == 200)
            #expect(try await put(tag).isProblem(.conflict))
            #expect(try await put("W/x").isProblem(.badRequest))
        }
    }

    @Test func anInferredModelIsConfirmedOnce() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let unconfirmed = churnDefinition.replacing("\"task\"", with: "\"confirmed\": false, \"task\"")
            #expect(try await session.send(.post, "/v1/models", unconfirmed, as: bench.admin).status == 201)
            let confirmed = try await session.send(.post, "/v1/models/churn/confirmation", as: bench.admin)
            #expect(try confirmed.json["definition"]?["confirmed"] == true)
            let again = try await session.send(.post, "/v1/models/churn/confirmation", as: bench.admin)
            #expect(try again.json["revision"] == confirmed.json["revision"])
            #expect(try await session.send(.post, "/v1/models/none/confirmation", as: bench.admin).isProblem(.notFound))
        }
    }
}
