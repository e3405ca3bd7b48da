internal import DuckDBStore
internal import Foundation
internal import Store

/// The folder in which a store lives.
struct StoreFolder {
    var path: String
    /// In megabytes.
    var memory: Int
    var threads: Int?
    var temporary: String?

    var file: String { "\(path)/assay.duckdb" }

    /// Opens the store, or makes a new one, and removes what killed processes left beside it.
    ///
    /// - Throws: `InputError` with what to do, when another process has it, it cannot be written, or it is damaged.
    func open() throws -> DuckDBStore {
        try prepare()
        let store: DuckDBStore
        do {
            store = try DuckDBStore(.file(file), limits: limits)
        } catch {
            throw explain(error)
        }
        try removeLeftovers()
        return store
    }

    /// An engine that keeps nothing, with the folder for what does not fit in memory.
    func openInMemory() throws -> DuckDBStore {
        try prepare()
        try lock()
        return try DuckDBStore(.memory, limits: limits)
    }

    /// An engine that keeps nothing, beside the store's: half of the memory is for it.
    func makeAside() throws -> DuckDBStore {
        var limits = limits
        limits.memory /= 2
        if let folder = limits.temporaryFolder.map({ "\($0)/explanations" }) {
            // The engine makes one folder, and not those above it.
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            limits.temporaryFolder = folder
        }
        return try DuckDBStore(.memory, limits: limits)
    }

    /// Keeps other processes out as long as this one lives: each removes what it takes for leftovers.
    private func lock() throws {
        // Open to the end, which lets go of it.
        let file = Foundation.open("\(path)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw InputError("--data: another server uses \(path); give each a folder of its own")
        }
    }

    private var limits: DuckDBStore.Limits {
        .init(memory: memory * 1_000_000, threads: threads, temporaryFolder: temporary ?? "\(path)/temporary")
    }

    private func prepare() throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw InputError("--data: \(path) is a file; name a folder")
        }
        do {
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw InputError("--data: \(path) cannot be made: \(error.localizedDescription)")
        }
        // The engine would open the file and fail at the first write.
        guard manager.isWritableFile(atPath: path), !manager.fileExists(atPath: file) || manager.isWritableFile(atPath: file)
        else { throw InputError("--data: \(path) cannot be written to; give this user the right to, or name another folder") }
    }

    /// An empty folder inside this one; what a crash left there goes.
    func makeFolder(_ name: String) throws -> String {
        let folder = "\(path)/\(name)"
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Whether another process has the file open.
    static func isInUse(_ error: StoreError) -> Bool { error.description.contains("Could not set lock") }

    /// What the engine says of the file when it is opened or first read, with what to do about it.
    func explain(_ error: StoreError) -> any Error {
        let reason = error.description
        if error.kind == .badInput { return error }
        if Self.isInUse(error) {
            return InputError(
                "\(file) is open in another process; stop that one; or, where a server has it, ask that with --server URL --key KEY instead of --data (assay ingest, assay export, assay model, assay store backup). The engine says: \(reason)")
        }
        if error.kind == .noRoom || reason.contains("No space left on device") {
            return InputError("\(file) cannot be opened: there is no room left on the disk; make some and start again")
        }
        if Self.signsOfDamage.contains(where: reason.contains) {
            return InputError(
                "\(file) is damaged or no store; put a backup in its place, or name another folder. The engine says: \(reason)")
        }
        return StoreError(.engine, "\(file) cannot be opened; see that it is a file that this user may read and write: \(reason)", cause: error)
    }

    private static let signsOfDamage = [
        "not a valid DuckDB database file", "Corrupt", "Serialization", "checksum", "Could not read enough bytes",
    ]
}
