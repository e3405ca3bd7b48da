internal import ArgumentParser
internal import Domain
internal import Foundation
internal import ReportText

/// Where a report on skew goes, and in which forms.
struct SkewOutput: ParsableArguments {
    @Option(help: ArgumentHelp("Write the report as JSON; - for standard output. Its structure is in docs/skew.md.", valueName: "file"))
    var json: String?

    @Option(help: "Exit with 1 when there are findings of this severity or worse.")
    var failOn: OutputOptions.Level?

    @Option(help: "Colours in the terminal.")
    var color = OutputOptions.Colour.auto

    @Flag(name: .shortAndLong, help: "Print the verdict and the findings only.")
    var quiet = false

    func write(_ report: SkewReport) throws {
        if let json {
            let data = try SkewText.json(of: report)
            if json == "-" {
                FileHandle.standardOutput.write(data + Data("\n".utf8))
                return
            }
            try OutputOptions.save(data, to: json)
        }
        let text = SkewText(width: OutputOptions.width, style: color.isOn ? .ansi : .plain, isQuiet: quiet)
        FileHandle.standardOutput.write(Data(text.text(of: report).utf8))
        if !quiet, let json { FileHandle.standardOutput.write(Data("JSON: \(json)\n".utf8)) }
    }
}
