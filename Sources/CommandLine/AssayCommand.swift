package import ArgumentParser

/// The root of all commands.
package struct AssayCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "An evaluation store for machine-learning models.",
        subcommands: [SimulateCommand.self])

    package init() {}
}
