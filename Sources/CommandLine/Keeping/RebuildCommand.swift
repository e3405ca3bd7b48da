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
                lost with it.
                """)

        @OptionGroup var options: StoreOptions

        @Option(help: ArgumentHelp("One model; left out: all.", valueName: "name"))
        var model: String?

        private struct Outcome: Encodable {
            var model: String
            var hours: Int
        }

        func run() async throws {
            let store = try options.folder.openExisting()
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
            try await store.close()
            let lines = outcomes.map { "\($0.model): roll-ups of \($0.hours) hours" }
            try options.show(outcomes, lines.isEmpty ? "there are no records" : lines.joined(separator: "\n"))
        }
    }
}

extension StoreFolder {
    /// Where roll-ups differ from the rows.
    static func rollupProblems(in store: DuckDBStore) async throws -> [String] {
        let catalog = ModelCatalog(store)
        try await catalog.load()
        let served = ServedModels(store: store)
        var problems: [String] = []
        for entry in await catalog.entries() {
            problems += try await served.rollupProblems(of: entry.definition, entry.tables)
        }
        return problems
    }
}
