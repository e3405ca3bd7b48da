/// Values as ClickHouse reads them, whose older servers take no bindings.
extension SQL {
    /// A text; every byte but those of plain letters stays what it is.
    package static func clickHouse(_ text: String) -> SQL {
        var literal = "'"
        // By scalars: a quote with a combining mark after it is one character, and still a quote.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": literal += #"\\"#
            // By their numbers, so that whoever looks for the end of a text finds the first quote.
            case "'": literal += #"\x27"#
            case "\0": literal += #"\x00"#
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return SQL(trusted: literal + "'")
    }

    /// A whole number as the shortest type that holds it: fit for lists.
    package static func clickHouse(_ number: Int64) -> SQL {
        // The least has no positive counterpart that could be negated.
        number == .min ? "toInt64(-9223372036854775808)" : literal(number)
    }

    /// A whole number that is an Int64: older servers go wrong where signed numbers meet unsigned ones.
    package static func int64(_ number: Int64) -> SQL { "toInt64(\(clickHouse(number)))" }

    /// A double, which may be infinite or NaN.
    package static func clickHouse(_ number: Double) -> SQL {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "(-inf)" : "inf" }
        // Older servers read no literals of numbers so small: by their bytes, the lowest first.
        guard number.isZero || number.isNormal else {
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
            let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            return SQL(trusted: "reinterpretAsFloat64(unhex('\(digits)'))")
        }
        return literal(number)
    }
}
