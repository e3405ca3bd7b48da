internal import Domain
internal import Statistics
internal import Store

/// How a column moves within the reference itself, from one stretch of its rows to the next: what moves by itself needs no other way of computing to
/// be elsewhere now. Rows in no order of time have stretches that are alike, and excuse nothing.
struct Restlessness {
    private let stretches: [WindowRows.Cells]
    private let whole: WindowRows.Cells

    private static let count = 8
    /// A change counts when it is larger than the reference's own by more than this.
    private static let factor = 2.0

    /// - Parameter reference: in the order of its rows.
    init(_ reference: WindowRows.Cells) {
        whole = reference
        stretches = (0..<Self.count).map { place in
            let rows = (place * reference.count / Self.count)..<((place + 1) * reference.count / Self.count)
            return reference.picking(Array(rows))
        }
    }

    /// Whether the reference's own stretches go as far as this transformation would have to explain.
    ///
    /// - Parameters:
    ///   - distance: of the two samples.
    ///   - now: the other sample.
    func excuses(_ found: InferredTransformation, distance: Double, now: WindowRows.Cells) -> Bool {
        guard let kind = Transformation.Kind(rawValue: found.kind) else { return false }
        switch kind {
        // Digits and letters do not drift, and a column that has another's distribution is told by that.
        case .identity, .rounded, .floored, .ceiled, .truncated, .letterCase, .whitespace, .truncatedText, .swapped, .stale, .other: return false
        case .frozen: return stretches.contains(where: isConstant)
        case .clipped: return stretches.contains { !goes($0, beyond: found.parameters) }
        case .defaultForNull, .nullForValue:
            let usual = Self.nullShare(whole)
            return abs(Self.nullShare(now) - usual) <= Self.factor * (stretches.map { lacks($0, usual: usual) }.max() ?? 0)
        case .signFlip, .scale, .offset, .affine, .unit, .standardised, .standardisationMissing, .otherStandardisation, .log, .log1p, .log10, .log2, .exp,
            .expm1, .timeZone, .reordered, .recoded:
            return distance <= Self.factor * (stretches.map(fromWhole).max() ?? 0)
        }
    }

    /// How far a stretch is from all rows; 0 where that may be chance.
    private func fromWhole(_ stretch: WindowRows.Cells) -> Double {
        SampleDifference(whole, stretch).map { $0.isSure ? $0.distance : 0 } ?? 0
    }

    /// By how much a stretch has other missing cells than all; 0 where that may be chance, of four standard errors.
    private func lacks(_ stretch: WindowRows.Cells, usual: Double) -> Double {
        let difference = abs(Self.nullShare(stretch) - usual)
        return difference > 4 * (usual * (1 - usual) / Double(max(1, stretch.count))).squareRoot() ? difference : 0
    }

    private func isConstant(_ stretch: WindowRows.Cells) -> Bool {
        switch stretch {
        case .numbers(let values): Set(values.lazy.filter(\.isFinite)).count == 1
        case .categories(let values): Set(values.lazy.compactMap(\.self)).count == 1
        }
    }

    private func goes(_ stretch: WindowRows.Cells, beyond bounds: [String: Double]) -> Bool {
        let (lower, upper) = (bounds["lower"] ?? -.infinity, bounds["upper"] ?? .infinity)
        return stretch.numbers.contains { $0 < lower || $0 > upper }
    }

    private static func nullShare(_ stretch: WindowRows.Cells) -> Double {
        switch stretch {
        case .numbers(let values): Double(values.count { !$0.isFinite }) / Double(max(1, values.count))
        case .categories(let values): Double(values.count { $0 == nil }) / Double(max(1, values.count))
        }
    }
}
