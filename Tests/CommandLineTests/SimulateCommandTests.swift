import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// Protects `assay simulate`: what it writes, what it refuses, and that it repeats itself.
@Suite final class SimulateCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    private func simulate(_ name: String, _ options: String...) async throws -> URL {
        let place = folder.appending(path: name)
        let command = try SimulateCommand.parse(["--output", place.path, "--rows", "600", "--quiet"] + options)
        try await command.run()
        return place
    }

    private func files(_ place: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: place.appending(path: $0))) })
    }

    @Test func theSameCommandGivesTheSameBytes() async throws {
        let one = try files(await simulate("one", "--failure", "data_quality/type_corruption"))
        let two = try files(await simulate("two", "--failure", "data_quality/type_corruption"))
        #expect(one == two)
        #expect(
            one.keys.sorted() == [
                "actuals.parquet", "candidate.parquet", "meta.json", "production.parquet", "training.parquet",
                "truth.json", "validation.parquet",
            ])
        #expect(try files(await simulate("three", "--seed", "2"))["production.parquet"] != one["production.parquet"])
    }

    @Test func theTruthSaysWhatWasDone() async throws {
        let place = try await simulate("truth", "--failure", "concept_drift", "--at", "3.5", "--slice", "age < 30")
        let truth = String(decoding: try #require(files(place)["truth.json"]), as: UTF8.self)
        #expect(truth.contains(#""failure_mode" : "concept_drift""#))
        #expect(truth.contains(#""start_time" : "2026-01-08T12:00:00Z""#))
        let meta = String(decoding: try #require(files(place)["meta.json"]), as: UTF8.self)
        #expect(meta.contains(#""production_rows" : 600"#))
        #expect(!meta.contains("concept_drift"))
    }

    @Test func aFullFolderIsLeftAlone() async throws {
        let place = try await simulate("full")
        let before = try files(place)
        await #expect(throws: ValidationError.self) { try await self.simulate("full", "--seed", "9") }
        #expect(try files(place) == before)
        _ = try await simulate("full", "--seed", "9", "--force")
        #expect(try files(place) != before)
    }

    @Test(arguments: [
        ["--failure", "gremlins"], ["--failure", "none/nulls"], ["--failure", "data_quality/nulls/more"],
        ["--failure", "data_quality", "--feature", "shoe_size"], ["--start", "yesterday"], ["--rows", "0"],
        ["--days", "-1"], ["--failure", "data_quality", "--at", "31"], ["--failure", "data_quality", "--slice", "?"],
    ])
    func nonsenseIsRefusedBeforeAnythingIsWritten(options: [String]) {
        #expect(throws: (any Error).self) { try SimulateCommand.parse(["--output", "nowhere"] + options) }
    }

    @Test func theHelpFitsATerminal() {
        for line in SimulateCommand.helpMessage(columns: 80).split(separator: "\n") { #expect(line.count <= 80) }
    }
}
