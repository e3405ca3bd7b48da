import RealModule

/// The number with the fewest digits above `low` and not above `high`; of several the lowest: a boundary that people can read, and that parts
/// the same values. 0.5 for 0.4912 and 0.5133.
///
/// - Returns: `high` itself where nothing shorter lies between, as for neighbours.
/// - Precondition: `low < high`, both finite.
package func shortCut(above low: Double, upTo high: Double) -> Double {
    if low < 0, high >= 0 { return 0 }
    let width = high - low
    guard width.isFinite, width > 0 else { return high }
    let largest = Int(Double.log10(Swift.max(abs(low), abs(high))).rounded(.up))
    let smallest = Int(Double.log10(width).rounded(.down)) - 1
    guard largest - smallest < 17 else { return high }
    for exponent in stride(from: largest, through: smallest, by: -1) {
        // The multiple of this power of ten that is next above; read as text, it is the number with just these digits.
        let multiple = (low / Double.pow(10, Double(exponent))).rounded(.down) + 1
        guard abs(multiple) < 1e17 else { return high }  // The smallest numbers have no power of ten below them.
        for multiple in [multiple - 1, multiple, multiple + 1] {
            if let cut = Double("\(Int64(multiple))e\(exponent)"), low < cut, cut <= high { return cut }
        }
    }
    return high
}
