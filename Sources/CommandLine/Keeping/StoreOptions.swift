internal import ArgumentParser
internal import Foundation

/// What all commands on a store's folder share.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
    var data: String

    @Flag(help: "Print JSON.")
    var json = false

    var folder: StoreFolder { StoreFolder(path: data, memory: 1_000) }

    /// Prints the value as JSON where that is wanted, else the text.
    func show(_ value: some Encodable, _ text: String) throws {
        FileHandle.standardOutput.write(Data((json ? try JSONText.of(value) : text + "\n").utf8))
    }

    /// Makes sure that somebody wants this.
    static func confirm(_ question: String, yes: Bool) throws {
        if yes { return }
        guard isatty(0) == 1 else { throw InputError("\(question) Nobody can be asked here: say --yes") }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw InputError("nothing was changed") }
    }
}
