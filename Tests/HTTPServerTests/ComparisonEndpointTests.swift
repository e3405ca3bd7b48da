import Domain
import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

/// Protects that versions are compared on the predictions that they have in common, by the labels that came to the server, and what callers are told
/// who ask for what is not there.
@Suite struct ComparisonEndpointTests {
    private static let path = "/v1/models/churn/comparison"

    /// A thousand predictions of production's v1, which errs in three of ten; of v2, which errs in one of ten but in half of the cases below 25; and of
    /// v3 for nobody else's predictions. Labels of nine in ten.
    private static func lines() -> (records: String, actuals: String) {
        var records: [String] = [], actuals: [String] = []
        for row in 0..<1_000 {
            let (age, isPositive) = (20 + row % 50, row / 7 % 2 == 0)
            func add(_ id: String, _ version: String, errs: Bool) {
                records.append(
                    #"{"prediction_id":"\#(id)","timestamp":\#(row * 60),"environment":"production","model_version":"\#(version)","score":\#(isPositive != errs ? 0.8 : 0.2),"age":\#(age)}"#)
            }
            add("\(row)", "v1", errs: row / 3 % 10 < 3)
            add("\(row)", "v2", errs: age < 25 ? row / 50 % 2 == 0 : row / 11 % 10 == 0)
            add("x\(row)", "v3", errs: false)
            if row % 10 > 0 { actuals.append(#"{"prediction_id":"\#(row)","actual":\#(isPositive ? 1 : 0)}"#) }
        }
        return (records.joined(separator: "\n"), actuals.joined(separator: "\n"))
    }

    private static let definition = churnDefinition.replacing(#""name": "churn","#, with: #""name": "churn", "shadow_versions": ["v2", "v3"],"#)

    private func bench(_ kinds: [String] = ["records", "actuals"]) async throws -> ServerBench {
        let bench = try await ServerBench()
        let (records, actuals) = Self.lines()
        try await bench.test { session in
            #expect(try await session.send(.post, "/v1/models", Self.definition, as: bench.admin).status == 201)
            for kind in kinds {
                let body = kind == "records" ? records : actuals
                let answer = try await session.send(.post, "/v1/models/churn/\(kind)", body, as: bench.loader, type: "application/x-ndjson")
                #expect(answer.status == 200, "\(answer.text)")
            }
            let slice = #"{"where": "age < 25"}"#
            let saved = try await session.send(.put, "/v1/models/churn/slices/young", slice, as: bench.admin)
            #expect(saved.status == 200 || saved.status == 201, "\(saved.text)")
        }
        return bench
    }

    @Test func theBetterVersionIsPromotedUnlessASliceForbidsIt() async throws {
        let bench = try await bench()
        try await bench.test { session in
            let answer = try await session.send(.get, Self.path + "?candidates=v2&slices=young", as: bench.reader)
            #expect(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            #expect(Schemas.comparison.faults(in: json).isEmpty, "\(Schemas.comparison.faults(in: json))")
            #expect(json["verdict"]?["decision"] == "promote" && json["verdict"]?["version"] == "v2")
            #expect(json["baseline"] == "v1" && json["metric"] == "log_loss")
            #expect(json["pairing"]?["records"] == 1_000 && json["pairing"]?["predicted_by_all"] == 1_000 && json["pairing"]?["labelled"] == 900)
            let differences = json["candidates"]?.elements.first?["differences"]?.elements ?? []
            #expect(differences.contains { $0["slice"] == "age < 25" })

            let guarded = try await session.send(.get, Self.path + "?candidates=v2&protect=young&margin=0.01&metric=accuracy", as: bench.reader).json
            #expect(Schemas.comparison.faults(in: guarded).isEmpty)
            #expect(guarded["verdict"]?["decision"] != "promote")
            #expect(guarded["candidates"]?.elements.first?["protected"]?.elements.first?["state"] != "holds")

            // What may be given more than once counts each time; a plus is a blank.
            let old = #"{"where": "age > 60"}"#
            #expect(try await session.send(.put, "/v1/models/churn/slices/old,%20and%20wise", old, as: bench.admin).status == 200)
            let both = try await session.send(.get, Self.path + "?candidates=v2&protect=young&protect=old,+and+wise&margin=0.01&metric=accuracy", as: bench.reader).json
            #expect(both["candidates"]?.elements.first?["protected"]?.elements.map { $0["slice"] } == ["age < 25", "age > 60"])
            #expect(both["verdict"]?["decision"] != "promote")

            // Of old and new records apart, and of those in a slice.
            let part = try await session.send(.get, Self.path + "?candidates=v2&to=1970-01-01T05:00:00Z&where=age+%3E%3D+25", as: bench.reader).json
            #expect(part["pairing"]?["records"] == 270, "\(part["pairing"] ?? .null)")
            // The other way round v2 is to be kept.
            let turned = try await session.send(.get, Self.path + "?candidates=v1&version=v2", as: bench.reader).json
            #expect(turned["baseline"] == "v2" && turned["verdict"]?["decision"] == "keep", "\(turned["verdict"] ?? .null)")
        }
    }

    @Test func whatCannotBeComparedIsSaid() async throws {
        let bench = try await bench()
        try await bench.test { session in
            for (query, part) in [
                ("?candidates=v3", "none of the 1000 records has a prediction of each"), ("?candidates=v9", "there are no predictions of v9"),
                ("?candidates=v2,v9", "there are no predictions of 'v9'"), ("?candidates=v1", "beside v1 production has no records"),
                ("?candidates=v2&environment=training", "there is no parameter 'environment'"), ("?candidate=v2", "did you mean candidates?"),
                ("?candidates=v2&alpha=0.05&alpha=0.01", "alpha: one value is wanted"), ("?candidates=v2&margin=0.1", "name them with protect"),
                ("?candidates=v1&version=v1", "leave one of both out"), ("?candidates=v2&version=v8", "of version 'v8'"),
                ("?candidates=v2&alpha=2", "alpha: a number from"), ("?candidates=v2&metric=f1", "metric: one of"),
                ("?candidates=v2&power=0.8", "give smallest"), ("?candidates=v2&metric=cost", "give false_positive_cost and false_negative_cost"),
                ("?candidates=v2&slices=nobody", "nobody"),
            ] {
                let answer = try await session.send(.get, Self.path + query, as: bench.reader)
                #expect((400..<500).contains(answer.status) && answer.text.contains(part), "\(query): \(answer.status) \(answer.text)")
            }
            #expect(try await session.send(.get, "/v1/models/none/comparison", as: bench.reader).status == 404)
        }
        // Without labels there is nothing to compare by yet.
        let unlabelled = try await self.bench(["records"])
        try await unlabelled.test { session in
            let answer = try await session.send(.get, Self.path + "?candidates=v2", as: unlabelled.reader)
            #expect(answer.status == 400 || answer.status == 409 || answer.status == 422, "\(answer.status)")
            #expect(answer.text.contains("none has a known ground truth"), "\(answer.text)")
        }
    }
}
