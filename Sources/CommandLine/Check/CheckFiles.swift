internal import ArgumentParser
internal import Evaluation
internal import Store

/// The files that `assay check` looks at, and what goes by it.
struct CheckFiles: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Records to compare with, whether of training or validation.")
    var reference: [String] = []

    @Option(parsing: .upToNextOption, help: "Records the model learned from.")
    var training: [String] = []

    @Option(parsing: .upToNextOption, help: "Records it was judged by before launch; preferred for comparison.")
    var validation: [String] = []

    @Option(parsing: .upToNextOption, help: "Production records to check.")
    var current: [String] = []

    @Option(parsing: .upToNextOption, help: "Ground truth of production records, joined by prediction_id.")
    var actuals: [String] = []

    @Option(parsing: .upToNextOption, help: "Predictions of other versions for the same prediction_ids.")
    var candidate: [String] = []

    /// - Throws: `ValidationError` for parts without which there is nothing to do.
    func requireAll() throws {
        guard !current.isEmpty else { throw ValidationError("Name the production records with --current FILE.") }
        guard !(reference + training + validation).isEmpty else {
            throw ValidationError("Name what to compare with: --reference FILE, or --training and --validation.")
        }
    }

    /// By flag, the files that are read.
    var arguments: [(part: String, arguments: [String])] {
        [
            ("reference", reference), ("training", training), ("validation", validation), ("current", current), ("actuals", actuals),
            ("candidate", candidate),
        ]
    }

    func open(in store: any FileStore) async throws -> CheckInput {
        let records = try await DataFiles.open(current, as: "current", in: store)
        var input = CheckInput(current: records.relation, files: ["current": records.paths])
        try await input.open(
            [
                ("training", training, \.training), ("validation", validation, \.validation),
                ("reference", reference, \.reference), ("actuals", actuals, \.actuals), ("candidate", candidate, \.candidates),
            ], in: store)
        return input
    }
}

extension CheckInput {
    /// Opens those parts for which files are named.
    mutating func open(_ parts: [(name: String, files: [String], place: WritableKeyPath<CheckInput, Relation?>)], in store: any FileStore) async throws {
        for (name, arguments, place) in parts where !arguments.isEmpty {
            let (relation, paths) = try await DataFiles.open(arguments, as: name, in: store)
            self[keyPath: place] = relation
            files[name] = paths
        }
    }
}
