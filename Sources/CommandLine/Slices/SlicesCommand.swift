package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import ReportText
internal import Statistics
internal import Store

/// `assay slices`: where a model is worst, or has changed most.
package struct SlicesCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "slices",
        abstract: "Find the slices in which a model is worst, or has changed most.",
        discussion: """
            Looks at every slice of up to three conditions in one half of the records, and tells those that hold in the other half. \
            Slices are written in the language of --where. See docs/slice-search.md.

            Exit codes: 0 done, 1 with --fail-on-found where a slice was found, 2 usage or bad input, 3 the engine failed.

            EXAMPLES

              Where the model loses most:
                assay slices --current prod.parquet --actuals labels.csv
              Whom it misses most often:
                assay slices --current scored.parquet --loss false_negatives --rank total
              Where it has become worse than in validation:
                assay slices --validation valid.parquet --current prod.parquet --actuals labels.csv --rank change
              What production has and training has not, with the rows:
                assay slices --gaps --training train.parquet --current prod.parquet --rows uncovered.parquet
            """)

    @Option(parsing: .upToNextOption, help: "Records to look at, with predictions.")
    var current: [String] = []

    @Option(parsing: .upToNextOption, help: "Their ground truth, joined by prediction_id; else it is in the records.")
    var actuals: [String] = []

    @Option(parsing: .upToNextOption, help: "Earlier records with ground truth, to compare losses with.")
    var reference: [String] = []

    @Option(parsing: .upToNextOption, help: "The same: records the model learned from.")
    var training: [String] = []

    @Option(parsing: .upToNextOption, help: "The same: records it was judged by before launch; preferred.")
    var validation: [String] = []

    @OptionGroup
    var slice: SliceOptions

    @OptionGroup(title: "What columns mean")
    var schema: SchemaOptions

    @OptionGroup(title: "What is looked for")
    var search: SliceSearchOptions

    @OptionGroup(title: "Gaps in training")
    var gaps: GapOptions

    @OptionGroup(title: "Output")
    var output: SliceOutputOptions

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    package init() {}

    package func validate() throws {
        guard !current.isEmpty else { throw ValidationError("Name the records to look at with --current FILE.") }
        if gaps.gaps {
            guard !(reference + training + validation).isEmpty else {
                throw ValidationError("--gaps: name what the model has learned from: --training FILE, or --reference FILE.")
            }
            guard actuals.isEmpty, search.loss == nil, search.rank != .change else {
                throw ValidationError("--gaps looks at inputs alone; leave out --actuals, --loss and --rank change.")
            }
        }
        guard search.rank != .change || !(reference + training + validation).isEmpty else {
            throw ValidationError("--rank change: name what to compare with: --validation FILE, --reference FILE or --training FILE.")
        }
    }

    package func run() async throws {
        try OutputFiles.refuse(
            [("--json", output.json), ("--rows", gaps.rows)],
            among: [
                ("current", current), ("actuals", actuals), ("reference", reference), ("training", training), ("validation", validation),
            ] + schema.arguments)
        try await engine.using { try await find(in: $0) }
    }

    private func find(in store: any FileStore) async throws {
        var (settings, notes) = try schema.settings()
        let slice = try slice.parsed()
        let status = StatusLine(isQuiet: output.quiet)
        status.show("opening files")
        let records = try await DataFiles.open(current, as: "current", in: store)
        var input = CheckInput(current: records.relation)
        try await input.open(
            [
                ("training", training, \.training), ("validation", validation, \.validation), ("reference", reference, \.reference),
                ("actuals", actuals, \.actuals),
            ], in: store)
        if let slice { notes.append(try await SliceOptions.keep(slice, in: &input, of: store)) }
        if gaps.gaps {
            try await gaps.find(input, search.options(settings: settings, usualAlpha: GapOptions.usualAlpha), notes, status, output, in: store)
            return
        }
        let discovery = SliceDiscovery(store: store, options: try search.options(settings: settings))
        var report = try await discovery.report(
            on: SliceDiscoveryInput(current: input.current, actuals: input.actuals, earlier: input.baseline)
        ) { status.show($0) }
        report.notes += notes
        status.clear()
        try output.write(report)
        if output.failOnFound, !report.slices.isEmpty { throw ExitCode(Program.Exit.findings.rawValue) }
    }
}
