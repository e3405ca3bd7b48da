internal import ArgumentParser
internal import Domain
internal import Foundation
internal import ReportText
internal import WebUI

/// Where a report goes, and in which forms.
struct OutputOptions: ParsableArguments {
    enum Level: String, ExpressibleByArgument, CaseIterable {
        case warning, error

        var severity: Severity { self == .warning ? .warning : .error }
    }

    enum Colour: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: ArgumentHelp("Write the report as JSON; - for standard output. Its schema is docs/check-report.schema.json.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write the report as one HTML page.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write the findings as JUnit XML.", valueName: "file"))
    var junit: String?

    @Option(help: "Exit with 1 when there are alerts of this severity or worse.")
    var failOn: Level?

    @Option(help: "Colours in the terminal.")
    var color = Colour.auto

    @Flag(name: .shortAndLong, help: "Print the verdict and the alerts only.")
    var quiet = false

    func write(_ report: CheckReport) throws {
        if let html { try Self.save(Data(CheckPage(report).html().utf8), to: html) }
        if let junit {
            try Self.save(Data(JUnitReport(failOn: failOn?.severity ?? .error).text(of: report).utf8), to: junit)
        }
        if let json {
            let data = try JSONReport.data(of: report, pretty: true)
            if json == "-" {
                FileHandle.standardOutput.write(data + Data("\n".utf8))
                return
            }
            try Self.save(data, to: json)
        }
        let terminal = TerminalReport(
            width: Self.width, style: isColoured ? .ansi : .plain, level: quiet ? .quiet : .full)
        FileHandle.standardOutput.write(Data(terminal.text(of: report).utf8))
        guard !quiet else { return }
        for (name, path) in [("HTML page", html), ("JSON", json), ("JUnit", junit)] {
            if let path { FileHandle.standardOutput.write(Data("\(name): \(path)\n".utf8)) }
        }
    }

    static func save(_ data: Data, to path: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw InputError("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    private var isColoured: Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto: isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        }
    }

    /// The terminal's width where there is one; reports sent elsewhere have 80 columns.
    static var width: Int {
        var size = winsize()
        guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
