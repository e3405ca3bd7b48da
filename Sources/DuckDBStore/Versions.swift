package import Store

internal import Domain
internal import SQLText

extension DuckDBStore {
    package func versions(_ query: VersionsQuery) async throws -> VersionsRows {
        try query.requireSense()
        let identities = try query.identity.map { name in try query.versions.map { try $0.records.requireColumn(name) } }
        let sameType = Set((identities ?? []).map(\.type)).count <= 1
        let first = query.versions[0]
        let bits = try query.slices.enumerated().map { place, slice in
            "(CASE WHEN \(SQL.predicate(try first.records.checked(slice), DuckDBSliceDialect())) THEN \(SQL.literal(Int64(1) << Int64(place))) ELSE 0 END)" as SQL
        }
        let time: SQL = try query.time.map { try first.records.requireColumn($0).asTime } ?? "NULL::BIGINT"
        var parts: [SQL] = []
        for (place, version) in query.versions.enumerated() {
            var carried: [SQL] = ["\(identifier: rowNumberColumn) AS place_in_file"]
            if let identities { carried.append("\(sameType ? .identifier(identities[place].name) : identities[place].asClass) AS pair") }
            if place == 0 { carried += ["\(time) AS event", "\(bits.isEmpty ? "0::BIGINT" : bits.joined(separator: " | ")) AS bits"] }
            let labelled = try await labelled(version, carrying: carried)
            let last: SQL = identities == nil
                ? "" : " WHERE pair IS NOT NULL QUALIFY row_number() OVER (PARTITION BY pair ORDER BY place_in_file DESC) = 1"
            parts.append("\(SQL(trusted: "v\(place)")) AS (SELECT * FROM (\(labelled))\(last))")
        }
        var join: SQL = "v0"
        for place in query.versions.indices.dropFirst() {
            let name = SQL(trusted: "v\(place)")
            join = "\(join) LEFT JOIN \(name) ON v0.pair = \(name).pair"
        }
        let known = first.prediction.isKnown("v0.y")
        let arrival: SQL = first.hasArrival ? "v0.arrival" : "NULL::BIGINT"
        let predictions = query.versions.enumerated().map { $1.prediction.columns(of: SQL(trusted: "v\($0)")) }
        let usable = predictions.flatMap(\.self).map { "isfinite(\($0))" as SQL }.joined(separator: " AND ")
        let head = parts.joined()
        let counts: SQL = """
            WITH \(head) SELECT count(*), count_if(\(usable))::BIGINT, \
            count_if(\(usable) AND v0.y IS NOT NULL AND NOT \(known))::BIGINT FROM \(join)
            """
        let list = [first.prediction.actual("v0.y", positive: "v0.positive"), "coalesce(\(arrival), v0.event)::BIGINT", "v0.bits::BIGINT", "v0.place_in_file::BIGINT"] + predictions.flatMap(\.self)
        let rows: SQL = """
            WITH \(head) SELECT \(list.joined()) FROM \(join) WHERE \(usable) AND v0.y IS NOT NULL AND \(known)
            ORDER BY \(arrival) NULLS LAST, v0.event NULLS LAST, v0.place_in_file
            """
        let shapes = query.versions.map { (hasDecision: $0.prediction.hasDecision, scores: $0.prediction.scoreCount) }
        return try await run { connection in
            var result = VersionsRows(versions: shapes.map { VersionsRows.Predictions(scores: Array(repeating: [], count: $0.scores)) })
            try connection.run(counts).forEachRow { chunk, row in
                result.records = Int(try chunk.integer(0, row) ?? 0)
                result.predictedByAll = Int(try chunk.integer(1, row) ?? 0)
                result.unknownClass = Int(try chunk.integer(2, row) ?? 0)
            }
            try connection.run(rows).forEachRow { chunk, row in
                result.actuals.append(try chunk.double(0, row) ?? .nan)
                result.times.append(try chunk.integer(1, row))
                result.membership.append(try chunk.integer(2, row) ?? 0)
                result.places.append(try chunk.integer(3, row) ?? -1)
                var column = 4
                for (version, shape) in shapes.enumerated() {
                    if shape.hasDecision {
                        result.versions[version].decisions.append(try chunk.double(column, row) ?? .nan)
                        column += 1
                    }
                    for score in 0..<shape.scores {
                        result.versions[version].scores[score].append(try chunk.double(column, row) ?? .nan)
                        column += 1
                    }
                }
            }
            return result
        }
    }
}

extension PerformanceQuery.Prediction {
    /// Decision and scores of what `LabelledRecords` names, as DOUBLE, null where there is none.
    func columns(of version: SQL) -> [SQL] {
        var columns: [SQL] = []
        switch self {
        case .binary: if hasDecision { columns.append("\(version).p::BIGINT::DOUBLE") }
        case .multiclass(_, _, let classes, _): if hasDecision { columns.append(place(of: "\(version).p", among: classes)) }
        case .regression: columns.append("\(version).p")
        }
        return columns + (0..<scoreCount).map { "\(version).\(SQL(trusted: "s\($0)"))" }
    }

    /// Ground truth that is known, as DOUBLE.
    ///
    /// - Parameter positive: the positive one of two classes.
    func actual(_ value: SQL, positive: SQL) -> SQL {
        switch self {
        case .binary: "(\(value) = \(positive))::BIGINT::DOUBLE"
        case .multiclass(_, _, let classes, _): place(of: value, among: classes)
        case .regression: value
        }
    }

    /// Whether ground truth that is not null is of a known class, or a finite number.
    func isKnown(_ value: SQL) -> SQL {
        switch self {
        case .binary(_, _, _, let classes, _, _): classes.isEmpty ? "true" : "(\(value) IN (\(classes.map { SQL.bind(.text($0)) }.joined())))"
        case .multiclass(_, _, let classes, _): classes.isEmpty ? "false" : "(\(value) IN (\(classes.map { SQL.bind(.text($0)) }.joined())))"
        case .regression: "isfinite(\(value))"
        }
    }

    /// The place of a class from 0; -1 for none of them, null for null.
    private func place(of value: SQL, among classes: [String]) -> SQL {
        guard !classes.isEmpty else { return "CASE WHEN \(value) IS NOT NULL THEN -1.0::DOUBLE END" }
        let cases = classes.enumerated().map { "WHEN \(value) = \(bind: .text($1)) THEN \(SQL.literal(Double($0)))" as SQL }.joined(separator: " ")
        return "(CASE WHEN \(value) IS NULL THEN NULL \(cases) ELSE -1.0 END)::DOUBLE"
    }
}
