internal import ArgumentParser
internal import Domain
internal import DuckDBStore
internal import Evaluation
internal import Foundation
internal import HTTPServer
internal import Ingest
internal import Store

extension StoreCommand {
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a subject's rows for good.",
            discussion: """
                Records, ground truth, and the texts of cells that did not fit go, in all versions and environments; the \
                file is written anew, so that nothing of them is left in it. Backups and exported files are yours to \
                delete. The log says how much was deleted, not whose.

                EXAMPLES

                  assay store delete --data store --model churn --prediction-id 4711
                  assay store delete --data store --model churn --tag user=alice --yes
                """)

        @OptionGroup var options: StoreOptions

        @Option(help: "Name of the model.")
        var model: String

        @Option(help: ArgumentHelp("Whose rows; may be repeated.", valueName: "id"))
        var predictionID: [String] = []

        @Option(
            help: ArgumentHelp(
                "Rows of every prediction_id that has, or ever had, this value in this column.", valueName: "name=value"))
        var tag: String?

        @Flag(help: "Do not ask.")
        var yes = false

        func validate() throws {
            guard predictionID.isEmpty != (tag == nil) else {
                throw ValidationError("Say whose rows: --prediction-id ID, or --tag NAME=VALUE.")
            }
        }

        func run() async throws {
            let deletion = try deletion()
            let counts = try await options.folder.rewriting { store in
                let tables = try await store.tables(of: model)
                let counts = try await store.delete(deletion, from: tables, isTrial: true)
                guard !counts.isNothing else { return (counts, false) }
                try StoreOptions.confirm("Delete \(counts.text) of \(model) for good?", yes: yes)
                return (try await store.delete(deletion, from: tables, by: "assay store delete"), true)
            }
            try options.show(counts, counts.isNothing ? "\(model): no such rows" : "\(model): \(counts.text) deleted")
        }

        private func deletion() throws -> Deletion {
            guard let tag else { return .identities(predictionID) }
            let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else { throw InputError("--tag: '\(tag)' is not NAME=VALUE, such as user=alice") }
            return .value(column: parts[0], text: parts[1])
        }
    }

    struct Retain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete what is older than models' retention says.",
            discussion: """
                A model's definition says how many days of records and of roll-ups it keeps (retention.records_days, \
                retention.rollups_days); a model that does not say keeps all. Days are counted by the time of the \
                event, back from now. Records are summed up before they go. A running server does the same by itself.
                """)

        @OptionGroup var options: StoreOptions

        @Option(help: "Only this model. (default: all)")
        var model: String?

        @Flag(help: "Do not ask.")
        var yes = false

        func run() async throws {
            let outcomes = try await options.folder.rewriting { store in
                let catalog = ModelCatalog(store)
                try await catalog.load()
                if let model { _ = try await store.tables(of: model) }
                let entries = await catalog.entries().filter { model == nil || $0.definition.name == model }
                let pass = RetentionPass(store: store, served: ServedModels(store: store), now: Timestamp(Date()))
                var due: [(entry: ModelCatalog.Entry, what: RetentionPass.Outcome)] = []
                for entry in entries {
                    let what = try await pass.due(entry)
                    if !what.isNothing { due.append((entry, what)) }
                }
                guard !due.isEmpty else { return ([RetentionPass.Outcome](), false) }
                try StoreOptions.confirm("Delete \(due.map(\.what.text).joined(separator: "; ")) for good?", yes: yes)
                var outcomes: [RetentionPass.Outcome] = []
                for (entry, _) in due { outcomes.append(try await pass.apply(entry, by: "assay store retain")) }
                return (outcomes, true)
            }
            let lines = outcomes.map { "\($0.text): deleted" }
            try options.show(outcomes, lines.isEmpty ? "nothing is too old" : lines.joined(separator: "\n"))
        }
    }

    struct Compact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the store's file anew: smaller, and without what was deleted.")

        @OptionGroup var options: StoreOptions

        private struct Sizes: Encodable {
            var before: Int
            var after: Int
        }

        func run() async throws {
            let before = try Self.size(options.folder)
            try await options.folder.rewriting { _ in ((), true) }
            let sizes = Sizes(before: before, after: try Self.size(options.folder))
            try options.show(sizes, "\(options.folder.file): \(sizes.before) bytes before, \(sizes.after) now")
        }

        private static func size(_ folder: StoreFolder) throws -> Int {
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.file)  // opening says what is wrong
            return attributes?[.size] as? Int ?? 0
        }
    }
}

extension DeletionCounts {
    var text: String { "\(records) records and \(actuals) actuals" }
}

extension RetentionPass.Outcome {
    fileprivate var text: String {
        let records = before.map { "\(deleted.text) of \(model) from before \($0)" }
        let rollups = hours > 0 ? "\(hours) hours of roll-ups of \(model)" : nil
        return [records, rollups].compactMap(\.self).joined(separator: ", ")
    }
}
