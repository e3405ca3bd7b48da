/// How numbers are written for people, the same in every text: three to four significant digits, a comma after
/// every third digit, shares in percent, `-` for what is not known.
package enum Figures {
    /// Stands for a number that is not there.
    package static let unknown = "-"

    /// `0.412`, `1.235`, `12.35`, `123.5`, `12,346`; a power of ten below 0.0001 and from a billion. Zeros at the
    /// end of a fraction are left out: `0.5`.
    package static func number(_ value: Double?) -> String {
        guard let value else { return unknown }
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
        if value == 0 { return "0" }
        let decimals = Decimals(value)
        return switch decimals.exponent(roundedTo: 4) {
        case ..<(-4), 9...: decimals.scientific(3)
        case -4 ... -2: withoutZeros(decimals.fixed(4))
        case -1, 0: withoutZeros(decimals.fixed(3))
        case 1: withoutZeros(decimals.fixed(2))
        case 2: withoutZeros(decimals.fixed(1))
        default: decimals.fixed(0)
        }
    }

    /// As `number`, with a plus sign for what grew.
    package static func change(_ value: Double?) -> String {
        guard let value, value > 0 else { return number(value) }
        return "+" + number(value)
    }

    /// `12,345`.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// `12,345 rows`, `1 row`.
    package static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
    }

    /// A share of one in percent: `12.3%`, `1.23%`, `0.04%`, `5%`, `0%`.
    package static func percent(_ share: Double?) -> String {
        guard let share, share.isFinite else { return number(share) }
        let value = share * 100
        if value == 0 { return "0%" }
        let decimals = Decimals(value)
        return switch decimals.exponent(roundedTo: 3) {
        case ..<(-2): (value < 0 ? ">-" : "<") + "0.01%"
        case -2...0: withoutZeros(decimals.fixed(2)) + "%"
        default: withoutZeros(decimals.fixed(1)) + "%"
        }
    }

    /// Value and standard error to the place where the error has its first digit (second, if the first is 1):
    /// `0.853 ± 0.004`, `0.9123 ± 0.0012`. Without an error, the number alone.
    package static func measured(_ value: Double?, standardError: Double?) -> String {
        guard let value, value.isFinite else { return number(value) }
        guard let places = places(standardError), let standardError else { return number(value) }
        return "\(Decimals(value).fixed(places)) ± \(Decimals(standardError).fixed(places))"
    }

    /// The difference of two measured values, to the coarser of their places: `-0.059`.
    package static func change(_ value: Double?, standardErrors: [Double?]) -> String {
        guard let value, value.isFinite else { return number(value) }
        guard let places = standardErrors.compactMap(places).min() else { return change(value) }
        let text = Decimals(value).fixed(places)
        return value > 0 && text.contains { $0 != "0" && $0 != "." } ? "+" + text : text
    }

    private static func withoutZeros(_ text: String) -> String {
        guard text.contains(".") else { return text }
        let digits = text.reversed().drop { $0 == "0" }
        return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
    }

    private static func places(_ standardError: Double?) -> Int? {
        guard let standardError, standardError.isFinite, standardError > 0 else { return nil }
        let digits = Decimals(standardError)
        let places = -digits.exponent(roundedTo: 1) + (digits.leadingDigit == 1 ? 1 : 0)
        return places > 6 ? nil : max(0, places)
    }
}
