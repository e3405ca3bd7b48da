internal import ArgumentParser
internal import Foundation
internal import Store

extension StoreCommand {
    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a store from a folder to ClickHouse, or back.",
            discussion: """
                Everything goes: documents with their history (models, keys, saved slices), every record and actual with those \
                that others have taken the place of, cells that did not fit, what requests with an idempotency key were \
                answered, and roll-ups. The copy answers as its source does, also with as_of. At the end everything is read back \
                and compared with checksums that were taken on the way.

                A copy that was stopped goes on where it was when the command is given again. One that is finished can be brought \
                up to date so, as long as nobody has written to it: copy while the source serves (a cluster, or a backup of a \
                folder), stop its servers, and copy what has come meanwhile.

                The target must be empty. No server may use it before the copy is finished: assay serve refuses. A folder that a \
                server has open cannot be read; a backup of it can.

                Addresses with a password are better given in the environment: ASSAY_COPY_FROM, ASSAY_COPY_TO.

                EXAMPLES

                  assay store copy --from store --to 'clickhouse://one:8123,two:8123/assay?cluster=main'
                  assay store copy --from /backup/assay-2026-03-10.duckdb --to clickhouse://localhost:8123/assay
                  assay store copy --from clickhouse://localhost:8123/assay --to store
                """)

        @Option(help: ArgumentHelp("Folder of a store, file of a backup, or clickhouse:// address.", valueName: "store"))
        var from: String?

        @Option(help: ArgumentHelp("Folder, or clickhouse:// address.", valueName: "store"))
        var to: String?

        @Option(help: ArgumentHelp("Memory for the embedded engine before it writes to disk.", valueName: "MB"))
        var memory = 1_000

        @Option(help: ArgumentHelp("Rows that are copied at once, from where a stopped copy goes on. (default: as many as fit)", valueName: "count"))
        var rows: Int?

        @Flag(help: "Print JSON.")
        var json = false

        @Flag(name: .shortAndLong, help: "Do not say how far it has come.")
        var quiet = false

        func validate() throws {
            guard memory >= 100 else { throw ValidationError("--memory: the engine needs at least 100 MB.") }
            guard (rows ?? 1) >= 1 else { throw ValidationError("--rows: at least one.") }
        }

        func run() async throws {
            let (source, target) = try (place(from, "from"), place(to, "to"))
            if case .file(let path) = target { throw InputError("--to: \(path) is a file; name a folder or an address") }
            guard source.description != target.description else { throw InputError("--from and --to are the same store") }
            let status = StatusLine(isQuiet: quiet)
            defer { status.clear() }
            try await EngineOptions.untilStopped {
                let outcome = try await source.using { source in
                    // Before a target is made for nothing.
                    try await StoreCopy.requireSource(source)
                    return try await target.using(makesStore: true) { target in
                        try await StoreCopy(from: source, to: target, rowsOfStretch: rows) { status.show($0.text) }.run()
                    }
                }
                status.clear()
                let text = json ? try JSONText.of(outcome) : outcome.text
                FileHandle.standardOutput.write(Data(text.utf8))
            }
        }

        private func place(_ given: String?, _ name: String) throws -> StorePlace {
            let variable = "ASSAY_COPY_\(name.uppercased())"
            guard let text = given ?? ProcessInfo.processInfo.environment[variable], !text.isEmpty else {
                throw InputError("name both stores: --from STORE and --to STORE, or ASSAY_COPY_FROM and ASSAY_COPY_TO in the environment")
            }
            return try StorePlace(parsing: text, as: "--\(name)", memory: memory)
        }
    }
}

extension StoreCopy.Progress {
    fileprivate var text: String {
        switch self {
        case .copying(let model, let rows, let total): "\(model): \(rows.inThousands) of \(total.inThousands) rows copied"
        case .summarizing(let model): "\(model): copying roll-ups"
        case .comparing(let model, let rows, let total): "\(model): \(rows.inThousands) of \(total.inThousands) rows compared"
        }
    }
}

extension StoreCopy.Outcome {
    fileprivate var text: String {
        var lines = models.map {
            """
            \($0.model): \($0.records.inThousands) records and \($0.actuals.inThousands) actuals, \($0.copied.inThousands) of them copied now; \
            read back, checksums \($0.checksums.joined(separator: ", ")) agree
            """
        }
        if models.isEmpty { lines.append("no models") }
        lines.append("\(documents.inThousands) documents")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Int {
    fileprivate var inThousands: String { formatted(.number.locale(Locale(identifier: "en"))) }
}
