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

            Exit codes: 0 done, whatever was found; 1 with --fail-on where there are such findings, 2 usage or bad input, 3 the engine failed.

            EXAMPLES

              The same rows, computed twice:
                assay skew --offline features.parquet --online served.parquet --key request_id
              The latest offline value of a customer, at most five minutes away:
                assay skew --offline features.parquet --online served.parquet \\
                  --key customer_id --time event_time --time-tolerance 5m
              Without keys, as a gate in CI:
                assay skew --training train.parquet --current production.parquet --fail-on error
            """)

    @OptionGroup
    var pairs: PairOptions

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

    package func validate() throws {
        if pairs.isAsked {
            guard (reference + training + validation + current).isEmpty else {
                throw ValidationError("--offline and --online are compared row by row, --current and its reference without keys; leave one of both out.")
            }
        } else {
            guard !current.isEmpty, !(reference + training + validation).isEmpty else {
                throw ValidationError("Name --offline FILE and --online FILE with --key COLUMN, or --reference FILE and --current FILE.")
            }
        }
    }

    package func run() async throws {
        try OutputFiles.refuse(
            [("--json", output.json)],
            among: [
                ("reference", reference), ("training", training), ("validation", validation), ("current", current), ("offline", pairs.offline),
                ("online", pairs.online),
            ] + schema.arguments)
        try await engine.using { try await compare(in: $0) }
    }

    private func compare(in store: any FileStore) async throws {
        var (settings, notes) = try schema.settings()
        let status = StatusLine(isQuiet: output.quiet)
        status.show("opening files")
        var report: SkewReport
        if pairs.isAsked {
            guard let joining = store as? any PairingStore else {
                throw InputError("--store: ClickHouse does not join rows for skew; leave --store out (and ASSAY_STORE), so that the embedded engine does")
            }
            let (query, files) = try await pairs.open(in: store)
            // Columns that were said to be something are looked for on both sides before any is compared.
            settings.roles = settings.roles.filter { query.offline.column($0.value) != nil || query.online.column($0.value) != nil }
            report = try await PairedSkew(store: joining, version: AssayCommand.version, settings: settings)
                .report(query, files: files) { status.show($0) }
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
}
