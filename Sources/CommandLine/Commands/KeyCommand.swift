package import ArgumentParser
internal import Domain
internal import Foundation
internal import HTTPServer
internal import Store

/// `assay key`: who may use a store's server.
package struct KeyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, list, rotate and revoke the keys of a store.",
        discussion: """
            These commands open the store's file, so the server must not run; a running server does the same over HTTP
            (/v1/keys). Keys on ClickHouse (--store) can be changed while servers run: they notice within seconds. A key's token is shown once: only a digest of it is kept.
            """,
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    package init() {}
}

/// What all of them share.
struct KeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
    var data = ProcessInfo.processInfo.environment[ServeSetting.data.variable] ?? ServeSetting.data.usual ?? ""

    @Option(
        help: ArgumentHelp(
            "The server's store where that is not a folder: clickhouse://... (default: $\(ServeSetting.store.variable))", valueName: "address"))
    var store: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// By whom the log says that a key was changed.
    static let author = "assay key"

    /// Calls `body` with the store's keys.
    ///
    /// - Parameter makesStore: whether a folder without a store gets one.
    func withRing<Result: Sendable>(
        makesStore: Bool = false, _ body: @Sendable (KeyRing) async throws -> Result
    ) async throws -> Result {
        let folder = StoreFolder(path: data, memory: 200, threads: 1)
        let address = store ?? ProcessInfo.processInfo.environment[ServeSetting.store.variable]
        let place = try address.map { try StorePlace(cluster: $0, as: "--store") } ?? .folder(folder)
        if case .folder = place, !makesStore, !FileManager.default.fileExists(atPath: folder.file) {
            throw InputError("--data: there is no store in \(data); name the folder that the server uses")
        }
        return try await place.using(makesStore: makesStore) { store in
            try await store.requireWhole()
            let ring = KeyRing(store)
            try await ring.load()
            return try await body(ring)
        }
    }

    func show(_ key: APIKey, token: String?, as text: String) throws {
        try write(json ? Self.json(KeyView(key, token: token)) : text)
    }

    func write(_ text: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension KeyCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key and print its token, this once.")

        @OptionGroup var options: KeyOptions

        @Argument(help: "What people shall call it.")
        var name: String

        @Option(help: ArgumentHelp("ingest, read or admin; may be repeated.", valueName: "scope"))
        var scope: [String] = []

        @Option(help: ArgumentHelp("Limit it to this model; may be repeated. (default: all models)", valueName: "name"))
        var model: [String] = []

        @Option(help: ArgumentHelp("When it ends, such as 2027-01-31T00:00:00Z. (default: never)", valueName: "time"))
        var expires: String?

        func run() async throws {
            let scopes = try scope.map { text in
                guard let scope = APIKey.Scope(rawValue: text) else {
                    throw InputError("--scope: one of \(APIKey.Scope.allCases.map(\.rawValue).joined(separator: ", ")) is wanted, not '\(text)'")
                }
                return scope
            }
            let end = try expires.map { text in
                guard let time = Timestamp(iso8601: text) else {
                    throw InputError("--expires: a time such as 2027-01-31T00:00:00Z is wanted, not '\(text)'")
                }
                return time
            }
            let wanted = KeyRing.Request(name: name, scopes: Set(scopes), models: model.isEmpty ? nil : model, expiresAt: end)
            let made = try await options.withRing(makesStore: true) { try await $0.make(wanted, by: KeyOptions.author) }
            try options.show(made.key, token: made.secret.token, as: made.secret.token)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all keys, without their secrets.")

        @OptionGroup var options: KeyOptions

        func run() async throws {
            let keys = try await options.withRing { await $0.all() }
            if options.json { return try options.write(KeyOptions.json(keys.map { KeyView($0) })) }
            if keys.isEmpty { try options.write("there are no keys") }
            for key in keys {
                let models = key.models.map { "models \($0.joined(separator: ", "))" } ?? "all models"
                let end = key.expiresAt.map { "until \($0)" } ?? "no end"
                let use = key.lastUsedAt.map { "last used \($0)" } ?? "never used"
                let scopes = key.scopes.map(\.rawValue).sorted().joined(separator: "+")
                try options.write("\(key.id)  \(scopes)  \(models)  \(end)  \(use)  \(key.name)")
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key a new secret and print its token, this once.")

        @OptionGroup var options: KeyOptions

        @Argument(help: "The key's id, as listed.")
        var id: String

        @Option(help: ArgumentHelp("How long the old secret is still taken.", valueName: "seconds"))
        var grace = KeyRing.usualGrace

        func run() async throws {
            let made = try await options.withRing { [id, grace] in try await $0.rotate(id, grace: grace, by: KeyOptions.author) }
            try options.show(made.key, token: made.secret.token, as: made.secret.token)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key at once.")

        @OptionGroup var options: KeyOptions

        @Argument(help: "The key's id, as listed.")
        var id: String

        func run() async throws {
            try await options.withRing { [id] in try await $0.revoke(id, by: KeyOptions.author) }
        }
    }
}
