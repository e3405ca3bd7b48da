internal import ArgumentParser

/// A model of a store, here or on a server, in the place of files.
struct StoredModelOptions: ParsableArguments {
    @Option(help: "Name of the model.")
    var model: String?

    @OptionGroup
    var place: NamedPlace

    func validate() throws {
        guard model == nil else { return try place.requireOne() }
        guard !place.isNamed else { throw ValidationError("Name the model of the store with --model.") }
    }

    /// The model; `nil` where files are named.
    ///
    /// - Parameter engine: what the store's may use while it writes records out; after that the one that looks at them has it.
    func stored(with engine: EngineOptions) throws -> StoredModel? {
        guard let model else { return nil }
        var folder = place.folder
        (folder.memory, folder.threads, folder.temporary) = (engine.memory, engine.threads, engine.temporary)
        return StoredModel(name: model, place: try place.remote().map { .server($0) } ?? .folder(folder))
    }
}
