internal import ArgumentParser
internal import DuckDBStore
internal import Foundation
internal import Store

extension StoreCommand {
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a store of a backup.",
            discussion: """
                The backup is examined first. With --force it takes the place of a store that is there, which is kept \
                beside it as assay.duckdb.before-restore.
                """)

        @OptionGroup var options: StoreOptions

        @Flag(help: "Take the place of a store that is there.")
        var force = false

        @Argument(help: "The backup.")
        var source: String

        func run() async throws {
            let manager = FileManager.default
            let folder = options.folder
            guard manager.isReadableFile(atPath: source) else { throw InputError("\(source) cannot be read; check the path") }
            if manager.fileExists(atPath: folder.file) {
                guard force else { throw InputError("--data: there is a store in \(folder.path) already; --force takes its place") }
                try await folder.requireNotInUse()
            }
            try manager.createDirectory(atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let new = folder.file + ".new"
            for file in [new, new + ".wal"] where manager.fileExists(atPath: file) { try manager.removeItem(atPath: file) }
            try manager.copyItem(atPath: source, toPath: new)
            let check = try await StoreFolder.check(new)
            guard check.problems.isEmpty else {
                try manager.removeItem(atPath: new)
                throw InputError("\(source) is no sound backup: \(check.problems.joined(separator: "; "))")
            }
            for suffix in ["", ".wal"] where manager.fileExists(atPath: folder.file + suffix) {
                try StoreFolder.move(folder.file + suffix, to: "\(folder.file).before-restore\(suffix)")
            }
            try StoreFolder.move(new, to: folder.file)
            try options.show(check, "\(folder.file):\n\(check.text)")
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read everything in a store or a backup and look for damage.",
            discussion: """
                Exit code 1 when something is wrong. A folder must not be open in a server; a backup of it can be examined instead. \
                Records on ClickHouse (--store) can be examined while servers run; roll-ups are then not compared with them.
                """)

        @Option(help: ArgumentHelp("Folder of the store.", valueName: "folder"))
        var data: String?

        @Option(help: ArgumentHelp("Records on ClickHouse: clickhouse://... (default: $ASSAY_STORE)", valueName: "address"))
        var store: String?

        @Flag(help: "Print JSON.")
        var json = false

        @Argument(help: "A backup, instead of a store's folder.")
        var file: String?

        func validate() throws {
            guard [data, file, address].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("Name one store: with --data FOLDER, with --store ADDRESS, or a backup.")
            }
        }

        private var address: String? {
            if let store { return store }
            return data == nil && file == nil ? ProcessInfo.processInfo.environment["ASSAY_STORE"] : nil
        }

        func run() async throws {
            if let address { return try show(await StorePlace(cluster: address, as: "--store").using { try await $0.checked() }) }
            let path = file ?? StoreFolder(path: data ?? "", memory: 1_000).file
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw InputError("\(path) cannot be read; check the path")
            }
            try show(await StoreFolder.check(path))
        }

        private func show(_ check: StoreCheck) throws {
            let text = json ? try JSONText.of(check) : check.text + "\n"
            FileHandle.standardOutput.write(Data(text.utf8))
            if !check.problems.isEmpty { throw ExitCode(Program.Exit.findings.rawValue) }
        }
    }
}

extension StoreFolder {
    /// A damaged store may be replaced; one that somebody works with may not.
    fileprivate func requireNotInUse() async throws {
        do {
            try await DuckDBStore(.file(file)).close()
        } catch let error as StoreError {
            if Self.isInUse(error) { throw InputError("\(file) is open in another process; stop that one first") }
        }
    }
}

extension StoreCheck {
    var text: String {
        let english = Locale(identifier: "en")
        let lines = models.map {
            "  \($0.model): \($0.records.formatted(.number.locale(english))) records, \($0.actuals.formatted(.number.locale(english))) actuals"
        }
        let verdict = problems.isEmpty ? "sound" : "damaged: put a backup in its place (of a folder with assay store restore)"
        return (lines + problems.map { "  \($0)" } + [verdict]).joined(separator: "\n")
    }
}
