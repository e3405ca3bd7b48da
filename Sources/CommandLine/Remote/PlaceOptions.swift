internal import ArgumentParser
internal import Foundation

/// Where the store is that a command works with: in a folder here, or with a server.
struct PlaceOptions: ParsableArguments {
    @OptionGroup
    var named: NamedPlace

    func validate() throws { try named.requireOne() }

    var server: String? { named.server }

    /// The store's folder, where no server was named.
    var folder: StoreFolder { named.folder }

    /// The server; `nil` where a folder was named.
    func remote() throws -> RemoteServer? { try named.remote() }
}

/// A store's place, for commands that may do without one.
struct NamedPlace: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Server that has the store, instead of a folder.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("Key for the server. (default: $ASSAY_KEY)", valueName: "key"))
    var key: String?

    var isNamed: Bool { data != nil || server != nil || key != nil }

    /// - Throws: `ValidationError` unless there is exactly one.
    func requireOne() throws {
        guard (data == nil) != (server == nil) else {
            throw ValidationError("Say where the store is: --data FOLDER for one here, or --server URL.")
        }
        guard key == nil || server != nil else { throw ValidationError("--key is for a server: name it with --server URL.") }
    }

    /// The store's folder, where no server was named.
    var folder: StoreFolder { StoreFolder(path: data ?? "", memory: 1_000) }

    /// The server; `nil` where a folder was named.
    func remote() throws -> RemoteServer? {
        try server.map { try RemoteServer(address: $0, key: key ?? ProcessInfo.processInfo.environment["ASSAY_KEY"]) }
    }
}
