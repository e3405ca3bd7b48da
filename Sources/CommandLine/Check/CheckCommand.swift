package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import Store

/// `assay check`: production files against their reference.
package struct CheckCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare production records with their reference: drift, quality, performance.",
        discussion: """
            Files are Parquet, CSV or NDJSON (text also with .gz); several files, or a pattern in quotes, are one \
            table. Columns are recognised by name (prediction_id, timestamp, prediction_score, prediction_label, \
            actual, ...); what was guessed is printed and can be set.

            Exit codes: 0 healthy, 1 findings at or above --fail-on, 2 usage or bad input, 3 the engine failed.

            EXAMPLES

              Two files:
                assay check --reference train.parquet --current prod.parquet
              Everything there is, with a page to send on:
                assay check --training train.parquet --validation valid.parquet \\
                  --current 'prod/*.parquet' --actuals labels.csv --html report.html
              Two slices that matter, each beside its past and the rest:
                assay check --reference a.parquet --current b.parquet \\
                  --slice 'age < 25' --slice 'region = "CA"'
              A gate in CI:
                assay check --reference a.parquet --current b.parquet --quiet \\
                  --fail-on warning --junit findings.xml
            """)

    @OptionGroup
    var files: CheckFiles

    @OptionGroup
    var slice: SliceOptions

    @Option(
        name: .customLong("slice"),
        help: ArgumentHelp(
            "Follow this slice by itself, beside all records, such as 'age < 25'; may be repeated. See docs/check.md.", valueName: "slice"))
    var followed: [String] = []

    @OptionGroup(title: "What columns mean")
    var schema: SchemaOptions

    @Option(help: "Windows: hour, day, week, rows:N or all; chosen by the length of the data.")
    var by: Granularity?

    @Option(
        help: ArgumentHelp(
            "How long after a window its labels are waited for: auto, all, or a time such as 12h or 3d; auto waits until most have come.",
            valueName: "time"))
    var labelsWithin = LabelsWithin.auto

    @Option(help: "Rules that judge: assay (an alert budget), fixed (limits), or a peer's: evidently, nannyml, arize. See docs/rules.md, docs/peers.md.")
    var rules = RuleChoice.assay

    @Option(help: ArgumentHelp("False alerts about columns that are borne in thirty days, at most.", valueName: "count"))
    var alertBudget = 1.0

    @Flag(help: "Look at several columns at once, too, and estimate what a regression model loses; some seconds more. See docs/multivariate.md.")
    var multivariate = false

    @Flag(help: "Write into the report's diagnosis all that was weighed, and what each hypothesis leaves unexplained. See docs/diagnosis.md.")
    var hypotheses = false

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    package init() {}

    package func validate() throws {
        try files.requireAll()
        guard !multivariate || rules == .assay || rules == .fixed else {
            throw ValidationError("--multivariate: its alerts are paid from a budget, which --rules \(rules.rawValue) has not; leave one of both out.")
        }
        guard alertBudget > 0, alertBudget <= 1_000 else {
            throw ValidationError("--alert-budget: a number above 0 and at most 1000 is wanted, such as 0.5.")
        }
    }

    package func run() async throws {
        try OutputFiles.refuse(output.files, among: files.arguments + schema.arguments)
        try await engine.using { try await check(with: $0) }
    }

    private func check(with store: any FileStore) async throws {
        var (settings, notes) = try schema.settings()
        try follow(&settings)
        let slice = try slice.parsed()
        let status = StatusLine(isQuiet: output.quiet)
        status.show("opening files")
        var input = try await files.open(in: store)
        if let slice { notes.append(try await SliceOptions.keep(slice, in: &input, of: store)) }
        let options = CheckOptions(
            settings: settings, granularity: by, labelsWithin: labelsWithin,
            rules: rules.rules(
                alertBudget: alertBudget, multivariate: multivariate, candidates: !files.candidate.isEmpty, slices: !settings.slices.isEmpty),
            multivariate: multivariate, tellsHypotheses: hypotheses, version: AssayCommand.version)
        var report = try await CheckEvaluation(store: store, options: options)
            .report(on: input) { status.show($0) }
        report.notes += notes
        status.clear()
        try output.write(report)
        if let limit = output.failOn, report.verdict >= limit.severity {
            throw ExitCode(Program.Exit.findings.rawValue)
        }
    }
}

extension CheckCommand {
    /// Adds the slices of flags to those of the configuration.
    private func follow(_ settings: inout SchemaSettings) throws {
        for text in followed {
            let slice = try SliceOptions.parsed(text, of: "--slice")
            if !settings.slices.contains(where: { $0.slice == slice }) { settings.slices.append(FollowedSlice(slice)) }
        }
        guard settings.slices.count <= FollowedSlice.limit else {
            throw InputError("--slice: \(settings.slices.count) slices are too many to follow at once; name at most \(FollowedSlice.limit)")
        }
        guard settings.slices.isEmpty || rules == .assay || rules == .fixed else {
            throw InputError("--slice: slices are judged by --rules assay or fixed, \(rules.rawValue) knows none; leave one of both out")
        }
    }
}

/// What `--rules` names.
enum RuleChoice: String, CaseIterable, ExpressibleByArgument {
    case assay, fixed, evidently, nannyml, arize

    func rules(alertBudget: Double, multivariate: Bool, candidates: Bool, slices: Bool) -> any Rules {
        switch self {
        case .assay: BudgetRules(falseAlerts: alertBudget, multivariate: multivariate, candidates: candidates, slices: slices)
        case .fixed: FixedRules()
        case .evidently: PeerRules(.evidently)
        case .nannyml: PeerRules(.nannyml)
        case .arize: PeerRules(.arize)
        }
    }
}

extension LabelsWithin: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }

    package var defaultValueDescription: String { "auto" }
}

extension Granularity: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
