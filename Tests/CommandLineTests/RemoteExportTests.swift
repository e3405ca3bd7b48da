import ArgumentParser
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CommandLine

/// Protects `assay export --server`: what is asked, and that a file is whole or not there.
@Suite struct RemoteExportTests {
    private let bench = StoreBench()

    /// Exports from a server that answers so.
    ///
    /// - Returns: what it was asked.
    @discardableResult
    private func export(
        _ options: String..., answer: @escaping @Sendable () -> Response
    ) async throws -> Request {
        let (requests, seen) = AsyncStream<Request>.makeStream()
        let router = Router()
        router.get("**") { request, _ in
            seen.yield(request)
            return answer()
        }
        return try await serving(router) { port in
            let arguments = ["--server", "http://127.0.0.1:\(port)/base", "--key", "secret", "--model", "a/b", "--quiet", "--output", bench.path("o.csv")]
            try await ExportCommand.parse(arguments + options).run()
            return try #require(await requests.first { _ in true })
        }
    }

    private static func answer(_ text: String, length: Int? = nil, rows: String? = "1") -> Response {
        var headers: HTTPFields = [.contentType: "text/csv"]
        headers[HTTPField.Name("Assay-Rows")!] = rows
        guard let length else { return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text))) }
        headers[.contentLength] = "\(length)"
        return Response(
            status: .ok, headers: headers,
            body: .init(contentLength: length) { writer in
                try await writer.write(ByteBuffer(string: text))
                throw CancellationError()
            })
    }

    @Test func filtersAreParameters() async throws {
        _ = try bench.file("o.csv.part", "what a killed command left, and more of it")
        let request = try await export(
            "--from", "2026-01-01", "--to", "2026-02-01T12:00:00Z", "--environment", "validation", "--version", "v+1",
            "--where", "x = \"a&b\"", "--as-of", "2026-03-01"
        ) { Self.answer("x\n1\n") }
        #expect(request.uri.path == "/base/v1/models/a%2Fb/export")
        #expect(request.headers[.authorization] == "Bearer secret")
        let query = Dictionary(uniqueKeysWithValues: request.uri.queryParameters.map { (String($0.key), String($0.value)) })
        #expect(
            query == [
                "kind": "records", "from": "2026-01-01T00:00:00Z", "to": "2026-02-01T12:00:00Z", "environment": "validation",
                "version": "v+1", "shadow": "true", "where": "x = \"a&b\"", "as_of": "2026-03-01T00:00:00Z", "format": "csv",
            ])
        #expect(try String(contentsOfFile: bench.path("o.csv"), encoding: .utf8) == "x\n1\n")
        #expect(!FileManager.default.fileExists(atPath: bench.path("o.csv.part")))
        let actuals = try await export("--actuals", "--format", "parquet") { Self.answer("PAR1") }
        #expect(actuals.uri.query == "kind=actuals&format=parquet")
    }

    @Test func halfAnAnswerIsNoFile() async throws {
        _ = try bench.file("o.csv", "before")
        let broken = try await #require(throws: RemoteFailure.self) {
            try await export { Self.answer("x\n1\n", length: 100) }
        }
        #expect(!broken.isBadInput && broken.description.contains("nothing was written"), "\(broken)")
        let stranger = try await #require(throws: RemoteFailure.self) { try await export { Self.answer("hello", rows: nil) } }
        #expect(stranger.isBadInput && stranger.description.contains("no Assay server"), "\(stranger)")
        let refused = try await #require(throws: RemoteFailure.self) {
            try await export { Response(status: .serviceUnavailable, body: .init(byteBuffer: ByteBuffer(string: #"{"detail":"later"}"#))) }
        }
        #expect(!refused.isBadInput && refused.description.contains("later"), "\(refused)")
        #expect(try String(contentsOfFile: bench.path("o.csv"), encoding: .utf8) == "before")
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("")) == ["o.csv"])
    }

    @Test func whatAServerFindsWrongWithASliceIsShownInIt() async throws {
        _ = try bench.file("o.csv", "before")
        let problem = #"{"detail":"where: no column (character 5)","errors":[{"detail":"no column 'agee': did you mean age?","field":"where","column":5}]}"#
        let error = try await #require(throws: InputError.self) {
            try await export("--where", "not agee < 25") {
                Response(status: .badRequest, body: .init(byteBuffer: ByteBuffer(string: problem)))
            }
        }
        #expect(error.description == "--where: no column 'agee': did you mean age? (character 5)\n  not agee < 25\n      ^")
    }

    @Test func whatAServerCannotDoIsSaidBeforeItIsAsked() async throws {
        _ = try bench.file("o.csv", "before")
        let export = ["export", "--server", "http://127.0.0.1:1", "--model", "m", "--output", bench.path("o.csv")]
        await bench.refuses(export + ["--version", "1", "--version", "2"], saying: ["--version", "one"])
        await bench.refuses(export + ["--environment", "training", "--environment", "production"], saying: ["--environment", "one"])
        await bench.refuses(export + ["--where", "age <"], saying: ["--where: ", "\n       ^"])
        await bench.refuses(export + ["--actuals", "--where", "age < 1"], saying: ["--actuals"])
        await bench.refuses(["export", "--model", "m", "--output", "o.csv"], saying: ["--data", "--server"])
    }
}
