internal import Domain
internal import SQLText
package import Store

extension ClickHouseStore {
    /// Each version's records are asked for by themselves, and paired here: servers would have to bring them to one place, too.
    package func versions(_ query: VersionsQuery) async throws -> VersionsRows {
        try query.requireSense()
        let stored = try query.identity.map { name in try query.versions.map { try $0.records.requireColumn(name) } }
        let sameType = Set((stored ?? []).map(\.type)).count <= 1 && stored?.first?.type != .double
        let first = query.versions[0]
        let dialect = ClickHouseSliceDialect(try scan(first.records).columns)
        let flags = try query.slices.enumerated().map { place, slice -> SQL in
            "if(\(SQL.predicate(try first.records.checked(slice), dialect)), \(SQL.int64(Int64(1) << Int64(place))), \(SQL.int64(0)))"
        }
        var versions: [[VersionRecord]] = []
        for (place, version) in query.versions.enumerated() {
            let scan = try self.scan(version.records)
            var identity: SQL = "toString(n)"
            if let stored {
                let column = scan.column(stored[place])
                identity = sameType ? "toString(\(column.value))" : column.asClassText
            }
            var event = noInteger
            if place == 0, let time = query.time { event = scan.column(try version.records.requireColumn(time)).asTime }
            let bits: SQL = place > 0 || flags.isEmpty ? SQL.int64(0) : flags.joined(separator: " + ")
            versions.append(try await records(of: version, identity: identity, event: event, bits: bits))
        }
        return VersionsRows(pairing: versions, of: query)
    }

    private func records(of version: PerformanceQuery, identity: SQL, event: SQL, bits: SQL) async throws -> [VersionRecord] {
        let carried: [(name: SQL, value: SQL)] = [
            ("recordplace", "toInt64(n)"), ("pair", identity), ("event", event), ("bits", bits),
        ]
        let scan = try await labelled(version, carrying: carried)
        let predictions = version.prediction.columns
        var reader = try await client.query(
            scan.select(
                [
                    integer("recordplace"), text("pair"), integer("event"), integer(version.hasArrival ? "arrival" : noInteger), 
                    double(version.prediction.knownActual), integer(version.prediction.isOutside), integer("bits"),
                ] + predictions.map(double)))
        var records: [VersionRecord] = []
        while !reader.isAtEnd {
            var record = VersionRecord(
                place: try reader.integer() ?? 0, identity: try reader.text(), event: try reader.integer(), arrival: try reader.integer(),
                actual: try reader.double(), isOutside: try reader.integer() == 1, membership: try reader.integer() ?? 0, predictions: nil)
            let found = try predictions.map { _ in try reader.double() }
            let known = found.compactMap(\.self)
            if known.count == found.count { record.predictions = known }
            records.append(record)
        }
        return records
    }
}

extension PerformanceQuery.Prediction {
    /// Whether there is ground truth that is of no known class, or no finite number.
    fileprivate var isOutside: SQL { "toInt64(isNotNull(y) AND isNull(\(knownActual)))" }

    /// The decision, where there is one, and scores; null where they are none.
    fileprivate var columns: [SQL] { (hasDecision ? [decision] : []) + (0..<scoreCount).map { SQL(trusted: "s\($0)") } }
}
