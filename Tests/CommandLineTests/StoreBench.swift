import ArgumentParser
import Domain
import DuckDBStore
import Foundation
import Ingest
import Store
import Testing

@testable import CommandLine

/// A folder with files and stores, and commands on them.
final class StoreBench: Sendable {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        return path(name)
    }

    /// Packs a file with the system's program; `nil` where there is none.
    func packed(_ file: String, with program: String, as suffix: String) throws -> String? {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(program)")
        process.arguments = ["-c", file]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let packed = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try packed.write(to: URL(filePath: file + suffix))
        return file + suffix
    }

    /// `assay ingest` into the store of this name.
    func ingest(_ file: String, _ options: [String] = [], into store: String = "store") async throws -> IngestSummary {
        try await IngestCommand.parse(["--data", path(store), "--model", "m", "--quiet"] + options + [file]).ingest()
    }

    /// A value of every tenth record of `makeStore`.
    static let secret = "secretmarkerofalice"

    /// A store of some records, of which some are corrected, wrong and labelled.
    func makeStore(_ name: String = "store", rows: Int = 200) async throws {
        let lines = (0..<rows).map { index -> String in
            let user = index % 10 == 3 ? Self.secret : "user\(index % 10)"
            return #"{"prediction_id":"\#(user)-\#(index)","x":\#(index).5,"user":"\#(user)","model_version":"1","timestamp":"2026-01-01"}"#
        }
        let wrong = #"{"prediction_id":"\#(Self.secret)-3","x":"\#(Self.secret)","user":"\#(Self.secret)","model_version":"1"}"#
        _ = try await ingest(try file("a.ndjson", lines.joined(separator: "\n")), into: name)
        _ = try await ingest(try file("b.ndjson", wrong), into: name)
        let labels = (0..<rows).map { #"{"prediction_id":"\#($0 % 10 == 3 ? Self.secret : "user\($0 % 10)")-\#($0)","actual":1}"# }
        _ = try await ingest(try file("c.ndjson", labels.joined(separator: "\n")), ["--actuals"], into: name)
    }

    /// Runs `body` with the store of this name, and the model's tables.
    func open<Result>(
        _ store: String = "store", _ body: (DuckDBStore, RecordTables) async throws -> Result
    ) async throws -> Result {
        let store = try DuckDBStore(.file(path(store) + "/assay.duckdb"))
        let tables = try #require(try await store.recordTables().first { $0.model == "m" })
        return try await body(store, tables)
    }

    /// How many records hold, and of a column the values.
    func values(of column: String, in store: String = "store") async throws -> [String: Int] {
        try await open(store) { store, tables in
            let relation = try await store.records(of: tables, where: RecordSelection())
            let table = try await store.categories(of: [CountedColumn(column, .categorical)], in: relation, limit: 10_000)[0]
            return Dictionary(uniqueKeysWithValues: table.entries.map { ($0.value, $0.count) })
        }
    }

    func count(_ store: String = "store") async throws -> Int {
        try await open(store) { store, tables in
            try await store.records(of: tables, where: RecordSelection()).rowCount
        }
    }

    /// Expects this exit code of the program, and an error that has all of `words`.
    func refuses(
        _ arguments: [String], with code: Int32 = 2, saying words: [String], at location: SourceLocation = #_sourceLocation
    ) async {
        var message = ""
        do {
            var command = try AssayCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch {
            message = AssayCommand.fullMessage(for: error)
        }
        for word in words {
            #expect(message.contains(word), "'\(message)' does not say '\(word)'", sourceLocation: location)
        }
        #expect(await Program.run(arguments) == code, sourceLocation: location)
    }
}
