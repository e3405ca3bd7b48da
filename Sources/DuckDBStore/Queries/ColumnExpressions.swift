internal import Domain
internal import SQLText
internal import Store

/// How a stored column is read as a value of another type. All give null for what cannot be read.
extension StoredColumn {
    private var reference: SQL { .identifier(name) }

    /// As DOUBLE. Times become seconds since 1970.
    var asNumber: SQL {
        switch type {
        case .double: reference
        case .integer: "\(reference)::DOUBLE"
        case .boolean: "\(reference)::BIGINT::DOUBLE"
        case .text, .other: "TRY_CAST(\(reference) AS DOUBLE)"
        case .timestamp: "epoch_us(\(reference)) / 1e6"
        }
    }

    /// As DOUBLE, and null for NaN and infinities, which would spoil every sum.
    var asFiniteNumber: SQL {
        type == .integer || type == .boolean ? asNumber : "CASE WHEN isfinite(\(asNumber)) THEN \(asNumber) END"
    }

    /// As VARCHAR, such that the same value looks the same whether its file held it as integer, float or text.
    var asCategory: SQL {
        switch type {
        case .text: reference
        case .integer, .timestamp, .other: "\(reference)::VARCHAR"
        case .boolean: "CASE WHEN \(reference) THEN 'true' WHEN NOT \(reference) THEN 'false' END"
        case .double:
            """
            CASE WHEN \(reference) = trunc(\(reference)) AND abs(\(reference)) < 1e15 \
            THEN \(reference)::BIGINT::VARCHAR ELSE \(reference)::VARCHAR END
            """
        }
    }

    /// As VARCHAR for comparing classes: like a category, written as by `className`; NaN and infinities are no class.
    var asClass: SQL {
        switch type {
        case .boolean: "\(reference)::BIGINT::VARCHAR"
        case .double: "CASE WHEN isfinite(\(reference)) THEN \(asCategory) END"
        case .text:
            """
            CASE WHEN lower(\(reference)) = 'true' THEN '1' WHEN lower(\(reference)) = 'false' THEN '0' \
            WHEN suffix(\(reference), '.0') AND regexp_full_match(\(reference), '-?[0-9]+\\.0') THEN \(reference)[:-3] \
            ELSE \(reference) END
            """
        case .integer, .timestamp, .other: asCategory
        }
    }

    /// As BIGINT microseconds since 1970 in UTC. Times without a zone are UTC. Plain numbers are seconds,
    /// milliseconds, microseconds or nanoseconds, told apart by their size (seconds reach to the year 5138).
    var asTime: SQL {
        switch type {
        case .timestamp: "epoch_us(\(reference))"
        case .text: "epoch_us(TRY_CAST(\(reference) AS TIMESTAMPTZ))"
        case .integer:
            // In integers, because a double cannot tell nanoseconds of our days apart; rounded down, not to zero.
            """
            CASE WHEN \(reference) BETWEEN -99999999999 AND 99999999999 THEN \(reference) * 1000000 \
            WHEN \(reference) BETWEEN -99999999999999 AND 99999999999999 THEN \(reference) * 1000 \
            WHEN \(reference) BETWEEN -99999999999999999 AND 99999999999999999 THEN \(reference) \
            ELSE \(reference) // 1000 - (\(reference) % 1000 < 0)::BIGINT END
            """
        case .double:
            """
            TRY_CAST(CASE WHEN abs(\(reference)) < 1e11 THEN \(reference) * 1e6 \
            WHEN abs(\(reference)) < 1e14 THEN \(reference) * 1e3 WHEN abs(\(reference)) < 1e17 THEN \(reference) \
            WHEN abs(\(reference)) < 1e20 THEN \(reference) / 1e3 END AS BIGINT)
            """
        case .boolean, .other: "NULL::BIGINT"
        }
    }
}

extension Relation {
    /// The relation's place in a FROM clause.
    var source: SQL { .identifier(id) }
}
