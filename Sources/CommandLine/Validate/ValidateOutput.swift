internal import ArgumentParser
internal import Domain
internal import Foundation
internal import ReportText

/// Where a validation goes, and in which forms.
struct ValidateOutput: ParsableArguments {
    @Option(help: ArgumentHelp("Write the report as JSON; - for standard output. Its schema is docs/validation-report.schema.json.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write the requirements as JUnit XML; - for standard output.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write the report as Markdown, for a comment on a pull request; - for standard output.", valueName: "file"))
    var markdown: String?

    @Option(help: "What ends with exit code 1: requirements that are not met (error), or warnings, too.")
    var failOn = OutputOptions.Level.error

    @Option(help: "Colours in the terminal.")
    var color = OutputOptions.Colour.auto

    @Flag(name: .shortAndLong, help: "Print the verdict and what is not met only.")
    var quiet = false

    func validate() throws {
        let piped = [("--json", json), ("--junit", junit), ("--markdown", markdown)].filter { $0.1 == "-" }.map(\.0)
        guard piped.count <= 1 else {
            throw ValidationError("\(piped.joined(separator: " and ")): standard output takes one of them; give the others a file's name.")
        }
    }

    var files: [(flag: String, path: String?)] { [("--json", json), ("--junit", junit), ("--markdown", markdown)] }

    func write(_ report: ValidationReport) throws {
        if let junit { try OutputOptions.save(Data(JUnitValidation(failOn: failOn.severity).text(of: report).utf8), to: junit) }
        if let markdown { try OutputOptions.save(Data(MarkdownValidation().text(of: report).utf8), to: markdown) }
        if let json { try OutputOptions.save(JSONReport.data(of: report) + (json == "-" ? Data("\n".utf8) : Data()), to: json) }
        // What is read by a program is not followed by the report for people.
        if [json, junit, markdown].contains("-") { return }
        let terminal = TerminalValidation(width: OutputOptions.width, style: color.isOn ? .ansi : .plain, isQuiet: quiet)
        FileHandle.standardOutput.write(Data(terminal.text(of: report).utf8))
        guard !quiet else { return }
        for (name, path) in [("JSON", json), ("JUnit", junit), ("Markdown", markdown)] {
            if let path { FileHandle.standardOutput.write(Data("\(name): \(path)\n".utf8)) }
        }
    }
}
