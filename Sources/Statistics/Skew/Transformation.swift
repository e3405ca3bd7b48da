import RealModule

/// How one way of computing a column differs from another: `online = f(offline)`, with its constants.
package struct Transformation: Sendable, Hashable {
    /// The family. Raw values are those of reports.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case identity
        /// `-x`.
        case signFlip = "sign_flip"
        /// `slope x`, by no factor that has a name.
        case scale
        /// `x + intercept`.
        case offset
        /// `slope x + intercept`.
        case affine
        /// `slope x + intercept`, as from one unit to another: `name` says which.
        case unit
        /// `(x - mean) / deviation`, where the online side is centred and of spread one.
        case standardised
        /// `mean + deviation x`, where the offline side is: serving left the standardisation out.
        case standardisationMissing = "standardisation_missing"
        /// `slope x + intercept`, where both are: standardised with other constants.
        case otherStandardisation = "other_standardisation"
        case log, log1p, log10, log2, exp, expm1
        /// To `digits` after the point: to the nearest, down, up, towards zero.
        case rounded, floored, ceiled, truncated
        /// Into `lower...upper`, either of which may be missing.
        case clipped
        /// `x + shift`, modulo `period` where there is one.
        case timeZone = "time_zone"
        /// Always `value`, or `text`.
        case frozen
        /// `value` (or `text`) where there was none.
        case defaultForNull = "default_for_null"
        /// None where there was a value, or where there was `value` (or `text`).
        case nullForValue = "null_for_value"
        /// By `mapping`, onto the same codes in another order.
        case reordered
        /// By `mapping`, onto others.
        case recoded
        case letterCase = "letter_case"
        case whitespace
        /// The first `length` characters.
        case truncatedText = "truncated_text"
        /// What column `name` has, which has this one's.
        case swapped
        /// The value `lag` rows earlier.
        case stale
        /// Another, which no family explains.
        case other
    }

    package var kind: Kind
    /// By name, as the kinds say.
    package var parameters: [String: Double]
    package var mapping: [String: String]
    /// A unit, a column or a way of writing.
    package var name: String?
    /// Of categorical columns: the value that stands for all, or for none.
    package var text: String?

    package init(_ kind: Kind, _ parameters: [String: Double] = [:], mapping: [String: String] = [:], name: String? = nil, text: String? = nil) {
        self.kind = kind
        self.parameters = parameters
        self.mapping = mapping
        self.name = name
        self.text = text
    }

    /// A constant by its name; `otherwise` when the family has none of it.
    package subscript(_ name: String, otherwise otherwise: Double = 0) -> Double { parameters[name] ?? otherwise }

    /// `f(x)` for families of numbers; NaN where it is not defined, and for families that no function of `x` is.
    package func callAsFunction(_ x: Double) -> Double {
        switch kind {
        case .identity: x
        case .signFlip: -x
        case .scale, .offset, .affine, .unit, .standardised, .standardisationMissing, .otherStandardisation:
            rounded(self["slope", otherwise: 1] * x + self["intercept"])
        case .log: x > 0 ? Double.log(x) : .nan
        case .log1p: x > -1 ? Double.log(onePlus: x) : .nan
        case .log10: x > 0 ? Double.log10(x) : .nan
        case .log2: x > 0 ? Double.log2(x) : .nan
        case .exp: Double.exp(x)
        case .expm1: Double.expMinusOne(x)
        case .rounded: Self.atDigits(x, self["digits"]) { $0.rounded() }
        case .floored: Self.atDigits(x, self["digits"]) { $0.rounded(.down) }
        case .ceiled: Self.atDigits(x, self["digits"]) { $0.rounded(.up) }
        case .truncated: Self.atDigits(x, self["digits"]) { $0.rounded(.towardZero) }
        case .clipped: Swift.min(Swift.max(x, self["lower", otherwise: -.infinity]), self["upper", otherwise: .infinity])
        case .timeZone: Self.turned(x + self["shift"], period: self["period"])
        case .frozen: self["value", otherwise: .nan]
        default: .nan
        }
    }

    /// What was also rounded afterwards.
    private func rounded(_ x: Double) -> Double {
        guard let digits = parameters["rounded_digits"] else { return x }
        return Self.atDigits(x, digits) { $0.rounded() }
    }

    /// Rounds at this many digits after the point. What is a whole number but for the last bits of a product counts as one.
    private static func atDigits(_ x: Double, _ digits: Double, _ round: (Double) -> Double) -> Double {
        let power = Double.pow(10, digits)
        let scaled = x * power
        let nearest = scaled.rounded()
        let whole = abs(scaled - nearest) <= 1e-9 * Swift.max(1, abs(scaled)) ? nearest : round(scaled)
        return whole / power
    }

    private static func turned(_ x: Double, period: Double) -> Double {
        guard period > 0 else { return x }
        let rest = x.truncatingRemainder(dividingBy: period)
        return rest < 0 ? rest + period : rest
    }

    /// How much is chosen freely: constants that the data give count 1, one of a short list a part of that. Of two families that explain as
    /// much, the one with less wins.
    package var cost: Double {
        let own: Double =
            switch kind {
            case .identity, .signFlip: 0
            case .log, .log1p, .log10, .log2, .exp, .expm1, .letterCase, .whitespace: 0.4
            case .rounded, .floored, .ceiled, .truncated, .timeZone, .truncatedText: 0.5
            case .swapped, .stale: 0.5
            case .unit: parameters["intercept"] == nil ? 0.5 : 0.6
            case .scale, .offset, .frozen, .defaultForNull, .nullForValue: 1
            case .clipped: Double(parameters.count)
            case .affine, .standardised, .standardisationMissing, .otherStandardisation: 2
            case .reordered, .recoded: 2 + 0.2 * Double(mapping.count)
            case .other: 10
            }
        return own + (parameters["rounded_digits"] == nil ? 0 : 0.7)
    }
}
