internal import SQLText
package import Store

extension ClickHouseStore {
    package func misfits(
        among records: Relation, of tables: RecordTables, by windowing: Windowing
    ) async throws -> [WindowMisfits] {
        // Mostly there are none, and then the records need not be looked at.
        var reader = try await client.query("SELECT \(integer("count()")) FROM \(tables.misfits.source) WHERE place >= 0")
        guard try reader.integer() != 0 else { return [] }
        let scan = try await windowed(records, by: windowing)
        let places: SQL = "SELECT n, place FROM \(tables.misfits.source) WHERE place >= 0"
        let concerned = scan.where("n IN (SELECT n FROM \(tables.misfits.local(in: cluster)) WHERE place >= 0)").select(["n", "k"])
        reader = try await client.query(
            """
            SELECT \(integer("k")), \(integer("place")), \(integer("count()")) FROM (\(concerned)) AS records \
            ALL INNER JOIN (\(places)) AS misfits USING (n) GROUP BY k, place
            """)
        let names = Dictionary(uniqueKeysWithValues: tables.columns.map { (Int64($0.place), $0.name) })
        var found: [WindowMisfits] = []
        while !reader.isAtEnd {
            let (key, place) = (try reader.integer(), try reader.integer() ?? 0)
            found.append(WindowMisfits(key: key, column: names[place] ?? "", cells: Int(try reader.integer() ?? 0)))
        }
        return found
    }
}
