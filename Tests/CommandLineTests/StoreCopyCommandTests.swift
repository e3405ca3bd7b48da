import Foundation
import Testing

@testable import CommandLine

/// Protects `assay store copy` as it is called: what it moves can be worked with, and what it cannot do it says.
@Suite struct StoreCopyCommandTests {
    private let bench = StoreBench()

    @Test func folderToFolder() async throws {
        try await bench.makeStore()
        let arguments = ["store", "copy", "--from", bench.path("store"), "--to", bench.path("moved"), "--quiet"]
        #expect(await Program.run(arguments) == 0)
        #expect(try await bench.count("moved") == bench.count())
        #expect(await Program.run(["store", "verify", "--data", bench.path("moved")]) == 0)
        #expect(await Program.run(arguments) == 0, "nothing new, and all of it compared again")
        // A file can be copied, too, but not written to.
        #expect(await Program.run(["store", "copy", "--from", "\(bench.path("store"))/assay.duckdb", "--to", bench.path("again"), "--json"]) == 0)
        await bench.refuses(
            ["store", "copy", "--from", bench.path("store"), "--to", "\(bench.path("store"))/assay.duckdb"], saying: ["--to", "is a file"])
    }

    @Test func refusals() async throws {
        try await bench.makeStore()
        try await bench.makeStore("other")
        let store = bench.path("store")
        await bench.refuses(["store", "copy", "--from", store], saying: ["--to", "ASSAY_COPY_TO"])
        await bench.refuses(["store", "copy", "--from", store, "--to", store], saying: ["the same store"])
        await bench.refuses(["store", "copy", "--from", store, "--to", bench.path("other")], saying: ["not empty"])
        await bench.refuses(["store", "copy", "--from", bench.path("none"), "--to", bench.path("new")], saying: ["no store in"])
        await bench.refuses(["store", "copy", "--from", store, "--to", "clickhouse://host:x/db"], saying: ["--to", "host:x"])
        await bench.refuses(["store", "copy", "--from", store, "--to", "clickhouse://127.0.0.1:1/db"], with: 3, saying: ["127.0.0.1:1"])
    }
}
