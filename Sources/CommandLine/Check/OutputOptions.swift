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

        /// Whether what is printed now has colours.
        var isOn: Bool {
            switch self {
            case .always: true
            case .never: false
            case .auto: isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
            }
        }
    }

    @Option(help: ArgumentHelp("Write the report as JSON; - for standard output. Its schema is docs/check-report.schema.json.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write the report as one HTML page; - for standard output.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write the findings as JUnit XML; - for standard output.", valueName: "file"))
    var junit: String?

    @Option(help: "Exit with 1 when there are alerts of this severity or worse.")
    var failOn: Level?

    @Option(help: "Colours in the terminal.")
    var color = Colour.auto

    @Flag(name: .shortAndLong, help: "Print the verdict and the alerts only.")
    var quiet = false

    func validate() throws {
        let piped = [("--json", json), ("--html", html), ("--junit", junit)].filter { $0.1 == "-" }.map(\.0)
        guard piped.count <= 1 else {
            throw ValidationError("\(piped.joined(separator: " and ")): standard output takes one of them; give the others a file's name.")
        }
    }

    var files: [(flag: String, path: String?)] { [("--json", json), ("--html", html), ("--junit", junit)] }

    func write(_ report: CheckReport) throws {
        if let html { try Self.save(Data(CheckPage(report).html().utf8), to: html) }
        if let junit {
            try Self.save(Data(JUnitReport(failOn: failOn?.severity ?? .error).text(of: report).utf8), to: junit)
        }
        if let json {
            try Self.save(JSONReport.data(of: report, pretty: true) + (json == "-" ? Data("\n".utf8) : Data()), to: json)
        }
        // What is read by a program is not followed by the report for people.
        if [json, html, junit].contains("-") { return }
        let terminal = TerminalReport(
            width: Self.width, style: color.isOn ? .ansi : .plain, level: quiet ? .quiet : .full)
        FileHandle.standardOutput.write(Data(terminal.text(of: report).utf8))
        guard !quiet else { return }
        for (name, path) in [("HTML page", html), ("JSON", json), ("JUnit", junit)] {
            if let path { FileHandle.standardOutput.write(Data("\(name): \(path)\n".utf8)) }
        }
    }

    /// - Parameter path: `-` for standard output.
    static func save(_ data: Data, to path: String) throws {
        if path == "-" {
            FileHandle.standardOutput.write(data)
            return
        }
        // A file is replaced as a whole; a link is followed; a device or a pipe is written to and must stay what it is.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        do {
            let type = FileManager.default.fileExists(atPath: file.path)
                ? try FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType : .typeRegular
            guard type != .typeDirectory else { throw InputError("\(path) is a folder; name a file in it") }
            if type == .typeRegular {
                try data.write(to: file, options: .atomic)
            } else {
                let handle = try FileHandle(forWritingTo: file)
                try handle.write(contentsOf: data)
                try handle.close()
            }
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// The terminal's width where there is one; reports sent elsewhere have 80 columns.
    static var width: Int {
        var size = winsize()
        guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
