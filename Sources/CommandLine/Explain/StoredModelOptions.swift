internal import ArgumentParser
internal import Foundation

/// A model of a store, here or on a server, in the place of files.
struct StoredModelOptions: ParsableArguments {
    @Option(help: "Name of the model.")
    var model: String?

    @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Server that has the store, instead of a folder.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("Key for the server. (default: $ASSAY_KEY)", valueName: "key"))
    var key: String?

    func validate() throws {
        guard model != nil else {
            guard data == nil, server == nil, key == nil else { throw ValidationError("Name the model of the store with --model.") }
            return
        }
        guard (data == nil) != (server == nil) else {
            throw ValidationError("Say where the store is: --data FOLDER for one here, or --server URL.")
        }
        guard key == nil || server != nil else { throw ValidationError("--key is for a server: name it with --server URL.") }
    }

    /// The model; `nil` where files are named.
    func stored() throws -> StoredModel? {
        guard let model else { return nil }
        guard let server else { return StoredModel(name: model, place: .folder(StoreFolder(path: data ?? "", memory: 1_000))) }
        return StoredModel(
            name: model, place: .server(try RemoteServer(address: server, key: key ?? ProcessInfo.processInfo.environment["ASSAY_KEY"])))
    }
}
