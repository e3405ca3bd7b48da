import DuckDBStore
import Foundation
import Store
import Testing

/// The folder with the tables that documentation of peers was printed from; not part of the package.
enum SharedData {
    static let absence: Comment = """
        skipped: no folder shared/data beside the package; set ASSAY_SHARED to a folder with nannyml/ and expected/
        """

    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["ASSAY_SHARED"] { return URL(filePath: path) }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/data")
    }()

    static var isPresent: Bool { FileManager.default.fileExists(atPath: figures.path) }

    static var figures: URL { folder.appending(path: "expected/nannyml_docs.json") }

    /// One of NannyML's tables, such as `car_loan_reference`.
    static func open(_ name: String, in store: DuckDBStore) async throws -> Relation {
        let path = folder.appending(path: "nannyml/\(name).parquet").path
        return try await store.open(FileSet(paths: [path], format: .parquet))
    }
}
