package import ArgumentParser

/// The root of all commands.
package struct AssayCommand: AsyncParsableCommand {
    /// The program's version.
    static let version = "0.1.0"

    package static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "An evaluation store for machine-learning models.",
        discussion: """
            Exit codes: 0 healthy, 1 findings at or above --fail-on, 2 usage or bad input, 3 the engine failed.
            """,
        version: version,
        subcommands: [
            CheckCommand.self, ExplainCommand.self, ValidateCommand.self, SkewCommand.self, CompareCommand.self,
            SlicesCommand.self, ServeCommand.self, KeyCommand.self, ModelCommand.self, IngestCommand.self,
            ExportCommand.self, StoreCommand.self, SimulateCommand.self, DemoCommand.self,
        ])

    package init() {}
}
