internal import Domain
internal import SQLText
internal import Store

extension Windowing {
    /// The key of a record's window as BIGINT; null for records without a readable time.
    func key(in relation: Relation) throws(StoreError) -> SQL {
        switch granularity {
        case .whole:
            return "0::BIGINT"
        case .rows(let count):
            guard let time = try time(in: relation) else {
                return "(row_number() OVER (ORDER BY \(identifier: rowNumberColumn)) - 1) // \(count)"
            }
            let place: SQL = "row_number() OVER (ORDER BY \(time), \(identifier: rowNumberColumn)) - 1"
            return "CASE WHEN \(time) IS NOT NULL THEN (\(place)) // \(count) END"
        case .hour, .day, .week:
            guard let time = try time(in: relation), let bucket = granularity.bucket else {
                throw StoreError(.badInput, "windows of a \(granularity) need a column with the event time")
            }
            return bucket.key(of: time)
        }
    }

    /// The record's time in microseconds; `nil` when there is no time column.
    func time(in relation: Relation) throws(StoreError) -> SQL? {
        guard let timeColumn else { return nil }
        return try relation.requireColumn(timeColumn).asTime
    }
}

extension TimeBucket {
    /// The number of the bucket of a time in microseconds.
    func key(of time: SQL) -> SQL {
        let length = SQL.literal(length)
        let distance: SQL = "(\(time) - \(SQL.literal(origin)))"
        // Integer division in the engine rounds towards zero; taking the remainder off first rounds down.
        return "(\(distance) - ((\(distance) % \(length)) + \(length)) % \(length)) // \(length)"
    }
}
