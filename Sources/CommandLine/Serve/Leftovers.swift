internal import Foundation

extension StoreFolder {
    /// Removes what killed processes left in this folder: bodies and answers on their way, and backups that are not whole.
    /// Only files whose names this program gives are touched, and only by who has the store open, so that nobody works with them.
    func removeLeftovers() throws {
        let manager = FileManager.default
        for (folder, isOurs) in [("", Self.isPartOfStore), ("spool", Self.isSpooled), ("backups", Self.isPartOfBackup)] {
            let folder = folder.isEmpty ? path : "\(path)/\(folder)"
            guard manager.fileExists(atPath: folder) else { continue }
            do {
                for name in try manager.contentsOfDirectory(atPath: folder) where isOurs(name) {
                    try manager.removeItem(atPath: "\(folder)/\(name)")
                }
            } catch {
                throw InputError("\(folder): what a stopped command left cannot be removed: \(error.localizedDescription)")
            }
        }
    }

    /// The store, half written anew.
    private static func isPartOfStore(_ name: String) -> Bool { name == "assay.duckdb.new.part" || name == "assay.duckdb.new.part.wal" }

    /// A body is named by a UUID alone, an answer, or the folder of an explanation, `export-` and a UUID.
    private static func isSpooled(_ name: String) -> Bool {
        var name = name[...]
        if name.hasSuffix(".part") { name = name.dropLast(5) }
        if name.hasPrefix("export-") { name = name.dropFirst(7) }
        return UUID(uuidString: String(name)) != nil
    }

    /// A backup that a server makes is named `assay-`, its time, `.duckdb`.
    private static func isPartOfBackup(_ name: String) -> Bool {
        name.hasPrefix("assay-") && (name.hasSuffix(".duckdb.part") || name.hasSuffix(".duckdb.part.wal"))
    }
}
