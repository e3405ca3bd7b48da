import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// A folder of small files, and `assay check` on them.
final class CheckBench {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    /// What the JSON report says, as far as these tests ask.
    struct Report: Decodable {
        struct Summary: Decodable {
            var rows, missing, typeErrors, nonFinite: Int
        }

        struct Feature: Decodable {
            var name: String
            var type: String
            var severity: String
            var reference, current: Summary
            var drift: [Drift]
        }

        struct Drift: Decodable {
            var signal: String
        }

        struct Quality: Decodable {
            var check: String
            var feature: String?
            var severity: String
            var reference, current: Double?
            var detail: String?
        }

        struct Metric: Decodable, Equatable {
            struct Value: Decodable, Equatable {
                var value: Double?
                var count: Int
                var labelledShare: Double?
                var labelsIncomplete: Bool?
            }

            var metric: String
            var candidate: String?
            var reference, current: Value?
            var points: [Value]
        }

        struct Alert: Decodable {
            var time, since: String?
            var kind, signal: String
        }

        struct Slice: Decodable {
            struct Part: Decodable {
                var rows: Int
            }

            var name, slice, severity: String
            var parts: [Part]
        }

        struct Model: Decodable {
            var classes: [String]
        }

        struct Window: Decodable {
            var rows: Int
            var labelled: Int?
        }

        struct Source: Decodable {
            var rows: Int
        }

        var verdict: String
        var sources: [Source]
        var notes: [String]
        var features: [Feature]
        var quality: [Quality]
        var performance: [Metric]
        var windows: [Window]
        var alerts: [Alert]
        var slices: [Slice]
        var model: Model

        func quality(_ check: String, of feature: String) -> Quality? {
            quality.first { $0.check == check && $0.feature == feature }
        }

        func feature(_ name: String) -> Feature? { features.first { $0.name == name } }
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String { try file(name, Data(text.utf8)) }

    func file(_ name: String, _ bytes: Data) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try bytes.write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// Writes a CSV with a row for each number below `count`.
    func table(_ name: String, _ header: String, count: Int = 400, row: (Int) -> String) throws -> String {
        try file(name, ([header] + (0..<count).map(row)).joined(separator: "\n") + "\n")
    }

    /// A sound file: identities, a number and a category.
    func sound() throws -> String {
        try table("sound.csv", "prediction_id,x,c") { "\($0),\($0 % 7).5,\(["a", "b", "c"][$0 % 3])" }
    }

    func check(_ reference: String, _ current: String, _ options: String...) async throws -> Report {
        let place = path("report.json")
        let arguments = ["--reference", reference, "--current", current, "--quiet", "--json", place, "--threads", "2"]
        try await CheckCommand.parse(arguments + options).run()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: place)))
    }

    /// Expects exit code 2, and a message that has all of `words`.
    func refuses(
        _ arguments: [String], saying words: [String], at location: SourceLocation = #_sourceLocation
    ) async {
        var message = ""
        do {
            try await CheckCommand.parse(arguments).run()
        } catch {
            message = AssayCommand.fullMessage(for: error)
        }
        for word in words {
            #expect(message.contains(word), "'\(message)' does not say '\(word)'", sourceLocation: location)
        }
        #expect(await Program.run(["check"] + arguments) == 2, sourceLocation: location)
    }
}
