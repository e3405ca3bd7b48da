package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import Store

/// `assay skew`: whether serving computes features as training did.
package struct SkewCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "skew",
        abstract: "Whether serving computes features as training did, and if not, how.",
        discussion: """
            With --offline and --online the same rows, computed twice, are joined by a key, and for each feature it is \
            told in how many rows it differs and by which transformation: another unit, a missing logarithm, other \
            codes, a default for what is missing, a column that was swapped. Without keys the same is inferred from \
            the distributions of other rows. See docs/skew.md.

            EXAMPLES

              The same rows, computed twice:
                assay skew --offline features.parquet --online served.parquet --key request_id
              The latest offline value of a customer, at most five minutes away:
                assay skew --offline features.parquet --online served.parquet \\
                  --key customer_id --time event_time --time-tolerance 5m
              Without keys, as a gate in CI:
                assay skew --training train.parquet --current production.parquet --fail-on error
            """)

    @Option(parsing: .upToNextOption, help: "Rows as training computed them.")
    var offline: [String] = []

    @Option(parsing: .upToNextOption, help: "The same rows as serving computed them.")
    var online: [String] = []

    @Option(help: ArgumentHelp("Columns that tell which rows are the same, separated by commas.", valueName: "columns"))
    var key: String?

    @Option(help: ArgumentHelp("Column of times on both sides, where keys come more than once; the nearest are joined.", valueName: "column"))
    var time: String?

    @Option(help: ArgumentHelp("How far apart the times of two rows may be, such as 500ms, 30s, 5m, 2h or 1d.", valueName: "time"))
    var timeTolerance: String?

    @Option(help: ArgumentHelp("Numbers that differ by no more than this part of the larger are equal.", valueName: "share"))
    var tolerance = 1e-6

    @Option(parsing: .upToNextOption, help: "Without keys: records to compare with, whether of training or validation.")
    var reference: [String] = []

    @Option(parsing: .upToNextOption, help: "Without keys: records the model learned from.")
    var training: [String] = []

    @Option(parsing: .upToNextOption, help: "Without keys: records it was judged by before launch; preferred.")
    var validation: [String] = []

    @Option(parsing: .upToNextOption, help: "Without keys: production records.")
    var current: [String] = []

    @OptionGroup(title: "What columns mean")
    var schema: SchemaOptions

    @OptionGroup(title: "Output")
    var output: SkewOutput

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    package init() {}

    private var isPaired: Bool { !offline.isEmpty || !online.isEmpty }

    package func validate() throws {
        if isPaired {
            guard !offline.isEmpty, !online.isEmpty else { throw ValidationError("Name both sides: --offline FILE and --online FILE.") }
            guard (reference + training + validation + current).isEmpty else {
                throw ValidationError("--offline and --online are compared row by row, --current and its reference without keys; leave one of both out.")
            }
            guard !keys.isEmpty else {
                throw ValidationError("Say which rows are the same with --key COLUMN; without a key compare distributions: --reference FILE --current FILE.")
            }
            guard (time == nil) == (timeTolerance == nil) else {
                throw ValidationError("--time and --time-tolerance go together: a column of times, and how far apart two may be.")
            }
            _ = try reach()
        } else {
            guard !current.isEmpty, !(reference + training + validation).isEmpty else {
                throw ValidationError("Name --offline FILE and --online FILE with --key COLUMN, or --reference FILE and --current FILE.")
            }
            guard key == nil, time == nil else { throw ValidationError("--key and --time join rows of --offline and --online.") }
        }
        guard tolerance >= 0, tolerance < 1 else { throw ValidationError("--tolerance: a number from 0 to less than 1 is wanted, such as 1e-6.") }
    }

    package func run() async throws {
        try await engine.using { try await compare(in: $0) }
    }

    private func compare(in store: any FileStore) async throws {
        var (settings, notes) = try schema.settings()
        let status = StatusLine(isQuiet: output.quiet)
        status.show("opening files")
        var report: SkewReport
        if isPaired {
            guard let joining = store as? any PairingStore else {
                throw InputError("--store: ClickHouse does not join rows for skew; leave --store out (and ASSAY_STORE), so that the embedded engine does")
            }
            let left = try await DataFiles.open(offline, as: "offline", in: store)
            let right = try await DataFiles.open(online, as: "online", in: store)
            for name in keys + (time.map { [$0] } ?? []) {
                for (part, side) in [("offline", left), ("online", right)] where side.relation.column(name) == nil {
                    throw InputError(
                        "--\(part): \(side.paths.first ?? "") has no column '\(name)', by which rows are joined; it has: "
                            + "\(side.relation.columns.prefix(30).map(\.name).joined(separator: ", ")); name another with --key or --time, or rename it")
                }
            }
            // Columns that were said to be something are looked for on both sides before any is compared.
            settings.roles = settings.roles.filter { left.relation.column($0.value) != nil || right.relation.column($0.value) != nil }
            let query = PairQuery(
                offline: left.relation, online: right.relation, keys: keys,
                time: try reach().flatMap { reach in time.map { PairQuery.Time(column: $0, tolerance: reach) } }, features: [], tolerance: tolerance)
            report = try await PairedSkew(store: joining, version: AssayCommand.version, settings: settings)
                .report(query, files: ["offline": left.paths, "online": right.paths]) { status.show($0) }
        } else {
            let (part, files) = !validation.isEmpty ? ("validation", validation) : !training.isEmpty ? ("training", training) : ("reference", reference)
            let before = try await DataFiles.open(files, as: part, in: store)
            let now = try await DataFiles.open(current, as: "current", in: store)
            if part == "validation", !training.isEmpty { notes.append("Compared with --validation; --training was not read.") }
            report = try await DistributionSkew(store: store, version: AssayCommand.version, settings: settings)
                .report(reference: before.relation, as: part, current: now.relation, files: [part: before.paths, "current": now.paths]) { status.show($0) }
        }
        report.notes += notes
        status.clear()
        try output.write(report)
        if let limit = output.failOn, report.verdict >= limit.severity { throw ExitCode(Program.Exit.findings.rawValue) }
    }

    private var keys: [String] { key?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty } ?? [] }

    /// `--time-tolerance` in microseconds.
    private func reach() throws -> Int64? {
        guard let timeTolerance else { return nil }
        let units: [(String, Double)] = [("ms", 1e3), ("s", 1e6), ("m", 60e6), ("h", 3_600e6), ("d", 86_400e6)]
        guard let unit = units.first(where: { timeTolerance.hasSuffix($0.0) }), let number = Double(timeTolerance.dropLast(unit.0.count)),
            number >= 0, number * unit.1 < 1e17
        else { throw ValidationError("--time-tolerance: '\(timeTolerance)' is no time such as 500ms, 30s, 5m, 2h or 1d.") }
        return Int64(number * unit.1)
    }
}
