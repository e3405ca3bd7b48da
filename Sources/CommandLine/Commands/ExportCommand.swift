package import ArgumentParser
internal import Domain
internal import DuckDBStore
internal import Foundation
internal import Store

/// `assay export`: a store's records as a file.
package struct ExportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write records or ground truth of a store into a file.",
        discussion: """
            What is written is what holds: of records that were corrected the last. The file appears when it is whole. \
            Parquet and NDJSON carry everything, so that assay ingest makes the same records of them; CSV does not tell \
            empty texts from missing ones.

            EXAMPLES

              assay export --data store --model churn --output churn.parquet
              assay export --data store --model churn --from 2026-03-01 --to 2026-04-01 \\
                --environment production --output march.csv
              What was known on the tenth:
                assay export --data store --model churn --as-of 2026-03-10 \\
                  --format ndjson --output - | head
            """)

    @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
    var data: String

    @Option(help: "Name of the model.")
    var model: String

    @Flag(help: "Ground truth instead of records.")
    var actuals = false

    @Option(help: ArgumentHelp("Records from this event time on.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Records before this event time.", valueName: "time"))
    var to: String?

    @Option(help: "training, validation or production; may be repeated. (default: all)")
    var environment: [Environment] = []

    @Option(help: "A version of the model; may be repeated. (default: all)")
    var version: [String] = []

    @Option(help: ArgumentHelp("What had arrived by then.", valueName: "time"))
    var asOf: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"))
    var output: String

    @Option(help: "parquet, csv or ndjson. (default: by the file's name; ndjson for standard output)")
    var format: ExportFormat?

    @Flag(help: "Print what was written as JSON, to standard error when the rows go to standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    package init() {}

    package func validate() throws {
        guard !actuals || (from == nil && to == nil && environment.isEmpty && version.isEmpty) else {
            throw ValidationError("--actuals: ground truth is chosen by --as-of only.")
        }
    }

    package func run() async throws {
        let format = try chosenFormat()
        let selection = RecordSelection(
            environments: environment.isEmpty ? nil : environment, versions: version.isEmpty ? nil : version,
            from: try from.map { try Timestamp(argument: $0, of: "--from") },
            to: try to.map { try Timestamp(argument: $0, of: "--to") },
            asOf: try asOf.map { try Timestamp(argument: $0, of: "--as-of") })
        let store = try StoreFolder(path: data, memory: 1_000).openExisting()
        let tables = try await store.tables(of: model)
        let status = StatusLine(isQuiet: quiet)
        defer { status.clear() }
        status.show("finding records")
        let relation =
            actuals ? try await store.actuals(of: tables, asOf: selection.asOf) : try await store.records(of: tables, where: selection)
        status.show("writing \(relation.rowCount) rows")
        let path = try target()
        let rows = try await store.export(relation, to: path, as: format)
        status.clear()
        if output == "-" {
            defer { try? FileManager.default.removeItem(atPath: path) }  // a folder of the system's to clean
            try pass(path)
        }
        try report(rows)
    }

    private func chosenFormat() throws -> ExportFormat {
        if let format { return format }
        if output == "-" { return .ndjson }
        switch output.lowercased().split(separator: ".").last {
        case "parquet", "pq": return .parquet
        case "csv": return .csv
        case "ndjson", "jsonl", "json": return .ndjson
        default: throw InputError("--output: the format of \(output) is not known by its name; say it with --format")
        }
    }

    /// Where the engine writes to. Rows for standard output go through a file: Parquet is not written from front to end.
    private func target() throws -> String {
        let manager = FileManager.default
        if output == "-" {
            try manager.createDirectory(atPath: TemporaryFolder.path, withIntermediateDirectories: true)
            return TemporaryFolder.path + "/export-\(UUID().uuidString)"
        }
        var isFolder: ObjCBool = false
        let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
        guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue, manager.isWritableFile(atPath: folder)
        else { throw InputError("--output: \(output) cannot be written: \(folder) is no folder that may be written to") }
        if manager.fileExists(atPath: output, isDirectory: &isFolder), isFolder.boolValue {
            throw InputError("--output: \(output) is a folder; name a file")
        }
        return output
    }

    private func pass(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { return }
        while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
            try FileHandle.standardOutput.write(contentsOf: data)
        }
    }

    private func report(_ rows: Int) throws {
        let stream: FileHandle = output == "-" ? .standardError : .standardOutput
        if json {
            let text = try JSONText.of(Written(file: output, model: model, rows: rows))
            stream.write(Data(text.utf8))
        } else if !quiet {
            stream.write(Data("\(output == "-" ? model : output): \(rows.formatted(.number.locale(Locale(identifier: "en")))) rows\n".utf8))
        }
    }

    private struct Written: Encodable {
        var file: String
        var model: String
        var rows: Int
    }
}

extension ExportFormat: ExpressibleByArgument {}
