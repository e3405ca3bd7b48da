internal import Domain
internal import Statistics

extension Transformation {
    /// As a report says it.
    func inferred(share: Double, confidence: Double) -> InferredTransformation {
        InferredTransformation(
            kind: kind.rawValue, parameters: parameters.filter(\.value.isFinite), mapping: mapping, name: name, value: text, share: share, confidence: confidence,
            sentence: sentence(share: share))
    }

    private func sentence(share: Double) -> String {
        let part = share < 0.995 ? ", in \(share.percent) of the rows that it would change" : ""
        return body + part
    }

    private func constant(_ name: String) -> String { Self.digits(self[name]) }

    /// Six significant digits, without zeros at the end.
    static func digits(_ number: Double) -> String {
        guard number.isFinite else { return "\(number)" }
        if number == number.rounded(), abs(number) < 1e9 { return String(Int(number)) }
        var (scaled, exponent) = (abs(number), 0)
        while scaled >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
        while scaled < 1, scaled > 0 { (scaled, exponent) = (scaled * 10, exponent - 1) }
        var power = 1.0
        for _ in 0..<abs(5 - exponent) { power *= 10 }
        let rounded = exponent <= 5 ? (number * power).rounded() / power : (number / power).rounded() * power
        return "\(rounded)"
    }

    private var line: String {
        let intercept = self["intercept"]
        let product = self["slope", otherwise: 1] == 1 ? "x" : "\(constant("slope")) x"
        return intercept == 0 ? product : "\(product) \(intercept < 0 ? "-" : "+") \(Self.digits(abs(intercept)))"
    }

    private var rounding: String { parameters["rounded_digits"].map { ", rounded to \(Self.digits($0)) digits after the point" } ?? "" }

    private var body: String {
        switch kind {
        case .identity: "the same"
        case .signFlip: "the sign is turned: -x"
        case .scale: "\(line): another factor\(rounding)"
        case .offset: "\(line): an offset\(rounding)"
        case .affine: "\(line)\(rounding)"
        case .unit: "\(line): another unit, \(name ?? "")\(rounding)"
        case .standardised: "(x - \(constant("mean"))) / \(constant("deviation")): standardised online only\(rounding)"
        case .standardisationMissing: "\(constant("mean")) + \(constant("deviation")) x: the standardisation is missing online\(rounding)"
        case .otherStandardisation: "\(line): standardised with other constants\(rounding)"
        case .log: "log x: a natural logarithm online only"
        case .log1p: "log(1 + x): a logarithm online only"
        case .log10: "log10 x: a logarithm online only"
        case .log2: "log2 x: a logarithm online only"
        case .exp: "exp x: a logarithm is missing online"
        case .expm1: "exp x - 1: log(1 + x) is missing online"
        case .rounded: "rounded to \(place)"
        case .floored: "rounded down to \(place)"
        case .ceiled: "rounded up to \(place)"
        case .truncated: "cut, towards zero, to \(place)"
        case .clipped: "clipped \([parameters["lower"].map { "below \(Self.digits($0))" }, parameters["upper"].map { "above \(Self.digits($0))" }].compactMap(\.self).joined(separator: " and "))"
        case .timeZone: "another time zone: \(shift)"
        case .frozen: "always \(text.map { "'\($0)'" } ?? constant("value"))"
        case .defaultForNull: (text.map { "'\($0)'" } ?? parameters["value"].map(Self.digits)).map { "\($0) where offline has no value" } ?? "a value where offline has none"
        case .nullForValue: (text.map { "'\($0)'" } ?? parameters["value"].map(Self.digits)).map { "no value where offline has \($0)" } ?? "no value where offline has one"
        case .reordered: "the same codes in another order: \(pairs)"
        case .recoded: "other codes: \(pairs)"
        case .letterCase, .whitespace: "written \(name ?? "otherwise")"
        case .truncatedText: "texts cut after \(constant("length")) characters"
        case .swapped: "swapped with '\(name ?? "")'"
        case .stale: "stale: the value \(self["lag"] == 1 ? "one row" : "\(constant("lag")) rows") earlier"
        case .other: "no transformation explains it"
        }
    }

    private var place: String {
        let digits = self["digits"]
        return digits == 0 ? "whole numbers" : digits < 0 ? "\(["tens", "hundreds", "thousands"][min(2, Int(-digits) - 1)])" : "\(Int(digits)) digits after the point"
    }

    private var shift: String {
        let hours = self["period"] == 0 ? self["shift"] / 3_600 : self["shift"]
        return "\(hours > 0 ? "+" : "")\(Self.digits(hours)) h"
    }

    private var pairs: String {
        let shown = mapping.sorted { $0.key < $1.key }
        return shown.prefix(4).map { "'\($0.key)' → '\($0.value)'" }.joined(separator: ", ") + (shown.count > 4 ? " and \(shown.count - 4) more" : "")
    }
}
