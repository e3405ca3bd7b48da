/// What a hypothesis leaves unexplained, and what it may choose freely: so much of each kind of evidence, and what that weighs.
///
/// All is counted in one unit, so that all hypotheses compete: half a chi-square beyond chance, weakened, as columns depend on each other. See docs/diagnosis.md.
struct Unexplained: Sendable, Comparable {
    /// Before it is weighed.
    private(set) var amounts: [Weight: Double] = [:]

    static let nothing = Unexplained()

    /// In the unit in which hypotheses compete. Always summed in the same order, so that the same evidence comes to the same verdict.
    var total: Double { Weight.allCases.reduce(0) { sum, weight in amounts[weight].map { sum + weight.value * $0 } ?? sum } }

    fileprivate init(_ amounts: [Weight: Double] = [:]) { self.amounts = amounts }

    static func < (left: Unexplained, right: Unexplained) -> Bool { left.total < right.total }

    static func + (left: Unexplained, right: Unexplained) -> Unexplained { Unexplained(left.amounts.merging(right.amounts, uniquingKeysWith: +)) }

    static func - (left: Unexplained, right: Unexplained) -> Unexplained {
        Unexplained(left.amounts.merging(right.amounts.mapValues { -$0 }, uniquingKeysWith: +))
    }

    static func += (left: inout Unexplained, right: Unexplained) { left.amounts.merge(right.amounts, uniquingKeysWith: +) }
}

extension Weight {
    static func * (weight: Weight, amount: Double) -> Unexplained { amount == 0 ? .nothing : Unexplained([weight: amount]) }

    static func * (weight: Weight, applies: Bool) -> Unexplained { weight * (applies ? 1.0 : 0) }
}

extension Sequence<Unexplained> {
    func sum() -> Unexplained { reduce(.nothing, +) }
}
