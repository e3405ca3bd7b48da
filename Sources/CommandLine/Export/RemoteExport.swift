internal import AsyncHTTPClient
internal import Domain
internal import DuckDBStore
internal import Foundation
internal import HTTPServer
internal import NIOCore
internal import NIOHTTP1
internal import Store

/// Brings rows of a server into a file.
struct RemoteExport {
    let server: RemoteServer
    let model: String
    /// Parameters that say which rows.
    let query: [(name: String, value: String?)]
    /// Among them the slice, as it was written.
    let slice: String?

    /// - Returns: how many rows.
    func write(to target: ExportTarget, _ status: StatusLine) async throws -> Int {
        let request = try server.request(
            .GET, ["v1", "models", model, "export"], query + [("format", target.format.rawValue)])
        status.show("waiting for the server")
        let response = try await response(to: request)
        guard let rows = response.headers.first(name: "Assay-Rows").flatMap(Int.init) else {
            throw RemoteServer.stranger(server.url, response)
        }
        let total = response.headers.first(name: "Content-Length").flatMap(Int.init)
        let part = try PartFile(for: target.path)
        var count = 0
        do {
            for try await piece in response.body {
                try part.append(piece.readableBytesView)
                count += piece.readableBytes
                status.show("receiving \(rows) rows, \(Self.megabytes(count))\(total.map { " of \(Self.megabytes($0))" } ?? "") MB")
            }
        } catch let error as StoreError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw broken("\(error)")
        }
        guard total == nil || total == count else { throw broken("\(count) of \(total ?? 0) bytes came") }
        try part.putInPlace()
        return rows
    }

    private func response(to request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do {
            return try await server.response(to: request, within: .hours(1))
        } catch let failure as RemoteFailure {
            guard let slice,
                let fault = failure.faults.first(where: { $0.field == "where" }), let column = fault.column
            else { throw failure }
            throw InputError("--where: \(SliceError(fault.detail, in: slice, offset: column))")
        }
    }

    private func broken(_ reason: String) -> RemoteFailure {
        RemoteFailure(server: server.url, text: "its answer broke off (\(reason)); nothing was written, run the command again")
    }

    private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e6) }
}
