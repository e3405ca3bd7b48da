package import ArgumentParser
internal import Domain
internal import Foundation
internal import Simulation

/// `assay simulate`: seeded traffic with or without a failure.
package struct SimulateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make seeded traffic of a credit-scoring model, with any failure injected.",
        discussion: """
            Writes training.parquet, validation.parquet, production.parquet, actuals.parquet and candidate.parquet, \
            ready for assay check, and meta.json. What was done to the traffic is in truth.json. The same options \
            give the same bytes.

            FAILURES, as MODE or MODE/SUBMODE (the first submode is the usual one):

            \(failures.indented)

            SEVERITY, above 0 and, but for covariate_drift, at most 1:

            \(Failure.severityMeaning.indented)

            FEATURES, for --feature and --slice:

            \(Simulation.featureMeaning.indented)

            EXAMPLES

              A healthy month:
                assay simulate --output healthy
              Income comes per year instead of per month from day 12, 14:24 on:
                assay simulate --output skew --at 12.6 \\
                  --failure training_serving_skew/unit_change
              A region slowly goes its own way, in a large sample:
                assay simulate --output drift --rows 1000000 \\
                  --failure concept_drift/gradual --severity 0.5 \\
                  --slice 'region == north'
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "folder"))
    var output: String

    @Option(help: "Rows of production in all.")
    var rows = 100_000

    @Option(help: "Rows of training. (default: half of --rows)")
    var trainingRows: Int?

    @Option(help: "Rows of validation, the 28 days before production. (default: production's daily volume)")
    var validationRows: Int?

    @Option(help: "Days of production.")
    var days = 30

    @Option(help: "Another seed is another draw of the same story.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("The first day of production, such as 2026-01-05.", valueName: "date"))
    var start = Scenario.usualStart.day

    @Option(help: ArgumentHelp("The number in the first prediction_id, so that several simulations can go into one store.", valueName: "number"))
    var firstID = 0

    @Flag(help: "Let hours differ in volume and mix beyond rhythm and chance.")
    var overdispersed = false

    @Option(help: ArgumentHelp("What goes wrong.", valueName: "mode[/submode]"))
    var failure = "none"

    @Option(help: ArgumentHelp("When: days after the start of production.", valueName: "day"))
    var at = 10.0

    @Option(help: "The feature to blame. (default: depends on the failure)")
    var feature: String?

    @Option(help: "How bad. (default: depends on the failure)")
    var severity: Double?

    @Option(help: ArgumentHelp("Only these rows, such as 'age < 25 and region == north'.", valueName: "conditions"))
    var slice: String?

    @Option(help: ArgumentHelp("Days until a gradual failure is whole.", valueName: "days"))
    var ramp = 8.0

    @Flag(name: .customLong("new-ids"), help: "Duplicates come under ids of their own.")
    var newIDs = false

    @Flag(help: "Replace files of an earlier simulation in the folder.")
    var force = false

    @Flag(help: "Write nothing to the terminal.")
    var quiet = false

    @Flag(help: "Print what was written as JSON.")
    var json = false

    package init() {}

    package func validate() throws {
        do {
            _ = try Simulation(scenario())
        } catch let error as SimulationError {
            throw ValidationError(error.description)
        }
    }

    package func run() async throws {
        let simulation = try Simulation(scenario())
        try prepareFolder()
        let total =
            simulation.rowCount(of: .training) + simulation.rowCount(of: .validation)
            + simulation.rowCount(of: .production)
        let progress = quiet || json ? nil : ProgressLine(total: total)
        let files = SimulationFiles(
            simulation: simulation, folder: output, width: ProcessInfo.processInfo.activeProcessorCount
        ) { progress?.show($0) }
        let written = try await files.write()
        progress?.clear()
        if !quiet { try report(written, simulation) }
    }

    private func report(_ written: [SimulationFiles.Written], _ simulation: Simulation) throws {
        if json {
            struct Report: Encodable {
                var folder: String
                var files: [SimulationFiles.Written]
                var failure: String
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let report = Report(folder: output, files: written, failure: failure)
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
            return
        }
        let english = Locale(identifier: "en")
        for file in written {
            let name = file.file.padding(toLength: 20, withPad: " ", startingAt: 0)
            let rows = file.rows.map { " \($0.formatted(.number.locale(english))) rows" } ?? ""
            print("\(output)/\(name)\(rows)")
        }
        print(simulation.summary)
    }

    private func scenario() throws -> Scenario {
        guard let date = Timestamp(iso8601: start.count == 10 ? start + "T00:00:00Z" : start) else {
            throw ValidationError("--start: '\(start)' is not a date such as 2026-01-05")
        }
        var scenario = Scenario(
            seed: seed, start: date, days: days, rows: rows, trainingRows: trainingRows,
            validationRows: validationRows, overdispersed: overdispersed, failure: try failureToInject())
        scenario.firstID = firstID
        return scenario
    }

    private func failureToInject() throws -> Failure {
        let parts = failure.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let mode = Failure.Mode(rawValue: parts[0]) else {
            throw ValidationError(
                "--failure: '\(failure)' is none of: \(Failure.Mode.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var submode: Failure.Submode?
        if parts.count == 2 {
            guard let known = Failure.Submode(rawValue: parts[1]), mode.submodes.contains(known) else {
                throw ValidationError(
                    "--failure: \(mode.rawValue) can be: \(mode.submodes.map(\.rawValue).joined(separator: ", "))")
            }
            submode = known
        }
        return Failure(
            mode, submode, startDay: at, feature: feature, severity: severity,
            slice: try slice.map(AffectedSlice.init(parsing:)),
            rampDays: ramp, newIDs: newIDs)
    }

    /// Makes the folder, and sees to it that nothing in it is lost by mistake.
    private func prepareFolder() throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: output, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw ValidationError("\(output) is a file, not a folder") }
            guard try force || manager.contentsOfDirectory(atPath: output).isEmpty else {
                throw ValidationError("\(output) is not empty; --force replaces an earlier simulation there")
            }
        } else {
            do {
                try manager.createDirectory(atPath: output, withIntermediateDirectories: true)
            } catch {
                throw ValidationError("\(output) cannot be made: \(error.localizedDescription)")
            }
        }
    }

    private static var failures: String {
        Failure.Mode.allCases.map { mode in
            let submodes = mode.submodes.map(\.rawValue)
            let lines = stride(from: 0, to: submodes.count, by: 4).map {
                "    " + submodes[$0..<min($0 + 4, submodes.count)].joined(separator: ", ")
            }
            return "\(mode.rawValue)\n" + lines.joined(separator: ",\n")
        }.joined(separator: "\n")
    }
}

extension String {
    /// Every line moved to the right by two blanks.
    fileprivate var indented: String {
        split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    }
}
