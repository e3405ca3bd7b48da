internal import SQLText
internal import Store

/// A cell on its way from a request to a table: of the type that the request gave it, which the column's may not be.
struct StagedValue {
    var reference: SQL
    var type: StoredType

    /// As the column's type; null where it cannot be that.
    func value(as wanted: RecordTables.ValueType) -> SQL {
        switch wanted {
        case .text: text
        case .number: number
        case .timestamp: time
        }
    }

    /// Whether a value may be there that cannot be of the column's type.
    func mayMisfit(_ wanted: RecordTables.ValueType) -> Bool {
        switch (wanted, type) {
        case (.text, _), (.number, .integer), (.number, .double), (.number, .boolean), (.timestamp, .timestamp): false
        default: true
        }
    }

    /// As text that reads back as the same value.
    var text: SQL {
        switch type {
        case .text, .other: reference
        case .timestamp: "strftime(\(reference), '%Y-%m-%dT%H:%M:%S.%fZ')"
        case .boolean, .integer, .double: "\(reference)::VARCHAR"
        }
    }

    /// Truth values count as 1 and 0, as everywhere.
    private var number: SQL {
        switch type {
        case .integer, .double: "\(reference)::DOUBLE"
        case .boolean: "\(reference)::INTEGER::DOUBLE"
        case .text, .other, .timestamp:
            "CASE \(text) WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE TRY_CAST(\(text) AS DOUBLE) END"
        }
    }

    /// ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size as
    /// `StoredColumn.asTime` does.
    var time: SQL {
        if type == .timestamp { return reference }
        let number: SQL = "TRY_CAST(\(text) AS DOUBLE)"
        return """
            coalesce(TRY_CAST(\(text) AS TIMESTAMPTZ)::TIMESTAMP, make_timestamp(TRY_CAST(CASE WHEN abs(\(number)) < 1e11 \
            THEN \(number) * 1e6 WHEN abs(\(number)) < 1e14 THEN \(number) * 1e3 WHEN abs(\(number)) < 1e17 THEN \(number) \
            WHEN abs(\(number)) < 1e20 THEN \(number) / 1e3 END AS BIGINT)))
            """
    }
}
