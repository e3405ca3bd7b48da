import Domain
import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

/// Protects that callers are told the slices in which a model loses most, by the labels that came to the server, and how to ask for them.
@Suite struct FoundSliceEndpointTests {
    private static let path = "/v1/models/churn/found-slices"

    /// Of validation and of production 2,400 records each. Both err in one of ten; production in half of the cases where region is CA and age below 30.
    private static func lines() -> (records: String, actuals: String) {
        var records: [String] = [], actuals: [String] = []
        for row in 0..<4_800 {
            let isNew = row >= 2_400
            let (age, isCA) = (20 + drawn(row, 0, below: 40), drawn(row, 1, below: 2) == 0)
            let score = drawn(row, 2, below: 2) == 0 ? 0.2 : 0.8
            let errs = isNew && isCA && age < 30 ? drawn(row, 3, below: 2) == 0 : drawn(row, 4, below: 10) == 0
            records.append(
                #"{"prediction_id":"\#(row)","timestamp":\#(row * 60),"environment":"\#(isNew ? "production" : "validation")","score":\#(score),"age":\#(age),"region":"\#(isCA ? "CA" : "NV")"}"#)
            actuals.append(#"{"prediction_id":"\#(row)","actual":\#((score > 0.5) != errs ? 1 : 0)}"#)
        }
        return (records.joined(separator: "\n"), actuals.joined(separator: "\n"))
    }

    /// A number that is as if by chance, and always the same.
    private static func drawn(_ row: Int, _ which: UInt64, below limit: UInt64) -> Int {
        var bits = (UInt64(row) &* 5 &+ which) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return Int((bits ^ (bits >> 27)) % limit)
    }

    private func bench(_ kinds: [String] = ["records", "actuals"]) async throws -> ServerBench {
        let bench = try await ServerBench()
        let (records, actuals) = Self.lines()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", churnDefinition, as: bench.admin).status == 201)
            for kind in kinds {
                let body = kind == "records" ? records : actuals
                let answer = try await session.send(.post, "/v1/models/churn/\(kind)", body, as: bench.loader, type: "application/x-ndjson")
                #expect(answer.status == 200, "\(answer.text)")
            }
        }
        return bench
    }

    @Test func theBadSliceIsFoundAndCanBeAskedFor() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let answer = try await session.send(.get, Self.path, as: bench.reader)
            #expect(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            #expect(Schemas.foundSlices.faults(in: json).isEmpty, "\(Schemas.foundSlices.faults(in: json))")
            #expect(json["loss"] == "log_loss" && json["rank"] == "worst")
            #expect(json["current"]?["rows"] == 2_400)
            let slice = try #require(json["slices"]?.elements.first?["slice"]?.text)
            #expect(slice.contains("region") && slice.contains("age"), "\(slice)")
            let condition = try #require(slice.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let inside = try await session.send(.get, "/v1/models/churn/records?environment=production&limit=1&where=\(condition)", as: bench.reader)
            #expect(try inside.json["total"] == json["slices"]?.elements.first?["rows"])

            // Of other records, and of another loss.
            let validation = try await session.send(.get, Self.path + "?environment=validation&loss=squared_error", as: bench.reader)
            #expect(try validation.json["slices"]?.elements == [] && validation.json["loss"] == "squared_error")
            let nevada = try await session.send(.get, Self.path + "?where=region%3D%22NV%22&depth=1&top=1&min_rows=200", as: bench.reader)
            #expect(try nevada.json["slices"]?.elements == [] && nevada.json["min_support"] == 200)
        }
    }

    @Test func aChangeIsHeldAgainstTheBaseline() async throws {
        let bench = try await bench()
        try await bench.test { session in
            for baseline in ["", "&baseline=validation"] {
                let answer = try await session.send(.get, Self.path + "?rank=change" + baseline, as: bench.reader)
                #expect(answer.status == 200, "\(answer.text)")
                let json = try answer.json
                #expect(json["earlier"]?["rows"] == 2_400)
                #expect(json["slices"]?.elements.first?["slice"]?.text?.contains("region") == true, "\(answer.text.prefix(600))")
            }
            // Production's own time: an hour of it, and one before it began.
            let hour = try await session.send(.get, Self.path + "?rank=change&baseline=1970-01-02T17:00:00Z/1970-01-02T18:00:00Z&min_rows=1", as: bench.reader)
            #expect(try hour.json["earlier"]?["rows"] == 60, "\(hour.text.prefix(300))")
            let span = try await session.send(.get, Self.path + "?rank=change&baseline=1970-01-01/1970-01-01T12:00:00Z", as: bench.reader)
            #expect(span.isProblem(.badRequest), "\(span.text)")
        }
    }

    @Test func whatCannotBeAskedIsToldWithItsRemedy() async throws {
        let bench = try await bench(["records"])
        try await bench.test { session in
            for (query, word) in [
                ("?loss=sadness", "log_loss"), ("?rank=best", "worst"), ("?depth=4", "depth"), ("?top=0", "top"), ("?min_rows=0", "min_rows"),
                ("?baseline=trailing:3", "baseline"), ("?environment=training", "training"), ("?where=nobody%3D1", "nobody"), ("", "ground truth"),
            ] {
                let answer = try await session.send(.get, Self.path + query, as: bench.reader)
                #expect(answer.isProblem(.badRequest), "\(query): \(answer.text)")
                #expect(answer.text.contains(word), "\(query): \(answer.text)")
            }
            #expect(try await session.send(.get, Self.path, as: bench.loader).isProblem(.forbidden))
            #expect(try await session.send(.get, "/v1/models/none/found-slices", as: bench.reader).isProblem(.notFound))
        }
    }
}
