internal import Domain
internal import Foundation
internal import Hummingbird
internal import Store

/// Backups of the store while it works.
struct BackupEndpoints: EndpointGroup {
    let store: any RecordStore
    /// The store's; `nil` for one in memory.
    let dataFolder: String?

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/v1/backups", access: .wholeStoreAdmins,
                .init(
                    id: "makeBackup", summary: "Write a backup beside the store",
                    details:
                        "One file of one moment, in the folder backups of the store's; work goes on meanwhile. Copy it to another disk, and examine it with assay store verify.",
                    status: .created, answer: Schemas.backup.reference, problems: [.conflict])
            ) { _ in try await make() }
        ]
    }

    private func make() async throws -> Response {
        guard let dataFolder else { throw Problem(.conflict, "this store is in memory only, so there is nothing to keep") }
        let folder = URL(filePath: dataFolder).appending(path: "backups").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // A name that sorts by time, without characters that a shell would take for its own.
        let time = Timestamp(Date()).description.replacing(":", with: "").replacing(".", with: "-")
        let file = "\(folder)/assay-\(time).duckdb"
        try await store.backUp(to: file)
        let bytes = (try FileManager.default.attributesOfItem(atPath: file)[.size] as? NSNumber)?.intValue ?? 0
        return try Response(status: .created, json: BackupView(file: file, bytes: bytes))
    }
}

/// A backup as callers see it.
private struct BackupView: Encodable {
    var file: String
    var bytes: Int
}
