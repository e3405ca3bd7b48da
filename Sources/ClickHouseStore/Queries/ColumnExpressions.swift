internal import SQLText
internal import Store

/// How a column is read as a value of another type. All give null for what cannot be read.
extension EngineColumn {
    /// As Nullable(Float64). Moments become seconds since 1970.
    var asNumber: SQL {
        switch type {
        case .double: value
        case .integer, .boolean: "toFloat64(\(value))"
        case .timestamp: "(toFloat64(\(value)) / 1e6)"
        case .text, .other: textAsNumber
        }
    }

    /// As Nullable(Float64), and null for NaN and infinities, which would spoil every sum.
    var asFiniteNumber: SQL {
        type == .integer || type == .boolean ? asNumber : "if(isFinite(ifNull(\(asNumber), nan)), \(asNumber), NULL)"
    }

    /// As Nullable(Int64) microseconds since 1970 in UTC. Plain numbers are seconds, milliseconds, microseconds or
    /// nanoseconds, told apart by their size (seconds reach to the year 5138).
    var asTime: SQL {
        let present: SQL = "assumeNotNull(\(value))"
        switch type {
        case .timestamp: return value
        case .text: return textAsTime
        case .integer:
            // Rounded down, not to zero. What overflows is of another case, whose value is taken.
            let time: SQL = """
                multiIf(\(present) >= -99999999999 AND \(present) <= 99999999999, \(present) * 1000000, \
                \(present) >= -99999999999999 AND \(present) <= 99999999999999, \(present) * 1000, \
                \(present) >= -99999999999999999 AND \(present) <= 99999999999999999, \(present), \
                intDiv(\(present), \(SQL.int64(1_000))) - (\(present) % \(SQL.int64(1_000)) < 0))
                """
            return "if(isNull(\(value)), NULL, toInt64(\(time)))"
        case .double:
            let scaled: SQL = """
                multiIf(abs(\(present)) < 1e11, \(present) * 1e6, abs(\(present)) < 1e14, \(present) * 1e3, \
                abs(\(present)) < 1e17, \(present), \(present) / 1e3)
                """
            let isTime: SQL = "isNotNull(\(value)) AND isFinite(\(present)) AND abs(\(present)) < 1e20"
            return "if(\(isTime), toInt64(\(Self.rounded("(if(\(isTime), \(scaled), 0.))"))), NULL)"
        case .boolean, .other: return noInteger
        }
    }

    /// To the nearest whole number, halves to the even one: servers round halves in different ways.
    private static func rounded(_ number: SQL) -> SQL {
        let (low, above): (SQL, SQL) = ("floor(\(number))", "(\(number) - floor(\(number)))")
        return "(\(low) + (\(above) > 0.5 OR \(above) = 0.5 AND \(low) / 2 != floor(\(low) / 2)))"
    }

    /// As Nullable(String), such that the same value looks the same whatever type it was stored as. For comparing columns
    /// of different types: what can be compared as it is need not be made a text. A number with a fraction that is written
    /// with an exponent looks another way than in a text.
    var asClassText: SQL {
        switch type {
        case .boolean, .integer: return "toString(\(value))"
        case .double:
            return """
                if(isFinite(ifNull(\(value), nan)), if(floor(assumeNotNull(\(value))) = assumeNotNull(\(value)) \
                AND abs(assumeNotNull(\(value))) < 1e15, toString(toInt64(if(abs(assumeNotNull(\(value))) < 1e15, \
                assumeNotNull(\(value)), 0.))), toString(assumeNotNull(\(value)))), NULL)
                """
        case .timestamp: return "toString(\(value))"
        case .text, .other:
            return """
                multiIf(lower(\(value)) = 'true', '1', lower(\(value)) = 'false', '0', \
                match(ifNull(\(value), ''), '^-?[0-9]+\\\\.0$'), substring(\(value), 1, length(\(value)) - 2), \(value))
                """
        }
    }
}
