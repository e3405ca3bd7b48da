package import Store

internal import Domain
internal import SQLText

extension DuckDBStore: PairingStore {
    package func pairCounts(_ query: PairQuery) async throws -> PairCounts {
        try query.require()
        let sql: SQL = """
            WITH \(query.joined),
            x AS (SELECT \(identifier: rowNumberColumn) AS n\(query.cells(of: query.offline, "x")) FROM \(query.offline.source)),
            y AS (SELECT \(identifier: rowNumberColumn) AS n\(query.cells(of: query.online, "y")) FROM \(query.online.source))
            SELECT (SELECT count(*) FROM a WHERE NOT keyed), (SELECT count(*) FROM a WHERE keyed AND times > 1),
            (SELECT count(*) FROM b WHERE NOT keyed), (SELECT count(*) FROM b WHERE keyed AND times > 1),
            count(*), count(DISTINCT p.a), count(DISTINCT p.b)
            \(query.features.indices.map { query.counts(of: $0) }.joined(separator: ""))
            FROM p JOIN x ON x.n = p.a JOIN y ON y.n = p.b
            """
        return try await run { connection in
            let rows = try connection.run(sql).rows { chunk, row in
                try (0..<(7 + 4 * query.features.count)).map { Int(try chunk.integer($0, row) ?? 0) }
            }
            guard let counts = rows.first else { throw DuckDBError(.read, message: "a count gave no row", sql: sql.text) }
            func side(_ relation: Relation, withoutKey: Int, repeated: Int, paired: Int) -> PairCounts.Side {
                PairCounts.Side(
                    rows: relation.rowCount, withoutKey: withoutKey, repeated: repeated, alone: relation.rowCount - withoutKey - repeated - paired)
            }
            return PairCounts(
                offline: side(query.offline, withoutKey: counts[0], repeated: counts[1], paired: counts[5]),
                online: side(query.online, withoutKey: counts[2], repeated: counts[3], paired: counts[6]), pairs: counts[4],
                features: query.features.indices.map { index in
                    let own = counts[(7 + 4 * index)...]
                    return PairCounts.Feature(
                        both: own[own.startIndex], different: own[own.startIndex + 1], offlineNull: own[own.startIndex + 2],
                        onlineNull: own[own.startIndex + 3])
                })
        }
    }

    package func pairs(_ query: PairQuery, limit: Int, lags: [Int]) async throws -> PairedRows {
        try query.require()
        let kinds = query.features.map(\.type)
        let names = query.features.indices
        let earlier = lags.indices.flatMap { lag in names.map { SQL(trusted: "x.l\(lag)_\($0)") } }
        let sql: SQL = """
            WITH \(query.joined),
            chosen AS (SELECT * FROM p ORDER BY \(samplingRank(of: "p.b")) LIMIT \(limit)),
            x AS (SELECT \(identifier: rowNumberColumn) AS n\(query.cells(of: query.offline, "x"))\(query.earlier(lags)) FROM \(query.offline.source)),
            y AS (SELECT \(identifier: rowNumberColumn) AS n\(query.cells(of: query.online, "y")) FROM \(query.online.source))
            SELECT \((["chosen.label"] + names.map { SQL(trusted: "x.x\($0)") } + names.map { SQL(trusted: "y.y\($0)") } + earlier).joined())
            FROM chosen JOIN x ON x.n = chosen.a JOIN y ON y.n = chosen.b ORDER BY chosen.b
            """
        return try await run { connection in
            let count = kinds.count * (2 + lags.count)
            var cells = WindowRows(key: nil, of: (0..<count).map { CountedColumn("", kinds[$0 % kinds.count]) })
            var labels: [String] = []
            try connection.run(sql).forEachRow { chunk, row in
                labels.append(try chunk.text(0, row) ?? "")
                for place in 0..<count {
                    if kinds[place % kinds.count] == .numeric {
                        cells.append(try chunk.double(place + 1, row) ?? .nan, to: place)
                    } else {
                        cells.append(try chunk.text(place + 1, row), to: place)
                    }
                }
            }
            func part(_ index: Int) -> [WindowRows.Cells] { Array(cells.columns[(index * kinds.count)..<((index + 1) * kinds.count)]) }
            return PairedRows(keys: labels, offline: part(0), online: part(1), earlier: lags.indices.map { part(2 + $0) })
        }
    }
}

