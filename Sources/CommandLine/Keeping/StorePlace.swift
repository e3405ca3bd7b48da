internal import ClickHouseStore
internal import DuckDBStore
internal import Foundation
internal import Store

/// Where a store is kept.
enum StorePlace: Sendable {
    case folder(StoreFolder)
    /// A backup.
    case file(String)
    case cluster(ClickHouseAddress)

    /// - Parameter name: of the option that has the text.
    init(parsing text: String, as name: String, memory: Int) throws {
        if text.hasPrefix(ClickHouseAddress.scheme) {
            do { self = .cluster(try ClickHouseAddress(parsing: text)) } catch { throw InputError("\(name): \(error)") }
            return
        }
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: text, isDirectory: &isFolder)
        self = isThere && !isFolder.boolValue ? .file(text) : .folder(StoreFolder(path: text, memory: memory))
    }

    /// - Parameter name: of the option that has the text.
    init(cluster text: String, as name: String) throws {
        do { self = .cluster(try ClickHouseAddress(parsing: text)) } catch { throw InputError("\(name): \(error)") }
    }

    /// Without a password.
    var description: String {
        switch self {
        case .folder(let folder): folder.path
        case .file(let path): path
        case .cluster(let address): "\(address.nodes.map(\.description).joined(separator: ","))/\(address.database)"
        }
    }

    /// Opens the store, calls `body`, and closes it whatever happens.
    ///
    /// - Parameter makesStore: whether a folder without a store gets one.
    func using<Result: Sendable>(
        makesStore: Bool = false, _ body: @Sendable (any CopyableStore) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .folder(let folder):
            guard makesStore || FileManager.default.fileExists(atPath: folder.file) else {
                throw InputError("there is no store in \(folder.path); check the folder")
            }
            return try await Self.closing(folder.open(), body)
        case .file(let path): return try await Self.closing(DuckDBStore(.file(path)), body)
        case .cluster(let address):
            let embedded = try DuckDBStore(.memory, limits: .init(temporaryFolder: TemporaryFolder.path))
            let cluster = try await ClickHouseStore.open(address, with: embedded)
            let result = await captured {
                let isThere = try await cluster.hasBooks()
                guard makesStore || isThere else {
                    throw InputError("there is no store in the database '\(address.database)'; check the address")
                }
                return try await body(cluster)
            }
            // In a task of its own: what is stopped is cleaned up all the same.
            let left = try await Task { try await cluster.shutDown() }.value
            if !left.isEmpty {
                FileHandle.standardError.write(Data("assay: note: left in the cluster: \(left.joined(separator: "; "))\n".utf8))
            }
            return try result.get()
        }
    }

    /// Calls `body` with a store, and closes it whatever happens.
    static func closing<Result: Sendable>(
        _ store: DuckDBStore, _ body: (DuckDBStore) async throws -> Result
    ) async throws -> Result {
        let result = await captured { try await body(store) }
        // In a task of its own: what is stopped is closed all the same.
        let closed = await Task { try await store.close() }.result
        // What went wrong first is what to tell.
        let value = try result.get()
        try closed.get()
        return value
    }
}

/// What `body` gives or throws.
private func captured<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
    do { return .success(try await body()) } catch { return .failure(error) }
}
