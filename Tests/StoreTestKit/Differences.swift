internal import Statistics
internal import Store

/// Where two answers to one question differ; empty when they agree.
///
/// Counts, texts and keys must be equal. Doubles may differ by 1e-9 of themselves: adding n doubles in another order
/// moves a sum by up to n 2^-53 of the sum of their magnitudes (1e-12 for the 10,000 rows that are the most here), and
/// centred moments by that times the ratio of mean to spread, which the tables here keep below 1000. Where terms
/// cancel, it is 1e-9 of the size of the terms: of the largest value for a mean, of both spreads for a covariance.
package func differences(_ expected: Any, _ actual: Any, at path: String = "") -> [String] {
    if let (one, other) = both(expected, actual, as: Double.self) {
        return close(one, other, scale: 0) ? [] : ["\(path): expected \(one), got \(other)"]
    }
    if let (one, other) = both(expected, actual, as: Moments.self) { return momentDifferences(one, other, path) }
    if let (one, other) = both(expected, actual, as: NumericMoments.self) {
        let agree = (one.skewness == nil) == (other.skewness == nil) && close(one.skewness ?? 0, other.skewness ?? 0, scale: 1)
        return momentDifferences(one.moments, other.moments, path)
            + (agree ? [] : ["\(path): expected \(text(one)), got \(text(other))"])
    }
    if let (one, other) = both(expected, actual, as: CoMoments.self) { return coMomentDifferences(one, other, path) }
    if let (one, other) = both(expected, actual, as: WindowValues.self) {
        let pairs = (one.values.sorted(), other.values.sorted())
        return one.key == other.key && pairs.0 == pairs.1 ? [] : ["\(path): other values in window \(one.key.map(String.init) ?? "nil")"]
    }
    // Dictionaries have no order.
    if let (one, other) = both(expected, actual, as: [Int: [Int]].self) {
        return one == other ? [] : ["\(path): expected \(text(one.sorted { $0.key < $1.key })), got \(text(other.sorted { $0.key < $1.key }))"]
    }
    if let (one, other) = both(expected, actual, as: String.self) {
        return one.utf8.elementsEqual(other.utf8) ? [] : ["\(path): expected '\(one.prefix(200))', got '\(other.prefix(200))'"]
    }
    let (one, other) = (Mirror(reflecting: expected), Mirror(reflecting: actual))
    guard one.children.count == other.children.count, one.subjectType == other.subjectType else {
        return ["\(path): expected \(text(expected)), got \(text(actual))"]
    }
    if one.children.isEmpty {
        return text(expected) == text(actual) ? [] : ["\(path): expected \(text(expected)), got \(text(actual))"]
    }
    return zip(one.children, other.children).enumerated().flatMap { place, pair in
        pair.0.label == pair.1.label
            ? differences(pair.0.value, pair.1.value, at: "\(path).\(pair.0.label ?? String(place))")
            : ["\(path): expected \(text(expected)), got \(text(actual))"]
    }
}

private func both<Value>(_ one: Any, _ other: Any, as type: Value.Type) -> (Value, Value)? {
    guard let one = one as? Value, let other = other as? Value else { return nil }
    return (one, other)
}

private func text(_ value: Any) -> String { String(String(describing: value).prefix(300)) }

/// Overflow may show as infinity in one order of addition and as NaN in another.
private func close(_ one: Double, _ other: Double, scale: Double) -> Bool {
    if !one.isFinite || !other.isFinite { return one.isFinite == other.isFinite }
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other), scale) + 1e-300
}

private func momentDifferences(_ one: Moments, _ other: Moments, _ path: String) -> [String] {
    let largest = max(abs(one.minimum ?? 0), abs(one.maximum ?? 0))
    // Of equal values up to rounding, the spread is rounding only.
    let noise = Double(one.count) * (largest * 1e-10) * (largest * 1e-10)
    // Squares of larger values overflow, and sums of the largest do or do not, depending on their order.
    let overflows = largest > 1e150
    let agree =
        one.count == other.count && (one.minimum == nil) == (other.minimum == nil)
        && close(one.minimum ?? 0, other.minimum ?? 0, scale: 0) && close(one.maximum ?? 0, other.maximum ?? 0, scale: 0)
        && (overflows || close(one.mean, other.mean, scale: largest) && close(one.m2, other.m2, scale: noise))
    return agree ? [] : ["\(path): expected \(text(one)), got \(text(other))"]
}

private func coMomentDifferences(_ one: CoMoments, _ other: CoMoments, _ path: String) -> [String] {
    let variables = one.means.indices
    let agree =
        one.count == other.count && one.means.count == other.means.count
        && variables.allSatisfy { first in
            let spread = (one.product(first, first) / Double(max(1, one.count))).squareRoot()
            return close(one.means[first], other.means[first], scale: spread)
                && variables.allSatisfy { second in
                    let scale = (one.product(first, first) * one.product(second, second)).squareRoot()
                    return close(one.product(first, second), other.product(first, second), scale: scale)
                }
        }
    return agree ? [] : ["\(path): expected \(text(one)), got \(text(other))"]
}
