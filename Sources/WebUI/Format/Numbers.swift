extension Double {
    /// The nearest number with this many significant digits; itself where it is not finite.
    func rounded(toSignificantDigits digits: Int) -> Double {
        guard isFinite, self != 0 else { return self }
        let places = digits - 1 - decimalExponent
        // Powers beyond these would overflow or vanish, and numbers that far out need no rounding to be read.
        guard abs(places) < 300 else { return self }
        let power = Self.powerOfTen(abs(places))
        return places >= 0 ? (self * power).rounded() / power : (self / power).rounded() * power
    }

    /// Places from the decimal point to the first digit: 0 for 1...9.99, -1 for 0.1...
    var decimalExponent: Int { decimalParts.exponent }

    /// The digits as a number from 1 up to 10, and the power of ten to multiply it with.
    fileprivate var decimalParts: (digits: Double, exponent: Int) {
        var rest = magnitude
        guard rest.isFinite, rest > 0 else { return (rest, 0) }
        var exponent = 0
        while rest >= 10 {
            rest /= 10
            exponent += 1
        }
        while rest < 1 {
            rest *= 10
            exponent -= 1
        }
        return (rest, exponent)
    }

    fileprivate static func powerOfTen(_ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

/// Numbers as people read them: four significant digits, thousands separated by commas, a real minus sign.
package enum Numbers {
    /// `12,345`.
    package static func whole(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return value < 0 ? "−\(result)" : result
    }

    /// `0.1235`, `12,350`, `1.235e-7`; `–` for nothing.
    package static func short(_ value: Double?, digits: Int = 4) -> String {
        guard let value else { return "–" }
        guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
        guard value != 0 else { return "0" }
        let rounded = value.rounded(toSignificantDigits: digits)
        let exponent = rounded.decimalExponent
        guard (-4..<15).contains(exponent) else {
            let mantissa = fixed(rounded.decimalParts.digits, decimals: digits - 1)
            return "\(value < 0 ? "−" : "")\(mantissa)e\(exponent)"
        }
        return fixed(rounded, decimals: max(0, digits - 1 - exponent))
    }

    /// A share as `12.3 %`; tiny shares keep a digit that tells them from nothing.
    package static func percent(_ share: Double?) -> String {
        guard let share else { return "–" }
        guard share.isFinite else { return short(share) }
        let percent = share * 100
        if percent != 0, percent.magnitude < 0.01 { return percent < 0 ? "> −0.01 %" : "< 0.01 %" }
        return "\(short(percent, digits: 3)) %"
    }

    /// A probability: never a bare zero.
    package static func probability(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value < 0.0001 ? "< 0.0001" : short(value, digits: 2)
    }

    /// A value in the unit that a quality check speaks in.
    package static func value(_ value: Double?, unit: String) -> String {
        switch unit {
        case "share", "rate", "fraction": percent(value)
        case "count", "rows", "values": value.map { short($0, digits: max(4, $0.rounded().decimalExponent + 1)) } ?? "–"
        case "": short(value)
        default: value == nil ? "–" : "\(short(value)) \(Words.cut(unit, to: 24))"
        }
    }

    /// The plural of a counted noun: `1 row`, `2 rows`.
    package static func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
        "\(whole(count)) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        let scaled = (value.magnitude * Double.powerOfTen(decimals)).rounded()
        guard let units = UInt64(exactly: scaled) else { return "\(value)" }
        let power = UInt64(Double.powerOfTen(decimals))
        let head = whole(Int(units / power))
        var tail = String(units % power)
        tail = String(repeating: "0", count: max(0, decimals - tail.count)) + tail
        while decimals > 0, tail.hasSuffix("0") { tail.removeLast() }
        let body = decimals == 0 || tail.isEmpty ? head : "\(head).\(tail)"
        return value < 0 ? "−\(body)" : body
    }
}
