internal import ArgumentParser
internal import Domain
internal import Foundation
internal import ReportText
internal import WebUI

/// Where an explanation goes, and in which forms.
struct ExplainOutput: ParsableArguments {
    @Option(help: ArgumentHelp("Write the explanation as JSON; - for standard output. See docs/explain.md.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write the explanation as one HTML page; - for standard output.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Write the training records and those behind the change, weighted, as one training set (.parquet, .csv or .ndjson).", valueName: "file"))
    var exportRows: String?

    @Option(
        help: ArgumentHelp(
            "Where training again is advised, tell this address, signed, and where the rows are. See docs/explain.md.", valueName: "url"))
    var webhook: String?

    @Option(help: ArgumentHelp("File with the secret that signs, whsec_... (default: $\(Webhook.variable))", valueName: "file"))
    var webhookSecret: String?

    @Option(help: "Colours in the terminal.")
    var color = OutputOptions.Colour.auto

    @Flag(name: .shortAndLong, help: "Print nothing but errors; for --json and --export-rows.")
    var quiet = false

    func validate() throws {
        let piped = [("--json", json), ("--html", html), ("--export-rows", exportRows)].filter { $0.1 == "-" }.map(\.0)
        guard piped.count <= 1 else {
            throw ValidationError("\(piped.joined(separator: " and ")): standard output takes one of them; give the others a file's name.")
        }
        if webhook != nil, exportRows == nil || exportRows == "-" {
            throw ValidationError("--webhook: tells where the training set is; write it to a file with --export-rows.")
        }
        if webhookSecret != nil, webhook == nil { throw ValidationError("--webhook-secret: signs what --webhook is told; give both.") }
    }

    var files: [(flag: String, path: String?)] { [("--json", json), ("--html", html), ("--export-rows", exportRows)] }

    /// - Throws: `InputError` for what is no address or no secret.
    func receiver() throws -> Webhook? {
        try webhook.map { address in
            let secret = try webhookSecret.map { path in
                do {
                    return try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
                } catch {
                    throw InputError("--webhook-secret: \(path) cannot be read: \(error.localizedDescription)")
                }
            }
            return try Webhook(address: address, secret: secret ?? ProcessInfo.processInfo.environment[Webhook.variable])
        }
    }

    func write(_ report: ExplanationReport) throws {
        if let html { try OutputOptions.save(Data(ExplanationPage(report).html().utf8), to: html) }
        if let json { try OutputOptions.save(JSONReport.data(of: report, pretty: true) + (json == "-" ? Data("\n".utf8) : Data()), to: json) }
        // What is read by a program is not followed by text for people.
        guard !quiet, ![json, html, exportRows].contains("-") else { return }
        let text = ExplanationText(width: OutputOptions.width, style: color.isOn ? .ansi : .plain).text(of: report)
        FileHandle.standardOutput.write(Data(text.utf8))
        for (name, path) in [("HTML page", html), ("JSON", json), ("rows", exportRows)] {
            if let path { FileHandle.standardOutput.write(Data("\(name): \(path)\n".utf8)) }
        }
    }
}
