internal import ArgumentParser
internal import Domain
internal import DuckDBStore
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Store

extension StoreCommand {
    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make roll-ups anew from the rows.",
            discussion: """
                For when assay store verify finds that they are not what the rows give. Hours whose rows are no longer kept are \
                lost with it. No server may run meanwhile.
                """)

        @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
        var data: String?

        @Option(help: ArgumentHelp("Records on ClickHouse: clickhouse://...", valueName: "address"))
        var store: String?

        @Flag(help: "Print JSON.")
        var json = false

        @Option(help: ArgumentHelp("One model; left out: all.", valueName: "name"))
        var model: String?

        private struct Outcome: Encodable {
            var model: String
            var hours: Int
        }

        func validate() throws {
            guard (data == nil) != (store == nil) else { throw ValidationError("Name a store with --data FOLDER or --store ADDRESS.") }
        }

        func run() async throws {
            let place = try store.map { try StorePlace(cluster: $0, as: "--store") } ?? .folder(StoreFolder(path: data ?? "", memory: 1_000))
            let outcomes = try await place.using { [model] in try await Self.rebuild($0, only: model) }
            let lines = outcomes.map { "\($0.model): roll-ups of \($0.hours) hours" }
            let text = json ? try JSONText.of(outcomes) : (lines.isEmpty ? "there are no records" : lines.joined(separator: "\n")) + "\n"
            FileHandle.standardOutput.write(Data(text.utf8))
        }

        private static func rebuild(_ store: some RecordStore, only model: String?) async throws -> [Outcome] {
            guard try await store.mayLead() else {
                throw InputError("--store: a server works with this cluster and sums up for all; stop the servers first")
            }
            let catalog = ModelCatalog(store)
            try await catalog.load()
            let entries = await catalog.entries().filter { model == nil || model == $0.definition.name }
            guard model == nil || !entries.isEmpty else { throw InputError("there is no model '\(model ?? "")'") }
            let served = ServedModels(store: store)
            var outcomes: [Outcome] = []
            for entry in entries {
                guard let plan = try await served.rebuild(entry.definition, entry.tables) else { continue }
                let windows = try await store.rolledWindows(
                    entry.tables, where: RollupSelection(), by: .hour, plan: plan.rollups)
                outcomes.append(Outcome(model: entry.definition.name, hours: windows.count))
            }
            return outcomes
        }
    }
}

extension RecordStore {
    /// Reads everything, and compares roll-ups with the rows, where no other process makes them.
    func checked() async throws -> StoreCheck {
        try await requireWhole()
        var check = try await verifyWithDefinitions()
        guard check.problems.isEmpty, try await isLeader() else { return check }
        let catalog = ModelCatalog(self)
        try await catalog.load()
        let served = ServedModels(store: self)
        for entry in await catalog.entries() {
            check.problems += try await served.rollupProblems(of: entry.definition, entry.tables)
        }
        return check
    }
}
