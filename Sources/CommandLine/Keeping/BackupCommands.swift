internal import ArgumentParser
internal import DuckDBStore
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Store

extension StoreCommand {
    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the whole store into one new file.",
            discussion: """
                The file is there whole or not at all. A store that a server has open is backed up by the server, which goes \
                on working meanwhile: into a file of its own naming, in the folder backups beside its store. The key needs \
                the scope admin.

                EXAMPLES

                  assay store backup --data store /backup/assay-2026-03-10.duckdb
                  ASSAY_KEY=... assay store backup --server https://assay.example.org
                """)

        @OptionGroup var place: PlaceOptions

        @Flag(help: "Print JSON.")
        var json = false

        @Flag(help: "Replace a file of this name.")
        var force = false

        @Argument(help: "The file to write; a server chooses its own.")
        var target: String?

        private struct Written: Codable {
            var file: String
            var bytes: Int
        }

        func validate() throws {
            if place.server == nil {
                guard target != nil else { throw ValidationError("Name the file to write.") }
            } else {
                guard target == nil, !force else {
                    throw ValidationError("A server writes into its own folder, under a new name: leave the file and --force out.")
                }
            }
        }

        func run() async throws {
            let written: Written
            var whose = ""
            if let server = try place.remote() {
                // It takes as long as the store is large.
                written = try await server.answer(Written.self, to: server.request(.POST, ["v1", "backups"]), within: .hours(1))
                whose = " on the server"
            } else {
                written = try await write(to: target ?? "")
            }
            let text = json ? try JSONText.of(written) : "\(written.file)\(whose): \(written.bytes) bytes\n"
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        }

        private func write(to target: String) async throws -> Written {
            guard force || !FileManager.default.fileExists(atPath: target) else {
                throw InputError("\(target) is there already; --force replaces it")
            }
            let store = try place.folder.openExisting()
            try await store.backUp(to: target)
            try await store.close()
            let bytes = try FileManager.default.attributesOfItem(atPath: target)[.size] as? Int ?? 0
            return Written(file: target, bytes: bytes)
        }
    }
}
