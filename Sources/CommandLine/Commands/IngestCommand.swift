package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Store
internal import Synchronization

/// `assay ingest`: files into a store.
package struct IngestCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Bring records or ground truth from files into a store, here or on a server.",
        discussion: """
            Files are Parquet, CSV, NDJSON or JSON (text also with .gz or .zst); patterns may be in quotes, and - is \
            standard input. Large files go in parts. What was stored is durable, and running the command again, after \
            it was stopped or by mistake, stores nothing twice. A folder without a store gets one.

            EXAMPLES

              Records, then their ground truth:
                assay ingest --data store --model churn 'logs/day-*.parquet'
                assay ingest --data store --model churn --actuals labels.csv
              From another program:
                zcat log.gz | assay ingest --data store --model churn -
              To a server; the key is better given in ASSAY_KEY:
                assay ingest --server https://assay.example.org --key KEY \\
                  --model churn log.ndjson.zst
            """)

    @OptionGroup var place: PlaceOptions

    @Option(help: "Name of the model; made of its first records when there is none.")
    var model: String

    @Flag(help: "The files hold ground truth: prediction_id, actual, actual_timestamp.")
    var actuals = false

    @Option(help: "training, validation or production, for rows that do not say.")
    var environment = Environment.production

    @Option(help: "Version of the model, for rows that do not say.")
    var version: String?

    @Option(help: "ndjson, json, csv or parquet. (default: by the file's name; ndjson for standard input)")
    var format: IngestFormat?

    @Flag(help: "Store the rows although the same files may have been stored before.")
    var again = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    @OptionGroup(title: "What columns mean, for a model that is made")
    var schema: SchemaOptions

    @Argument(help: ArgumentHelp("Files to read.", valueName: "file"))
    var files: [String] = []

    package init() {}

    package func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name files to read, or - for standard input.") }
        guard schema.modelName == nil else { throw ValidationError("Name the model with --model.") }
        if let problem = ModelDefinition.problem(ofName: model) { throw ValidationError("--model: \(problem)") }
    }

    package func run() async throws { try show(try await ingest()) }

    func ingest() async throws -> IngestSummary {
        let inputs = try IngestFile.resolve(files, format: format)
        let (settings, notes) = try schema.settings()
        let found = Mutex(notes)
        let start = ContinuousClock.now
        var summary: IngestSummary
        if let server = try place.remote() {
            summary = try await send(inputs, through: RemoteSender(server: server))
        } else {
            summary = try await LocalSender.with(place.folder, inferring: settings) { note in
                found.withLock { $0.append(note) }
            } _: { sender in
                try await send(inputs, through: sender)
            }
        }
        summary.notes = found.withLock { $0 }
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        return summary
    }

    private var target: IngestTarget {
        IngestTarget(
            model: model, kind: actuals ? .actuals : .records, environment: environment, version: version,
            salt: again ? UUID().uuidString : "")
    }

    private func send(_ inputs: [IngestFile], through sender: any RecordSender) async throws -> IngestSummary {
        let target = target
        let progress = IngestProgress(files: inputs, isQuiet: quiet)
        defer { progress.clear() }
        var summary = IngestSummary(model: model)
        for input in inputs {
            let reader = try PartReader(input)
            while let part = try reader.next() {
                do {
                    summary.add(try await sender.send(part, to: target))
                } catch let error as IngestError {
                    throw explain(error, input, part, stored: summary.accepted)
                }
                progress.show(rows: summary.accepted + summary.alreadyStored, bytes: reader.readCount)
            }
            summary.files += 1
            progress.finish(input, bytes: reader.readCount)
        }
        return summary
    }

    private func explain(_ error: IngestError, _ input: IngestFile, _ part: IngestPart, stored: Int) -> any Error {
        var place = input.name
        if let line = error.line {
            place += ", \(part.format == .ndjson ? "line" : "row") \(part.linesBefore + line)"
        } else if part.linesBefore > 0 {
            place += ", in the part after \(part.format == .ndjson ? "line" : "row") \(part.linesBefore)"
        }
        var text = "\(place): \(error.description)"
        if stored > 0 { text += " (\(stored) rows before it are stored; run the same command again when it is mended)" }
        return error.kind == .unavailable || error.kind == .busy ? StoreError(.engine, text, cause: error) : InputError(text)
    }

    private func show(_ summary: IngestSummary) throws {
        if json {
            FileHandle.standardOutput.write(Data(try JSONText.of(summary).utf8))
        } else if !quiet {
            FileHandle.standardOutput.write(Data(summary.text.utf8))
        }
    }
}

extension Environment: ExpressibleByArgument {}
extension IngestFormat: ExpressibleByArgument {}
