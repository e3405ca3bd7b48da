internal import ArgumentParser
internal import Domain
internal import Foundation
internal import ReportText

/// Where found slices go.
struct SliceOutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write the slices as JSON; - for standard output. See docs/slice-search.md.", valueName: "file"))
    var json: String?

    @Flag(help: "Exit with 1 when a slice was found.")
    var failOnFound = false

    @Option(help: "Colours in the terminal.")
    var color = OutputOptions.Colour.auto

    @Flag(name: .shortAndLong, help: "Print nothing but errors; for --json and --fail-on-found.")
    var quiet = false

    func write(_ report: SliceReport) throws {
        if let json {
            let data = try JSONReport.data(of: report, pretty: true)
            if json == "-" {
                FileHandle.standardOutput.write(data + Data("\n".utf8))
                return
            }
            try OutputOptions.save(data, to: json)
        }
        guard !quiet else { return }
        let terminal = TerminalSliceReport(width: OutputOptions.width, style: color.isOn ? .ansi : .plain)
        FileHandle.standardOutput.write(Data(terminal.text(of: report).utf8))
        if let json { FileHandle.standardOutput.write(Data("JSON: \(json)\n".utf8)) }
    }
}
