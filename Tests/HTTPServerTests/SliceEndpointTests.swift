import Domain
import DuckDBStore
import HTTPTypes
import Ingest
import Store
import Testing

@testable import HTTPServer

/// Protects what saved slices mean, and that they belong to their model alone.
@Suite struct SliceEndpointTests {
    private static let path = "/v1/models/churn/slices"

    /// A model with 60 records of three days, ages 20 to 39, regions in turn.
    private func bench() async throws -> ServerBench {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            let lines = (0..<60).map {
                #"{"prediction_id":"\#($0)","timestamp":\#($0 % 3 * 86_400),"score":0.5,"age":\#(20 + $0 % 20),"region":"\#($0 % 2 == 0 ? "CA" : "NV")"}"#
            }
            let sent = try await session.send(
                .post, "/v1/models/churn/records", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
            #expect(sent.status == 200)
        }
        return bench
    }

    @Test func aSliceIsSavedReadReplacedAndDeleted() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let path = "\(Self.path)/young%20ones"
            let saved = try await session.send(
                .put, path, #"{"where": "age<25   and not(region='NV')", "description": "Under 25"}"#, as: bench.admin)
            #expect(saved.status == 200, "\(saved.text)")
            #expect(Schemas.savedSlice.faults(in: try saved.json).isEmpty)
            #expect(try saved.json["name"] == "young ones")
            #expect(try saved.json["where"] == #"age < 25 and not region = "NV""#)
            let read = try await session.send(.get, path, as: bench.reader)
            #expect(try read.json == saved.json)
            let list = try await session.send(.get, Self.path, as: bench.reader)
            #expect(Schemas.sliceList.faults(in: try list.json).isEmpty)
            #expect(try list.json["slices"]?.elements == [saved.json])

            // A change that was made from what is no longer so is refused.
            let tag = try #require(saved.headers[.eTag])
            let other = #"{"where": "age < 30"}"#
            let changed = try await session.send(.put, path, other, as: bench.admin, headers: [.ifMatch: tag])
            #expect(changed.status == 200)
            #expect(try changed.json["description"] == nil)
            #expect(try await session.send(.put, path, other, as: bench.admin, headers: [.ifMatch: tag]).isProblem(.conflict))
            let absent = "\(Self.path)/absent"
            #expect(try await session.send(.put, absent, other, as: bench.admin, headers: [.ifMatch: tag]).isProblem(.conflict))

            #expect(try await session.send(.delete, path, as: bench.admin).status == 204)
            #expect(try await session.send(.get, path, as: bench.reader).isProblem(.notFound))
            #expect(try await session.send(.delete, path, as: bench.admin).isProblem(.notFound))
            let audit = try await session.send(.get, "/v1/audit?kind=slice", as: bench.admin)
            let entries = try #require(try audit.json["versions"]?.elements)
            #expect(entries.map { $0["deleted"] } == [true, false, false])
            #expect(entries.allSatisfy { $0["name"] == "churn/young ones" && $0["author"]?.text == "admin (\(bench.admin.id))" })
        }
    }

    @Test func questionsTakeASavedSliceAndWhatIsWrittenBeside() async throws {
        let bench = try await bench()
        try await bench.test { session in
            // Parentheses stay where they are needed.
            let body = #"{"where": "age < 22 or age >= 38"}"#
            #expect(try await session.send(.put, "\(Self.path)/ends", body, as: bench.admin).status == 200)
            func total(_ query: String) async throws -> JSONValue? {
                try await session.send(.get, "/v1/models/churn/records?\(query)", as: bench.reader).json["total"]
            }
            #expect(try await total("slice=ends") == 12)
            #expect(try await total("slice=ends&where=region%20=%20%22CA%22") == 6)
            #expect(try await total("slice=") == 60)
            let report = try await session.send(.get, "/v1/models/churn/report?slice=ends", as: bench.reader).json
            #expect(report["windows"]?.elements.map { $0["rows"] } == [4, 4, 4])
            let series = try await session.send(.get, "/v1/models/churn/series?slice=ends&kind=drift", as: bench.reader).json
            #expect(series["windows"]?.elements.map { $0["rows"] } == [4, 4, 4])
            let shares = try await session.send(.get, "/v1/models/churn/distributions?slice=ends&feature=age", as: bench.reader).json
            #expect(shares["features"]?.elements.first?["current"]?["rows"] == 12)
            let csv = try await session.send(.get, "/v1/models/churn/export?slice=ends&format=csv", as: bench.reader)
            #expect(csv.text.split(separator: "\n").count == 13)

            for part in ["report", "series", "distributions", "records", "export", "label-delay"] {
                let answer = try await session.send(.get, "/v1/models/churn/\(part)?slice=none", as: bench.reader)
                #expect(answer.isProblem(.notFound) && answer.text.contains("'none'"), "\(part): \(answer.text)")
            }
            // The place is the one in what was written.
            let wrong = try await session.send(.get, "/v1/models/churn/report?slice=ends&where=agee%20%3C%203", as: bench.reader)
            #expect(wrong.isProblem(.badRequest))
            #expect(try wrong.json["column"] == 1)
        }
    }

    @Test func whatIsNoSliceOfTheModelIsRefused() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let faults = [("agee < 3", 1), ("age <", 6), ("age = \\\"x\\\"", 7), ("", 1)]
            for (text, place) in faults {
                let answer = try await session.send(.put, "\(Self.path)/s", #"{"where": "\#(text)"}"#, as: bench.admin)
                #expect(answer.isProblem(.badRequest), "\(text): \(answer.text)")
                #expect(try answer.json["column"] == .integer(Int64(place)), "\(answer.text)")
            }
            let good = #"{"where": "age < 25"}"#
            for body in [#"{"description": "x"}"#, #"{"where": 1}"#, #"{"where": "age < 1", "name": "x"}"#, "[]"] {
                #expect(try await session.send(.put, "\(Self.path)/s", body, as: bench.admin).isProblem(.unprocessable), "\(body)")
            }
            let long = #"{"where": "age < 25", "description": "\#(String(repeating: "ü", count: 2_001))"}"#
            #expect(try await session.send(.put, "\(Self.path)/s", long, as: bench.admin).isProblem(.unprocessable))
            for name in ["a%2fb", "a%0ab", String(repeating: "n", count: 201), "a%2f%cc%81"] {
                #expect(try await session.send(.put, "\(Self.path)/\(name)", good, as: bench.admin).isProblem(.unprocessable), "\(name)")
            }
            #expect(try await session.send(.put, "\(Self.path)/s", good, as: bench.reader).isProblem(.forbidden))
            #expect(try await session.send(.put, "/v1/models/none/slices/s", good, as: bench.admin).isProblem(.notFound))
            #expect(try await session.send(.get, "/v1/models/none/slices", as: bench.reader).isProblem(.notFound))
            #expect(try await session.send(.get, Self.path, as: bench.reader).json["slices"] == [])
        }
    }

    /// Slices of a model whose name is the start of another's, or has slashes itself, are not mixed up.
    @Test func slicesBelongToTheirModelAndGoWithIt() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let odd = churnDefinition.replacing("\"churn\"", with: "\"churn/x\"")
            #expect(try await session.send(.post, "/v1/models", odd, as: bench.admin).status == 201)
            let body = #"{"where": "age < 25"}"#
            for path in ["\(Self.path)/x", "/v1/models/churn%2fx/slices/x", "/v1/models/churn%2fx/slices/caf%c3%a9"] {
                #expect(try await session.send(.put, path, body, as: bench.admin).status == 200)
            }
            // One name in two spellings is one slice.
            let spelled = "/v1/models/churn%2fx/slices/cafe%cc%81"
            #expect(try await session.send(.put, spelled, body, as: bench.admin).status == 200)
            #expect(try await bench.parts.store.documents(of: .slice).map(\.name) == ["churn/x", "churn/x/caf\u{E9}", "churn/x/x"])
            // A new definition leaves them.
            #expect(try await session.send(.put, "/v1/models/churn", churnDefinition, as: bench.admin).status == 200)
            let again = ModelCatalog(bench.parts.store)
            try await again.load()
            #expect(await again.entries().map { $0.slices.keys.sorted() } == [["x"], ["caf\u{E9}", "x"]])

            #expect(try await session.send(.delete, "/v1/models/churn%2fx", as: bench.admin).status == 204)
            #expect(try await bench.parts.store.documents(of: .slice).map(\.name) == ["churn/x"])
            #expect(try await session.send(.post, "/v1/models", odd, as: bench.admin).status == 201)
            let none = try await session.send(.get, "/v1/models/churn%2fx/slices", as: bench.reader)
            #expect(try none.json["slices"] == [])
            #expect(try await session.send(.get, "\(Self.path)/x", as: bench.reader).status == 200)
        }
    }

    /// A crash between a model's deletion and that of its slices must not give them to the next of its name.
    @Test func slicesWithoutAModelAreDeletedAtTheNextStart() async throws {
        let store = try DuckDBStore()
        let catalog = ModelCatalog(store)
        try await catalog.load()
        _ = try await store.write(.slice, named: "gone/old", body: #"{"where":"age < 25"}"#, by: "test")
        #expect(try await store.verifyWithDefinitions().problems == ["slice 'gone/old' has no model"])
        try await catalog.load()
        #expect(try await store.documents(of: .slice).isEmpty)
        #expect(try await store.verifyWithDefinitions().problems.isEmpty)
    }

    /// Three weeks of validation and six days of production, of which the last three are wrong about the young in every second case.
    private func labelledBench() async throws -> ServerBench {
        let bench = try await ServerBench()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            var records: [String] = [], actuals: [String] = []
            // One in ten is wrong by chance: numbers of a linear congruential generator.
            var state: UInt64 = 7
            for day in 0..<27 {
                for row in 0..<240 {
                    let (age, isPositive) = (20 + row % 20, row / 20 % 2 == 0)
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let isWrong = (state >> 33) % 10 == 0 || (day >= 24 && age < 25 && row / 40 % 2 == 0)
                    records.append(
                        #"{"prediction_id":"\#(day)/\#(row)","timestamp":\#(day * 86_400 + row * 300),"environment":"\#(day < 21 ? "validation" : "production")","score":\#(isPositive != isWrong ? 0.8 : 0.2),"age":\#(age),"region":"\#(row % 3 == 0 ? "CA" : "NV")"}"#)
                    actuals.append(#"{"prediction_id":"\#(day)/\#(row)","actual":\#(isPositive ? 1 : 0)}"#)
                }
            }
            for (kind, lines) in [("records", records), ("actuals", actuals)] {
                let sent = try await session.send(
                    .post, "/v1/models/churn/\(kind)", lines.joined(separator: "\n"), as: bench.loader, type: "application/x-ndjson")
                #expect(sent.status == 200, "\(sent.text)")
            }
            for (name, predicate) in [("young", "age < 25"), ("old", "age >= 30"), ("nowhere", "region = 'TX'")] {
                let saved = try await session.send(.put, "\(Self.path)/\(name)", #"{"where": "\#(predicate)"}"#, as: bench.admin)
                #expect(saved.status == 200, "\(saved.text)")
            }
        }
        return bench
    }

    @Test func savedSlicesAreFollowedInReports() async throws {
        let bench = try await labelledBench()
        try await bench.test { (session: ServerBench.Session) async throws in
            func report(_ query: String) async throws -> JSONValue {
                let answer = try await session.send(.get, "/v1/models/churn/report\(query)", as: bench.reader)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(Schemas.report.faults(in: try answer.json).isEmpty)
                return try answer.json
            }
            let all = try await report("")
            let slices = all["slices"]?.elements ?? []
            #expect(slices.map { $0["name"] } == ["nowhere", "old", "young"])
            #expect(slices.map { $0["severity"] } == ["ok", "ok", "error"])
            let young = try #require(slices.last)
            #expect(young["slice"] == "age < 25" && young["baseline"] == "validation")
            // A quarter of the records is below 25.
            #expect(young["parts"]?.elements.map { $0["part"] } == ["validation", "training", "current"])
            #expect(young["parts"]?.elements.map { $0["rows"] } == [1_260, 0, 360] && young["parts"]?.elements.last?["share"] == .number(0.25))
            #expect(young["parts"]?.elements.map { $0["labelled"] } == [1_260, 0, 360])
            let alerts = (all["alerts"]?.elements ?? []).filter { $0["slice"] == "age < 25" }
            #expect(alerts.count == 1 && alerts.first?["kind"] == "performance")
            #expect(alerts.first?["windows"]?.elements.contains(.integer(3)) == true)

            #expect(try await report("?slices=old")["slices"]?.elements.map { $0["name"] } == ["old"])
            #expect(try await report("?slices=")["slices"]?.elements.isEmpty == true)
            // With a slice that the whole question is about: what both hold for.
            let both = try await report("?slices=young&where=region%20%3D%20%27CA%27")
            #expect(both["slices"]?.elements.first?["parts"]?.elements.map { $0["rows"] } == [420, 0, 120])
            #expect(try await session.send(.get, "/v1/models/churn/report?slices=absent", as: bench.reader).isProblem(.notFound))
            // Series and distributions read no slices.
            #expect(try await session.send(.get, "/v1/models/churn/series", as: bench.reader).status == 200)
        }
    }
}
