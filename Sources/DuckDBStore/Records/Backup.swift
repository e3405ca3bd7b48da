internal import SQLText
internal import Store

extension DuckDBStore {
    package func backUp(to path: String) async throws {
        // The engine makes no database of an empty file.
        let part = try PartFile(clearing: path)
        let copy = SQL.identifier(makeID())
        try await runAside { connection in
            try connection.run("ATTACH \(SQL.literal(part.path)) AS \(copy)")
            do {
                try part.adopt()
                // One statement sees one state of everything, whatever comes meanwhile.
                try connection.run("COPY FROM DATABASE \(identifier: dataCatalog) TO \(copy)")
                try connection.run("CHECKPOINT \(copy)")
            } catch {
                try connection.run("DETACH \(copy)")
                throw error
            }
            try connection.run("DETACH \(copy)")
        }
        try part.putInPlace()
    }

    /// Lets go of the file, with everything written in it. Nothing can be asked of the store any more.
    package func close() async throws {
        try await runWriting { connection in
            try connection.run("CHECKPOINT \(identifier: dataCatalog)")
            try connection.run("DETACH \(identifier: dataCatalog)")
        }
    }
}
