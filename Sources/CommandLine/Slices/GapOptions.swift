internal import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import ReportText
internal import Store

/// Slices of production that are rare in training.
struct GapOptions: ParsableArguments {
    @Flag(help: "Look for slices of --current that are rare in --training, by inputs alone; no ground truth is needed.")
    var gaps = false

    @Option(help: ArgumentHelp("How many times larger a slice's share of production is, at least, than of training.", valueName: "number"))
    var leastRatio = 5.0

    @Option(help: ArgumentHelp("Write production's records in these slices: .parquet, .csv or .ndjson; - for standard output.", valueName: "file"))
    var rows: String?

    /// Of the part of production in a slice, which is at most all: sizes must count less than beside losses that have no bound.
    static let usualAlpha = 0.99

    func validate() throws {
        guard leastRatio >= 1, leastRatio.isFinite else { throw ValidationError("--least-ratio: a number of at least 1 is wanted, such as 5.") }
        guard rows == nil || gaps else { throw ValidationError("--rows are those of --gaps.") }
    }

    func find(
        _ input: CheckInput, _ options: SliceDiscoveryOptions, _ notes: [String], _ status: StatusLine, _ output: SliceOutputOptions, in store: any FileStore
    ) async throws {
        // What the model has learned from comes first here: only that can have gaps.
        guard let training = input.training ?? input.reference ?? input.validation else { return }
        let target = try rows.map { try ExportTarget(output: $0, format: nil, flag: "--rows") }
        guard target?.output != "-" || output.json != "-" else { throw InputError("--rows and --json: standard output takes one of them") }
        var report = try await TrainingGaps(store: store, options: options, leastRatio: leastRatio)
            .report(training: training, current: input.current) { status.show($0) }
        report.notes += notes
        var written: String?
        if let target {
            written = try await write(report, of: input.current, to: target, in: store)
            if !report.gaps.isEmpty { try target.finish() }
        }
        status.clear()
        try print(report, written, output)
        if output.failOnFound, !report.gaps.isEmpty { throw ExitCode(Program.Exit.findings.rawValue) }
    }

    /// - Returns: what to tell of it.
    private func write(_ report: GapReport, of current: Relation, to target: ExportTarget, in store: any FileStore) async throws -> String {
        guard let writer = store as? any RecordStore else { throw InputError("--rows: this store writes no files; leave --store out") }
        guard !report.gaps.isEmpty else { return "no gap, so that no file is written" }
        let slices = try report.gaps.map { try Slice(parsing: $0.slice).expression }
        let relation = try await store.filtered(current, by: slices.count == 1 ? Slice(slices[0]) : Slice(.or(slices)))
        let count = try await writer.export(relation, to: target.path, as: target.format)
        return "\(target.output) (\(count) records)"
    }

    private func print(_ report: GapReport, _ written: String?, _ output: SliceOutputOptions) throws {
        if let json = output.json {
            try OutputOptions.save(JSONReport.data(of: report) + (json == "-" ? Data("\n".utf8) : Data()), to: json)
        }
        guard !output.quiet, output.json != "-", rows != "-" else { return }
        let terminal = TerminalGapReport(width: OutputOptions.width, style: output.color.isOn ? .ansi : .plain)
        FileHandle.standardOutput.write(Data(terminal.text(of: report).utf8))
        for (name, place) in [("JSON", output.json), ("Rows", written)] {
            if let place { FileHandle.standardOutput.write(Data("\(name): \(place)\n".utf8)) }
        }
    }
}
