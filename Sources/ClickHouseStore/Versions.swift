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
        let columns = try scan(first.records).columns
        let dialect = ClickHouseSliceDialect(columns: Dictionary(columns.map { ($0.name, $0.value) }) { first, _ in first })
        let flags = try query.slices.enumerated().map { place, slice -> SQL in
            "if(\(SQL.predicate(try first.records.checked(slice), dialect)), \(SQL.int64(Int64(1) << Int64(place))), \(SQL.int64(0)))"
        }
        var versions: [VersionRecords] = []
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

    private func records(of version: PerformanceQuery, identity: SQL, event: SQL, bits: SQL) async throws -> VersionRecords {
        let carried: [(name: SQL, value: SQL)] = [
            ("recordplace", "toInt64(n)"), ("pair", identity), ("event", event), ("bits", bits),
        ]
        let scan = try await labelled(version, carrying: carried)
        let (actual, outside) = version.prediction.truth
        let predictions = version.prediction.finite
        var reader = try await client.query(
            scan.select(
                [
                    integer("recordplace"), text("pair"), integer("event"), integer(version.hasArrival ? "arrival" : noInteger), double(actual),
                    integer(outside), integer("bits"),
                ] + predictions.map(double)))
        var result = VersionRecords()
        while !reader.isAtEnd {
            var record = VersionRecords.Record(
                place: try reader.integer() ?? 0, identity: try reader.text(), event: try reader.integer(), arrival: try reader.integer(),
                actual: try reader.double(), isOutside: try reader.integer() == 1, membership: try reader.integer() ?? 0, predictions: nil)
            let found = try predictions.map { _ in try reader.double() }
            let known = found.compactMap(\.self)
            if known.count == found.count { record.predictions = known }
            result.records.append(record)
        }
        return result
    }
}

extension PerformanceQuery.Prediction {
    /// Ground truth as in `VersionsRows`, null where it is not known or of no known class; and whether it is there and of none.
    fileprivate var truth: (actual: SQL, isOutside: SQL) {
        let outside = SQL.clickHouse(Membership.outside)
        switch self {
        case .binary, .multiclass:
            return (
                "if(isNull(y) OR assumeNotNull(y) = \(outside), NULL, toFloat64(assumeNotNull(y)))",
                "toInt64(isNotNull(y) AND assumeNotNull(y) = \(outside))"
            )
        case .regression: return ("if(isFinite(ifNull(y, nan)), y, NULL)", "toInt64(isNotNull(y) AND NOT isFinite(assumeNotNull(y)))")
        }
    }

    /// The decision, where there is one, and scores; null where they are none.
    fileprivate var finite: [SQL] {
        let scores = (0..<scoreCount).map { SQL(trusted: "s\($0)") }
        switch self {
        case .binary: return (hasDecision ? ["toFloat64(p)"] : []) + scores
        case .multiclass:
            let outside = SQL.clickHouse(Membership.outside)
            let decision: SQL = "if(isNull(p), NULL, if(assumeNotNull(p) = \(outside), -1., toFloat64(assumeNotNull(p))))"
            return (hasDecision ? [decision] : []) + scores
        case .regression: return ["if(isFinite(ifNull(p, nan)), p, NULL)"]
        }
    }
}
