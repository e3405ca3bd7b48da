package import ArgumentParser
internal import Domain
internal import Evaluation
internal import Foundation
internal import ReportText
internal import Store
internal import WebUI

/// `assay explain`: the root cause of a change between two windows.
package struct ExplainCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a metric changed: what, since when, who is hit, why, what it costs, what to do.",
        discussion: """
            Files and columns are as for assay check, which is run first: its alerts say since when. The change is taken apart into \
            broken data, changed inputs P(X), changed outcomes P(Y), a changed relation P(Y|X) and other versions, then by column \
            and by slice. See docs/explain.md.

            Exit codes: 0 done, 2 usage or bad input, 3 the engine failed.

            EXAMPLES

              Since the change that assay check finds:
                assay explain --validation valid.parquet --current prod.parquet --actuals labels.csv
              One week against another:
                assay explain --reference valid.parquet --current prod.parquet --actuals labels.csv \\
                  --from 2026-03-08 --to 2026-03-15 --against-from 2026-03-01 --against-to 2026-03-08
              With a training set that has more of the records behind it:
                assay explain --training train.parquet --validation valid.parquet --current prod.parquet \\
                  --actuals labels.csv --export-rows augmented.parquet
              Of a model that a store has, here or on a server (with --server URL --key KEY):
                assay explain --data store --model churn --export-rows augmented.parquet
              And with a pipeline that is told to train on it, if that is advised:
                assay explain --training train.parquet --validation valid.parquet --current prod.parquet \\
                  --actuals labels.csv --export-rows augmented.parquet \\
                  --webhook https://pipelines.example.org/hooks/train --webhook-secret secret.txt
            """)

    @OptionGroup
    var files: CheckFiles

    @OptionGroup(title: "A model of a store, instead of files")
    var stored: StoredModelOptions

    @OptionGroup(title: "Windows")
    var windows: ExplainWindows

    @Option(help: ArgumentHelp("The metric whose change is explained: log_loss, brier_score, accuracy, cost, roc_auc, mae or mse.", valueName: "name"))
    var metric: String?

    @OptionGroup
    var cost: CostOptions

    @Option(
        help: ArgumentHelp(
            "What training again costs, in the metric's unit (with --false-positive-cost and --false-negative-cost, or a metric such as accuracy): after how "
                + "many days it is paid back.", valueName: "number"))
    var retrainingCost: Double?

    @Option(help: ArgumentHelp("Records of each window that are looked at, at most.", valueName: "count"))
    var rows = 50_000

    @OptionGroup
    var slice: SliceOptions

    @OptionGroup(title: "What columns mean")
    var schema: SchemaOptions

    @OptionGroup(title: "Output")
    var output: ExplainOutput

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    package init() {}

    package func validate() throws {
        if stored.model == nil {
            try files.requireAll()
        } else {
            guard files.arguments.allSatisfy(\.arguments.isEmpty) else {
                throw ValidationError("--model: its records are explained; leave out files, or --model.")
            }
            guard !schema.isSaid else { throw ValidationError("--model: what columns mean is in its definition (assay model show); leave that out.") }
        }
        guard rows >= 1_000, rows <= 1_000_000 else { throw ValidationError("--rows: between 1,000 and 1,000,000.") }
        if let retrainingCost, !(retrainingCost >= 0 && retrainingCost.isFinite) {
            throw ValidationError("--retraining-cost: a cost is a number of at least 0, such as 500.")
        }
        if let metric, ComparedMetric(rawValue: metric)?.canDecide != true {
            throw ValidationError(
                "--metric: the change of '\(metric)' cannot be taken apart; use \(ComparedMetric.deciding.map(\.rawValue).joined(separator: ", ")).")
        }
        try cost.require(by: metric)
    }

    package func run() async throws {
        // What a flag says wrongly is told before any file is read.
        let (span, against) = try windows.parsed()
        try OutputFiles.refuse(output.files, among: files.arguments + schema.arguments)
        let webhook = try output.receiver()
        try await engine.using { store in
            guard stored.model != nil else { return try await explain(with: store, span, against, webhook) }
            // Who is stopped takes the copies of the store's records away, too.
            try await EngineOptions.untilStopped { try await explain(with: store, span, against, webhook) }
        }
    }

    private func explain(with store: any FileStore, _ span: Range<Timestamp>?, _ against: Range<Timestamp>?, _ webhook: Webhook?) async throws {
        guard let engine = store as? any FileEngine else {
            throw InputError("assay explain reads records in this process; leave out --store and ASSAY_STORE")
        }
        let target = try output.exportRows.map { try ExportTarget(output: $0, format: nil, flag: "--export-rows") }
        let slice = try slice.parsed()
        let status = StatusLine(isQuiet: output.quiet)
        var options = ExplanationOptions(
            check: CheckOptions(version: AssayCommand.version), metric: metric.flatMap(ComparedMetric.init), costs: cost.costs, span: span,
            against: against, retrainingCost: retrainingCost, rowLimit: rows)
        var copies: String?
        defer { if let copies { try? FileManager.default.removeItem(atPath: copies) } }  // a folder of the system's to clean
        var explanation: Explanation
        if let stored = try stored.stored(with: self.engine) {
            options.check.audience = .model
            let folder = "\(TemporaryFolder.path)-explain-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            copies = folder
            let model = try await stored.exported(ReportQuery(slice: slice), to: folder, status)
            explanation = try await model.explanation(options, in: engine) { status.show($0) }
        } else {
            explanation = try await ofFiles(options, slice, in: engine, status)
        }
        var event: RetrainingEvent?
        if let target {
            status.show("writing rows")
            let rows = try await explanation.cohort.trainingSet(in: engine)
            let count = try await engine.write(rows, to: target.path, as: target.format)
            try target.finish()
            explanation.report.notes.append(
                "\(output.exportRows ?? ""): \(count) rows, of which \(explanation.cohort.count) are behind the change"
                    + (explanation.cohort.slice.map { " (\($0))" } ?? "") + "; they count by their sampling_weight.")
            if webhook != nil {
                event = try RetrainingEvent(explanation.report, trainingSet: .init(path: target.path, rows: count), at: .now)
                if event == nil { explanation.report.notes.append("--webhook was not told: training again is not advised.") }
            }
        }
        status.clear()
        // What was found is there before anybody is told, and whoever cannot be told takes nothing from it.
        try output.write(explanation.report)
        if let webhook, let event { try await webhook.deliver(id: event.id, body: event.body()) }
    }

    private func ofFiles(_ options: ExplanationOptions, _ slice: Slice?, in engine: any FileEngine, _ status: StatusLine) async throws -> Explanation {
        var options = options
        var (settings, notes) = try schema.settings()
        // Which slices count for a change is looked for; those that a configuration follows are the check's.
        settings.slices = []
        options.check.settings = settings
        options.check.rules = BudgetRules(candidates: !files.candidate.isEmpty)
        status.show("opening files")
        var input = try await files.open(in: engine)
        if let slice { notes.append(try await SliceOptions.keep(slice, in: &input, of: engine)) }
        var explanation = try await ExplanationEvaluation(store: engine, options: options).explanation(of: input) { status.show($0) }
        explanation.report.notes += notes
        return explanation
    }
}
