package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import ReportText
internal import Store

/// `assay validate`: the gate before a launch.
package struct ValidateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "The gate before a launch: does a version meet its requirements?",
        discussion: """
            A YAML file says what must hold: limits of metrics, overall and in slices; no slice worse than the champion; no \
            skew between training and serving; parities between groups; no significantly bad slice; sound data. See docs/validate.md.

            Exit codes: 0 what is required holds, 1 it does not, 2 usage or bad input, 3 the engine failed.

            EXAMPLES

              A file to begin with:
                assay validate --example > gate.yaml
              A model on its validation data:
                assay validate --requirements gate.yaml --current valid.parquet
              A candidate against the champion, with a comment for the pull request:
                assay validate --requirements gate.yaml --current prod.parquet \\
                  --actuals labels.csv --candidate shadow.parquet \\
                  --markdown comment.md --junit validate.xml
            """)

    @Option(help: ArgumentHelp("The requirements, as YAML or JSON.", valueName: "file"))
    var requirements: String?

    @Flag(help: "Print a file of requirements to begin with.")
    var example = false

    @Option(parsing: .upToNextOption, help: "Records to judge on, with features and predictions: the champion's where there is --candidate, else those that are judged.")
    var current: [String] = []

    @Option(parsing: .upToNextOption, help: "Ground truth, joined by prediction_id; without it that of the records counts.")
    var actuals: [String] = []

    @Option(parsing: .upToNextOption, help: "Predictions of the version that is judged, for the same prediction_ids.")
    var candidate: [String] = []

    @Option(help: ArgumentHelp("The version that is judged, where there are several.", valueName: "version"))
    var candidateVersion: String?

    @Option(help: ArgumentHelp("The champion; default: the version of the records.", valueName: "version"))
    var baseline: String?

    @Option(parsing: .upToNextOption, help: "For skew: records the model learned from.")
    var training: [String] = []

    @Option(parsing: .upToNextOption, help: "For skew: records it was judged by before launch; preferred.")
    var validation: [String] = []

    @Option(parsing: .upToNextOption, help: "For skew: either of them.")
    var reference: [String] = []

    @OptionGroup(title: "The same rows, computed twice")
    var pairs: PairOptions

    @OptionGroup(title: "What columns mean")
    var schema: SchemaOptions

    @OptionGroup(title: "Output")
    var output: ValidateOutput

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    package init() {}

    package func validate() throws {
        guard !example else { return }
        guard requirements != nil else { throw ValidationError("Name the requirements with --requirements FILE; --example prints one to begin with.") }
        guard !current.isEmpty || pairs.isAsked else {
            throw ValidationError("Name what is judged: --current FILE, or --offline FILE and --online FILE.")
        }
        for (flag, files) in [("--candidate", candidate), ("--actuals", actuals), ("--training", training), ("--validation", validation), ("--reference", reference)]
        where current.isEmpty && !files.isEmpty {
            throw ValidationError("\(flag) goes with --current FILE.")
        }
        guard baseline == nil || !candidate.isEmpty else { throw ValidationError("--baseline is what a candidate is compared with: give --candidate FILE.") }
    }

    package func run() async throws {
        if example {
            FileHandle.standardOutput.write(Data(RequirementsExample.text.utf8))
            return
        }
        try OutputFiles.refuse(
            output.files,
            among: [
                ("requirements", [requirements].compactMap(\.self)), ("current", current), ("actuals", actuals), ("candidate", candidate),
                ("training", training), ("validation", validation), ("reference", reference), ("offline", pairs.offline), ("online", pairs.online),
            ] + schema.arguments)
        // Mistakes in the file are told before any data are read.
        let file = try RequirementsFile(path: requirements ?? "")
        try await engine.using { try await judge(by: file, in: $0) }
    }

    private func judge(by file: RequirementsFile, in store: any FileStore) async throws {
        guard let pairing = store as? any PairingStore else {
            throw InputError("assay validate pairs records in this process; leave out --store and ASSAY_STORE")
        }
        let (settings, notes) = try schema.settings()
        let status = StatusLine(isQuiet: output.quiet)
        status.show("opening files")
        var input = ValidationInput()
        func open(_ arguments: [String], _ part: String) async throws -> Relation? {
            guard !arguments.isEmpty else { return nil }
            let (relation, paths) = try await DataFiles.open(arguments, as: part, in: store)
            input.files[part] = paths
            return relation
        }
        input.current = try await open(current, "current")
        input.actuals = try await open(actuals, "actuals")
        input.candidates = try await open(candidate, "candidate")
        let earlier = [("validation", validation), ("training", training), ("reference", reference)].first { !$0.1.isEmpty }
        if let (part, files) = earlier, let relation = try await open(files, part) { input.reference = .init(part: part, relation: relation) }
        if pairs.isAsked {
            let (query, files) = try await pairs.open(in: store)
            input.sameRows = query
            input.files.merge(files) { _, new in new }
        }
        let options = ValidationOptions(
            settings: settings, candidate: candidateVersion, champion: baseline, requirements: file.name, version: AssayCommand.version)
        var report = try await ValidationEvaluation(store: pairing, options: options)
            .report(on: input, requirements: file.requirements) { status.show($0) }
        report.notes += notes
        status.clear()
        try output.write(report)
        if report.verdict.severity >= output.failOn.severity { throw ExitCode(Program.Exit.findings.rawValue) }
    }
}
