/// A number in decimal digits, for rounding as people do it on paper: on the shortest digits that stand for the
/// number, half away from zero.
struct Decimals {
    private var negative: Bool
    /// Significant digits, most significant first.
    private var digits: [Int]
    /// Power of ten of the first digit.
    private(set) var exponent: Int

    /// - Precondition: `value` is finite.
    init(_ value: Double) {
        precondition(value.isFinite, "only finite numbers have digits")
        negative = value < 0
        let parts = value.magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = mantissa.joined().compactMap(\.wholeNumberValue)
        let leading = all.prefix { $0 == 0 }.count
        digits = Array(all.dropFirst(leading))
        exponent = digits.isEmpty ? 0 : written + mantissa[0].count - 1 - leading
    }

    /// With this many digits after the point, and a comma after every third digit before it.
    func fixed(_ places: Int) -> String {
        let kept = rounded(keeping: exponent + 1 + places)
        let whole = kept.exponent < 0 ? [0] : (0...kept.exponent).map { kept.digit(-$0 + kept.exponent) }
        let fraction = (0..<places).map { kept.digit(-1 - $0) }
        let isZero = kept.digits.allSatisfy { $0 == 0 }
        return (negative && !isZero ? "-" : "") + Self.grouped(whole)
            + (places > 0 ? "." + fraction.map(String.init).joined() : "")
    }

    /// With this many significant digits and a power of ten, such as `1.2e-5`.
    func scientific(_ significant: Int) -> String {
        let kept = rounded(keeping: significant)
        let fraction = (1..<significant).map { kept.digit(kept.exponent - $0) }.map(String.init).joined()
        let point = fraction.isEmpty ? "" : "."
        return (negative ? "-" : "") + String(kept.digit(kept.exponent)) + point + fraction + "e\(kept.exponent)"
    }

    /// Power of ten of the first digit once rounded to this many significant digits: 0.0999 at one digit is 0.1.
    func exponent(roundedTo significant: Int) -> Int { rounded(keeping: significant).exponent }

    /// The first digit; 0 for zero.
    var leadingDigit: Int { digits.first ?? 0 }

    private func digit(_ power: Int) -> Int {
        let place = exponent - power
        return digits.indices.contains(place) ? digits[place] : 0
    }

    private func rounded(keeping count: Int) -> Decimals {
        guard count < digits.count else { return self }
        var result = self
        guard count >= 0 else {
            result.digits = []
            result.exponent = 0
            return result
        }
        result.digits = Array(digits.prefix(count))
        guard digits[count] >= 5 else {
            if result.digits.isEmpty { result.exponent = 0 }
            return result
        }
        var place = count - 1
        while place >= 0, result.digits[place] == 9 {
            result.digits[place] = 0
            place -= 1
        }
        if place >= 0 {
            result.digits[place] += 1
        } else {
            result.digits.insert(1, at: 0)
            result.exponent += 1
        }
        return result
    }

    private static func grouped(_ digits: [Int]) -> String {
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
            text += String(digit)
        }
        return text
    }
}
