internal import Foundation
internal import SQLText
internal import Store

extension DuckDBStore {
    package func backUp(to path: String) async throws {
        let part = "\(path).\(UUID().uuidString).part"
        // Nothing is there when all went well.
        defer { for file in [part, part + ".wal"] { try? FileManager.default.removeItem(atPath: file) } }
        let copy = SQL.identifier(makeID())
        try await runAside { connection in
            try connection.run("ATTACH \(SQL.literal(part)) AS \(copy)")
            do {
                // One statement sees one state of everything, whatever comes meanwhile.
                try connection.run("COPY FROM DATABASE \(identifier: dataCatalog) TO \(copy)")
                try connection.run("CHECKPOINT \(copy)")
            } catch {
                try connection.run("DETACH \(copy)")
                throw error
            }
            try connection.run("DETACH \(copy)")
        }
        try putInPlace(part, as: path)
    }

    /// Lets go of the file, with everything written in it. Nothing can be asked of the store any more.
    package func close() async throws {
        try await runWriting { connection in
            try connection.run("CHECKPOINT \(identifier: dataCatalog)")
            try connection.run("DETACH \(identifier: dataCatalog)")
        }
    }
}
