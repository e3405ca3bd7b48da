internal import DuckDBStore
internal import Foundation
internal import Ingest
internal import Store

extension StoreFolder {
    /// Opens the store, runs `body`, and writes the file anew where `body` wants that, so that nothing of what was deleted
    /// is left in it.
    func rewriting<Result: Sendable>(
        _ body: (DuckDBStore) async throws -> (result: Result, rewrites: Bool)
    ) async throws -> Result {
        let store = try openExisting()
        let (result, rewrites) = try await body(store)
        guard rewrites else {
            try await store.close()
            return result
        }
        let new = file + ".new"
        try await store.backUp(to: new)
        try await store.close()
        // It would be taken for the new file's.
        guard !FileManager.default.fileExists(atPath: file + ".wal") else {
            try FileManager.default.removeItem(atPath: new)
            throw StoreError(.engine, "\(file) was not written anew: it has a journal; try assay store compact")
        }
        try Self.move(new, to: file)
        return result
    }

    /// Gives a file another name, in place of one that has it.
    static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else {
            throw StoreError(.engine, "\(other) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Examines the store in a file, which is opened and closed.
    static func check(_ file: String) async throws -> StoreCheck {
        let store: DuckDBStore
        do {
            store = try DuckDBStore(.file(file))
        } catch {
            guard error.kind == .engine else { throw error }
            if StoreFolder.isInUse(error) {
                throw InputError("\(file) is open in another process; stop that one, or examine a backup of it")
            }
            // Whatever keeps the engine from opening it: that is what was asked.
            var check = StoreCheck()
            check.problems = ["\(file) cannot be opened: \(error.description)"]
            return check
        }
        let check = try await store.checked()
        try await store.close()
        return check
    }
}
