package import ArgumentParser
internal import Domain
internal import Foundation
internal import Store

/// `assay export`: a store's records as a file.
package struct ExportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write records or ground truth of a store, here or on a server, into a file.",
        discussion: """
            What is written is what holds: of records that were corrected the last. The file appears when it is whole; \
            until then it is called FILE.part. Parquet and NDJSON carry everything, so that assay ingest makes the same \
            records of them; CSV does not tell empty texts from missing ones.

            EXAMPLES

              assay export --data store --model churn --output churn.parquet
              assay export --data store --model churn --from 2026-03-01 --to 2026-04-01 \\
                --environment production --output march.csv
              Some of the records:
                assay export --data store --model churn \\
                  --where 'age < 25 and region in ("CA", "NV")' --output young.parquet
              What was known on the tenth:
                assay export --data store --model churn --as-of 2026-03-10 \\
                  --format ndjson --output - | head
              From a server; the key is better given in ASSAY_KEY:
                assay export --server https://assay.example.org --key KEY \\
                  --model churn --output churn.parquet
            """)

    @OptionGroup var place: PlaceOptions

    @Option(help: "Name of the model.")
    var model: String

    @OptionGroup var selection: ExportSelection

    @Option(name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"))
    var output: String

    @Option(help: "parquet, csv or ndjson. (default: by the file's name; ndjson for standard output)")
    var format: ExportFormat?

    @Flag(help: "Print what was written as JSON, to standard error when the rows go to standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    package init() {}

    package func run() async throws {
        let target = try ExportTarget(output: output, format: format)
        let status = StatusLine(isQuiet: quiet)
        defer { status.clear() }
        let rows: Int
        if let server = try place.remote() {
            rows = try await RemoteExport(server: server, model: model, query: selection.query(), slice: selection.slice.text).write(to: target, status)
        } else {
            rows = try await LocalExport(folder: place.folder, model: model, selection: selection).write(to: target, status)
        }
        status.clear()
        try target.finish()
        try report(rows)
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