extension PairQuery {
    /// The common tables `a` and `b` (rows of both sides with their keys) and `p` (places of the rows that found each other, and their key).
    fileprivate var joined: SQL {
        let names = keys.indices.map { SQL(trusted: "k\($0)") }
        let equal = names.map { "a.\($0) = b.\($0)" as SQL }.joined(separator: " AND ")
        let label: SQL = "concat_ws(', ', \(names.map { "b.\($0)" as SQL }.joined()))"
        let nearest: SQL
        if let time {
            nearest = """
                p AS (SELECT a.n AS a, b.n AS b, \(label) AS label FROM a JOIN b ON \(equal) AND abs(a.t - b.t) <= \(Int(time.tolerance)) \
                WHERE a.keyed AND b.keyed AND a.times = 1 AND b.times = 1 \
                QUALIFY row_number() OVER (PARTITION BY b.n ORDER BY abs(a.t - b.t), a.n) = 1)
                """
        } else {
            nearest = """
                p AS (SELECT a.n AS a, b.n AS b, \(label) AS label FROM a JOIN b ON \(equal) \
                WHERE a.keyed AND b.keyed AND a.times = 1 AND b.times = 1)
                """
        }
        return "a AS MATERIALIZED (\(side(offline, names))), b AS MATERIALIZED (\(side(online, names))), \(nearest)"
    }

    private func side(_ relation: Relation, _ names: [SQL]) -> SQL {
        var cells = zip(keys, names).map { key, name -> SQL in "\(relation.column(key)?.asCategory ?? "NULL") AS \(name)" }
        var parts = names
        if let time {
            cells.append("\(relation.column(time.column)?.asTime ?? "NULL::BIGINT") AS t")
            parts.append("t")
        }
        let keyed = parts.map { "\($0) IS NOT NULL" as SQL }.joined(separator: " AND ")
        return """
            SELECT *, \(keyed) AS keyed, count(*) OVER (PARTITION BY \(parts.joined())) AS times \
            FROM (SELECT \(identifier: rowNumberColumn) AS n, \(cells.joined()) FROM \(relation.source))
            """
    }

    /// The features' cells as `prefix0`, `prefix1`, ..., each after a comma.
    fileprivate func cells(of relation: Relation, _ prefix: String) -> SQL {
        features.enumerated().map { index, feature -> SQL in
            ", \(relation.cell(of: feature)) AS \(SQL(trusted: "\(prefix)\(index)"))"
        }.joined(separator: "")
    }

    /// The offline cells that many rows earlier as `l0_0`, ..., each after a comma.
    fileprivate func earlier(_ lags: [Int]) -> SQL {
        let order: SQL
        let sorted = SQL.identifier(rowNumberColumn)
        func columns(_ names: some Sequence<String>) -> SQL { names.map { SQL.identifier($0) }.joined() }
        if let time {
            order = "PARTITION BY \(columns(keys)) ORDER BY \(offline.column(time.column)?.asTime ?? sorted), \(sorted)"
        } else if let last = keys.last, keys.count > 1 {
            order = "PARTITION BY \(columns(keys.dropLast())) ORDER BY \(identifier: last), \(sorted)"
        } else {
            order = "ORDER BY \(sorted)"
        }
        return lags.enumerated().flatMap { index, lag in
            features.enumerated().map { place, feature -> SQL in
                ", lag(\(offline.cell(of: feature)), \(lag)) OVER (\(order)) AS \(SQL(trusted: "l\(index)_\(place)"))"
            }
        }.joined(separator: "")
    }

    /// The four counts of a feature, each after a comma.
    fileprivate func counts(of index: Int) -> SQL {
        let (x, y) = (SQL(trusted: "x\(index)"), SQL(trusted: "y\(index)"))
        let differs: SQL = features[index].type == .numeric
            ? "abs(\(x) - \(y)) > \(SQL.literal(tolerance(of: features[index]))) * greatest(abs(\(x)), abs(\(y)))" : "\(x) <> \(y)"
        return """
            , count(*) FILTER (\(x) IS NOT NULL AND \(y) IS NOT NULL), count(*) FILTER (\(differs)), \
            count(*) FILTER (\(x) IS NULL AND \(y) IS NOT NULL), count(*) FILTER (\(x) IS NOT NULL AND \(y) IS NULL)
            """
    }
}

extension Relation {
    /// A feature's cell: a finite number, or a category.
    fileprivate func cell(of feature: CountedColumn) -> SQL {
        guard let column = column(feature.name) else { return "NULL" }
        return feature.type == .numeric ? column.asFiniteNumber : column.asCategory
    }
}
