package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import ReportText
internal import Store

/// `assay compare`: versions of a model on the same traffic.
package struct CompareCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare shadow predictions of other versions with production's: promote, keep, or how many labels more.",
        discussion: """
            Only records that all versions predicted and whose ground truth is known are compared, each version with \
            the others on the same record. One may look after every label, as often as one likes: the chance that a \
            version is promoted that is not better stays below --alpha.

            Exit codes: 0 done, whatever the verdict; 1 with --fail-unless-promoted where it is not promote, 2 usage or bad input, 3 the engine failed.

            EXAMPLES

              Which version is better, and where:
                assay compare --current prod.parquet --actuals labels.csv --candidate shadow.parquet \\
                  --slice 'region = "CA"' --slice 'age < 25'
              Not at the expense of some:
                assay compare --current prod.parquet --actuals labels.csv --candidate shadow.parquet \\
                  --metric accuracy --protect 'age < 25' --margin 0.01
              By what wrong decisions cost:
                assay compare --current prod.parquet --actuals labels.csv --candidate shadow.parquet \\
                  --threshold 0.3 --false-positive-cost 5 --false-negative-cost 40
            """)

    @Option(parsing: .upToNextOption, help: "Production records, with the predictions of the version in use.")
    var current: [String] = []

    @Option(parsing: .upToNextOption, help: "Ground truth, joined by prediction_id; without it that of the production records counts.")
    var actuals: [String] = []

    @Option(parsing: .upToNextOption, help: "Predictions of other versions for the same prediction_ids, told apart by model_version.")
    var candidate: [String] = []

    @Option(help: ArgumentHelp("The version that others are compared with; default: production's.", valueName: "version"))
    var baseline: String?

    @Option(help: ArgumentHelp("A slice to compare in, too; may be repeated. See docs/slices.md.", valueName: "slice"))
    var slice: [String] = []

    @Option(help: ArgumentHelp("A slice in which no version may be promoted that is worse by --margin; may be repeated.", valueName: "slice"))
    var protect: [String] = []

    @Option(parsing: .unconditionalSingleValue, help: ArgumentHelp("How much worse is borne in protected slices, in the metric's unit: one for each --protect, or one for all.", valueName: "number"))
    var margin: [Double] = []

    @Option(help: ArgumentHelp("Columns whose groups are compared by parities of decisions, separated by commas, such as race,sex (binary).", valueName: "names"))
    var fairness: String?

    @Option(help: ArgumentHelp("The metric that decides: log_loss, brier_score, accuracy, roc_auc, cost, mae or mse.", valueName: "name"))
    var metric: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The chance of a wrong promotion that is borne, at all looks and for all versions together.", valueName: "number"))
    var alpha = 0.05

    @Option(parsing: .unconditional, help: ArgumentHelp("The smallest improvement that is worth a change; what is surely less is kept away.", valueName: "number"))
    var smallest = 0.0

    @Option(parsing: .unconditional, help: ArgumentHelp(
        "The chance, at least, that a version better by --smallest is promoted, as of a planned test; default: 1 - alpha. Less decides sooner.",
        valueName: "number"))
    var power: Double?

    @Option(help: ArgumentHelp("The number of labels at which bounds shall be tightest; chosen before looking.", valueName: "count"))
    var tightestAt = 2_000

    @OptionGroup
    var cost: CostOptions

    @OptionGroup(title: "What columns mean")
    var schema: SchemaOptions

    @Option(help: ArgumentHelp("Write the comparison as JSON; - for standard output.", valueName: "file"))
    var json: String?

    @Flag(help: "Exit with 1 unless a version is to be promoted.")
    var failUnlessPromoted = false

    @Flag(name: .shortAndLong, help: "Print the verdict only.")
    var quiet = false

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    package init() {}

    package func validate() throws {
        guard !current.isEmpty else { throw ValidationError("Name the production records with --current FILE.") }
        guard !candidate.isEmpty else { throw ValidationError("Name the other versions' predictions with --candidate FILE.") }
        guard alpha > 0, alpha < 0.5 else { throw ValidationError("--alpha: a number above 0 and below 0.5 is wanted, such as 0.05.") }
        guard smallest >= 0, smallest.isFinite else { throw ValidationError("--smallest: a number of at least 0 is wanted, such as 0.002.") }
        if let power {
            guard power >= 0.5, power < 1 else { throw ValidationError("--power: a number from 0.5 to less than 1 is wanted, such as 0.8.") }
            guard smallest > 0 else { throw ValidationError("--power is of seeing the smallest improvement that is worth a change: give --smallest, too, such as 0.01.") }
        }
        guard tightestAt >= 1 else { throw ValidationError("--tightest-at: a number of labels is wanted, such as 2000.") }
        guard margin.count == protect.count || (margin.count == 1 && !protect.isEmpty) else {
            throw ValidationError("--margin: give one for each --protect, or one for all; there are \(protect.count) and \(margin.count).")
        }
        guard margin.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw ValidationError("--margin: a number of at least 0 is wanted, such as 0.01.")
        }
        guard slice.count + protect.count <= VersionsQuery.mostSlices else {
            throw ValidationError("At most \(VersionsQuery.mostSlices) slices can be compared at once.")
        }
        if let metric, ComparedMetric(rawValue: metric)?.canDecide != true {
            throw ValidationError(
                "--metric: '\(metric)' cannot decide; use \(ComparedMetric.deciding.map(\.rawValue).joined(separator: ", ")).")
        }
        try cost.require(by: metric)
    }

    package func run() async throws {
        try OutputFiles.refuse(
            [("--json", json)], among: [("current", current), ("actuals", actuals), ("candidate", candidate)] + schema.arguments)
        try await engine.using { try await compare(with: $0) }
    }

    private func compare(with store: any FileStore) async throws {
        let (settings, notes) = try schema.settings()
        let slices = try slice.map { try Self.slice($0, of: "--slice") }
        let guarded = try protect.enumerated().map { place, text in
            (slice: try Self.slice(text, of: "--protect"), margin: margin.count == 1 ? margin[0] : margin[place])
        }
        let status = StatusLine(isQuiet: quiet)
        status.show("opening files")
        let records = try await DataFiles.open(current, as: "current", in: store).relation
        let truth = actuals.isEmpty ? nil : try await DataFiles.open(actuals, as: "actuals", in: store).relation
        let others = try await DataFiles.open(candidate, as: "candidate", in: store).relation
        let options = ComparisonOptions(
            settings: settings, metric: metric.flatMap(ComparedMetric.init), alpha: alpha, baseline: baseline, slices: slices,
            protected: guarded, fairness: fairness?.split(separator: ",").map { String($0).trimmingCharacters(in: .whitespaces) } ?? [],
            smallest: smallest, power: power, costs: cost.costs, tightestAt: tightestAt, version: AssayCommand.version)
        var report = try await ComparisonEvaluation(store: store, options: options)
            .report(on: ComparisonInput(current: records, actuals: truth, candidates: others)) { status.show($0) }
        report.notes += notes
        status.clear()
        try write(report)
        if failUnlessPromoted, report.verdict.decision != .promote { throw ExitCode(Program.Exit.findings.rawValue) }
    }

    private func write(_ report: ComparisonReport) throws {
        if let json {
            let data = try JSONReport.data(of: report)
            if json == "-" {
                FileHandle.standardOutput.write(data + Data("\n".utf8))
                return
            }
            try OutputOptions.save(data, to: json)
        }
        let text = ComparisonText(width: OutputOptions.width, isQuiet: quiet).text(of: report)
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    private static func slice(_ text: String, of flag: String) throws -> Slice {
        do {
            return try Slice(parsing: text)
        } catch {
            throw InputError("\(flag): \(error)")
        }
    }
}
