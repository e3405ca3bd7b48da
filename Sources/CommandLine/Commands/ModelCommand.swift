package import ArgumentParser
internal import Domain
internal import Foundation
internal import HTTPServer

/// `assay model`: how a store's models are described.
package struct ModelCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "List, show, make, change, confirm and delete the models of a store, here or on a server.",
        discussion: """
            A model's description says its task, what its columns are, and how long its records are kept. It is a YAML or \
            JSON file with the keys that docs/models.md explains:

              name: churn
              task: binary
              columns:
                - {name: score, role: prediction_score}
                - {name: age, type: numeric, minimum: 0}
                - {name: region, role: tag, type: categorical}

            A model that nobody has described is made of its first records, and waits for confirmation.

            EXAMPLES

              Describe a model, then look at it:
                assay model create --data store churn.yaml
                assay model show --data store churn
              Change it:
                assay model show --data store churn --yaml > churn.yaml
                assay model replace --data store churn.yaml
              With a server; the key is better given in ASSAY_KEY:
                assay model confirm --server https://assay.example.org churn
            """,
        subcommands: [List.self, Show.self, Create.self, Replace.self, Confirm.self, Delete.self])

    package init() {}
}

/// What all of them share.
struct ModelOptions: ParsableArguments {
    @OptionGroup var place: PlaceOptions

    @Flag(help: "Print JSON.")
    var json = false

    func models() throws -> any ModelPlace {
        if let server = try place.remote() { return RemoteModels(server: server) }
        return LocalModels(folder: place.folder)
    }

    /// Prints the value as JSON where that is wanted, else the text.
    func show(_ value: some Encodable, _ text: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((json ? try JSONText.of(value) : text + "\n").utf8))
    }
}

extension ModelCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all models.")

        @OptionGroup var options: ModelOptions

        func run() async throws {
            let models = try await options.models().models()
            let text = models.isEmpty ? "there are no models" : models.map(\.line).joined(separator: "\n")
            try options.show(["models": models], text)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how a model is described.")

        @OptionGroup var options: ModelOptions

        @Flag(help: "Print the description alone, as a file for assay model replace.")
        var yaml = false

        @Argument(help: "The model's name.")
        var name: String

        func validate() throws {
            guard !yaml || !options.json else { throw ValidationError("Choose one of --json and --yaml.") }
        }

        func run() async throws {
            let model = try await options.models().model(name)
            try options.show(model, yaml ? try YAMLText.of(model.definition) : model.text)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Describe a new model.", discussion: "A folder without a store gets one.")

        @OptionGroup var options: ModelOptions

        @Argument(help: "YAML or JSON; - for standard input.")
        var file: String

        func run() async throws {
            let model = try await options.models().create(SourceDocument(path: file))
            try options.show(model, "\(model.definition.name): made, revision \(model.revision)")
        }
    }

    struct Replace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Describe a model anew.",
            discussion: """
                Columns whose values are stored stay, with their type; give one the role 'ignored' to leave new values out. \
                What was said before remains in the history.
                """)

        @OptionGroup var options: ModelOptions

        @Option(
            help: ArgumentHelp(
                "Only when the model is still at this revision, so that nobody else's change is lost.", valueName: "number"))
        var revision: Int64?

        @Argument(help: "YAML or JSON; - for standard input.")
        var file: String

        func run() async throws {
            let model = try await options.models().replace(SourceDocument(path: file), from: revision)
            try options.show(model, "\(model.definition.name): changed, revision \(model.revision)")
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say that a guessed description is right.")

        @OptionGroup var options: ModelOptions

        @Argument(help: "The model's name.")
        var name: String

        func run() async throws {
            let model = try await options.models().confirm(name)
            try options.show(model, "\(model.definition.name): confirmed, revision \(model.revision)")
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a model with all its records and ground truth.",
            discussion: """
                They cannot be brought back. A store's file here is written anew afterwards, so that nothing is left in it; \
                of a server's, the rest goes with assay store compact or a backup that is restored.
                """)

        @OptionGroup var options: ModelOptions

        @Flag(help: "Do not ask.")
        var yes = false

        @Argument(help: "The model's name.")
        var name: String

        func run() async throws {
            let models = try options.models()
            let model = try await models.model(name)
            try StoreOptions.confirm("Delete \(model.definition.name) with all its records and ground truth for good?", yes: yes)
            try await models.delete(name)
            try options.show(["deleted": model.definition.name], "\(model.definition.name): deleted")
        }
    }
}
