internal import Domain
internal import SQLText
internal import Store

extension ClickHouseStore {
    /// The rows of a relation with the names `k`, their window's key, and `t`, their time in microseconds; both may be null.
    func windowed(_ relation: Relation, by windowing: Windowing) async throws -> Scan {
        var scan = try scan(relation)
        var time = noInteger
        if let name = windowing.timeColumn { time = scan.column(try relation.requireColumn(name)).asTime }
        scan = scan.naming(time, "t")
        switch windowing.granularity {
        case .whole:
            return scan.naming("n - n", "k")
        case .rows(let count):
            return try await scan.naming(stretch(of: count, in: scan, hasTime: windowing.timeColumn != nil), "k")
        case .hour, .day, .week:
            guard windowing.timeColumn != nil, let bucket = windowing.granularity.bucket else {
                throw StoreError(.badInput, "windows of a \(windowing.granularity) need a column with the event time")
            }
            return scan.naming(bucket.key(of: "t"), "k")
        }
    }

    /// The number of a row's stretch, rows being in the order of their times, or of the relation.
    ///
    /// Older servers do not number rows, so that first the rows are found that stretches begin with.
    private func stretch(of count: Int, in scan: Scan, hasTime: Bool) async throws -> SQL {
        if !hasTime, scan.isWhole { return "intDiv(n, \(SQL.int64(Int64(count))))" }
        let ordered: SQL = hasTime ? "tuple(assumeNotNull(t), n)" : "tuple(n, n)"
        let rows = (hasTime ? scan.where("isNotNull(t)") : scan).select(["arraySort(groupArray(\(ordered))) AS rows"])
        var reader = try await client.query(
            """
            SELECT \(integer("tupleElement(b, 1)")), \(integer("tupleElement(b, 2)")) FROM (\(rows)) \
            ARRAY JOIN arrayFilter((r, i) -> (i - 1) % \(count) = 0, rows, arrayEnumerate(rows)) AS b
            """)
        var (times, places): ([SQL], [SQL]) = ([], [])
        while !reader.isAtEnd {
            times.append(.int64(try reader.integer() ?? 0))
            places.append(.int64(try reader.integer() ?? 0))
        }
        guard !times.isEmpty else { return noInteger }
        if !hasTime { return "toInt64(\(rank(of: [places]) { "\($0[0]) <= n" })) - 1" }
        let begun = rank(of: [times, places]) { "\($0[0]) < assumeNotNull(t) OR \($0[0]) = assumeNotNull(t) AND \($0[1]) <= n" }
        return "if(isNull(t), NULL, toInt64(\(begun)) - 1)"
    }
}

/// Null for every row. Not a constant, which servers would leave out where it is grouped by.
let noInteger: SQL = "nullIf(n, n)"

extension TimeBucket {
    /// The number of the bucket of a time in microseconds.
    func key(of time: SQL) -> SQL {
        let length = SQL.int64(length)
        let distance: SQL = "(\(time) - \(SQL.int64(origin)))"
        // Integer division rounds towards zero; taking the remainder off first rounds down.
        return "intDiv(\(distance) - ((\(distance) % \(length)) + \(length)) % \(length), \(length))"
    }
}
