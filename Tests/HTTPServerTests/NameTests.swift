import Domain
import Foundation
import HTTPTypes
import Store
import Testing

@testable import HTTPServer

/// Protects against names that try to be more than names: whatever is sent comes back as it was, or is refused.
@Suite struct NameTests {
    private static func encoded(_ name: String) -> String {
        name.utf8.map { String(format: "%%%02x", $0) }.joined()
    }

    private static func definition(_ name: String) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: ["name": name, "task": "binary", "columns": [["name": name]]])
        return String(decoding: data, as: UTF8.self)
    }

    @Test(arguments: [
        "'; DROP TABLE data.document; --", "\"quoted\" \\ back", "🦊 emoji", "..", "../../etc/passwd", "a/b?c#d", "%2e%2e",
        "<script>alert(1)</script>", String(repeating: "n", count: 200), "records_1", " ",
    ])
    func anyTextIsJustAName(_ name: String) async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let path = "/v1/models/\(Self.encoded(name))"
            let created = try await session.send(.post, "/v1/models", Self.definition(name), as: bench.admin)
            #expect(created.status == 201)
            let read = try await session.send(.get, path, as: bench.reader)
            #expect(read.status == 200)
            #expect(try read.json["definition"]?["name"]?.text == name)
            #expect(try read.json["definition"]?["columns"]?.elements.map { $0["name"]?.text } == [name])
            let sent = try await session.send(
                .post, "\(path)/records", #"{"prediction_id": "'; DELETE FROM x", "x'; --": "y'; --"}"#, as: bench.loader)
            #expect(sent.status == 200)
            #expect(try await session.send(.delete, path, as: bench.admin).status == 204)
            #expect(try await session.send(.get, path, as: bench.reader).isProblem(.notFound))
        }
    }

    @Test func namesThatCannotBeKeptAreRefused() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            for name in ["", String(repeating: "n", count: 201), "new\nline", "\u{0}"] {
                #expect(try await session.send(.post, "/v1/models", Self.definition(name), as: bench.admin).isProblem(.unprocessable))
            }
            // Not UTF-8, not percent-encoding, not there.
            for path in ["%ff", "%zz", "a%00b", String(repeating: "n", count: 5_000)] {
                let answer = try await session.send(.get, "/v1/models/\(path)", as: bench.reader)
                #expect(answer.isProblem(.badRequest) || answer.isProblem(.notFound), "\(path)")
                let sent = try await session.send(.post, "/v1/models/\(path)/records", "{}", as: bench.loader)
                #expect((400..<500).contains(sent.status), "\(path)")
            }
        }
    }

    /// Two spellings that Swift holds for one text are one model, under its first spelling.
    @Test func composedAndDecomposedLettersAreOneName() async throws {
        let bench = try await ServerBench()
        try await bench.test { session in
            let created = try await session.send(.post, "/v1/models", Self.definition("caf\u{E9}"), as: bench.admin)
            #expect(created.status == 201)
            #expect(try await session.send(.post, "/v1/models", Self.definition("cafe\u{301}"), as: bench.admin).isProblem(.conflict))
            #expect(try await session.send(.delete, "/v1/models/\(Self.encoded("cafe\u{301}"))", as: bench.admin).status == 204)
            #expect(try await bench.parts.store.documents(of: .model).isEmpty)
        }
    }
}
