package import Domain
package import Store

internal import SQLText

extension DuckDBStore {
    package func filtered(_ relation: Relation, by slice: Slice) async throws -> Relation {
        let condition = SQL.predicate(try relation.checked(slice), DuckDBSliceDialect())
        let id = makeID()
        let count = try await run { connection in
            // A view takes no bindings.
            try connection.run(
                "CREATE VIEW \(identifier: id) AS SELECT * FROM \(relation.source) WHERE \(condition.inlined)")
            return try connection.count("SELECT count(*) FROM \(relation.source) WHERE \(condition)")
        }
        return Relation(
            id: id, name: "\(relation.name) where \(slice)", columns: relation.columns, rowCount: count)
    }
}
