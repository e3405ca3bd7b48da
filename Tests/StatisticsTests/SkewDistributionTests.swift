import Statistics
import Testing

/// Protects what is said of distributions of other rows: the right family, and no family for a drift or for chance.
@Suite struct SkewDistributionTests {
    private static func sample(_ count: Int, seed: UInt64, _ value: (inout SplitMix64) -> Double) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in value(&random) }
    }

    /// Skewed, continuous and positive.
    private static func skewed(_ random: inout SplitMix64) -> Double { Transformation(.exp)(4 + 0.8 * random.nextNormal()) }

    private static func explanation(_ reference: [Double], _ current: [Double]) -> MatchedDistribution? {
        QuantileMatching(reference: reference, current: current).explanation()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var kind: Transformation.Kind
        var constants: [String: Double]
        var change: @Sendable (Double) -> Double

        var testDescription: String { kind.rawValue }
    }

    static let cases: [Case] = [
        Case(kind: .unit, constants: ["slope": 60]) { 60 * $0 },
        Case(kind: .scale, constants: ["slope": 0.2]) { 0.2 * $0 },
        Case(kind: .signFlip, constants: [:]) { -$0 },
        Case(kind: .log10, constants: [:]) { Transformation(.log10)($0) },
        Case(kind: .rounded, constants: ["digits": -1]) { ($0 / 10).rounded() * 10 },
        Case(kind: .clipped, constants: ["upper": 150]) { min($0, 150) },
        Case(kind: .frozen, constants: ["value": 3]) { _ in 3 },
        Case(kind: .standardised, constants: ["mean": 75, "deviation": 71]) { ($0 - 75) / 71 },
    ]

    @Test(arguments: cases) func aFamilyIsNamedWithItsConstants(_ example: Case) throws {
        let found = try #require(
            Self.explanation(Self.sample(6_000, seed: 1, Self.skewed), Self.sample(5_000, seed: 2, Self.skewed).map(example.change)))
        #expect(found.transformation.kind == example.kind)
        for (name, value) in example.constants {
            // What 5,000 rows tell of a constant: quantiles of this distribution are known to about two in a hundred.
            #expect(abs(found.transformation[name, otherwise: .nan] - value) <= 0.06 * abs(value), "\(name)")
        }
        #expect(found.after < found.before || found.transformation.kind == .clipped || found.transformation.kind == .rounded)
    }

    @Test(arguments: cases) func theOrderOfRowsChangesNothing(_ example: Case) {
        let (reference, current) = (Self.sample(1_500, seed: 1, Self.skewed), Self.sample(1_500, seed: 2, Self.skewed).map(example.change))
        var random = SplitMix64(seed: 3)
        #expect(Self.explanation(reference, current) == Self.explanation(reference.shuffled(using: &random), current.shuffled(using: &random)))
    }

    /// At a chance of 1e-6 each, of which conservative tests use a part.
    @Test(arguments: 0..<100) func samplesOfOneDistributionAreNeverAccused(_ seed: UInt64) {
        let digits = [1.0, 10, 1_000, 1e6][Int(seed % 4)]
        func values(_ seed: UInt64) -> [Double] {
            Self.sample(400 + Int(seed % 7) * 100, seed: seed) { (Self.skewed(&$0) * digits / 10).rounded() / digits }
        }
        #expect(Self.explanation(values(2 * seed + 1), values(2 * seed + 2)) == nil)
    }

    /// A population that changes its mixture, or its tail: no transformation of the values.
    @Test(arguments: 1...20) func aDriftIsNotExplained(_ seed: UInt64) {
        func mixture(_ share: Double) -> (inout SplitMix64) -> Double {
            { $0.nextUniform() < share ? 3 + $0.nextNormal() : 0.7 * $0.nextNormal() }
        }
        let reference = Self.sample(4_000, seed: seed, mixture(0.2))
        #expect(Self.explanation(reference, Self.sample(4_000, seed: seed + 50, mixture(0.5))) == nil)
        // As by inflation, over a year: too small to be told from a drift.
        #expect(Self.explanation(reference, Self.sample(4_000, seed: seed + 50, mixture(0.2)).map { 1.1 * $0 }) == nil)
    }

    private static let shares: [(String, Double)] = [("a", 0.42), ("b", 0.28), ("c", 0.17), ("d", 0.1), ("e", 0.03)]

    private static func counts(_ rows: Int, seed: UInt64, _ change: (String) -> String = { $0 }) -> [String: Int] {
        var random = SplitMix64(seed: seed)
        return (0..<rows).reduce(into: [:]) { counts, _ in
            var rest = random.nextUniform()
            let value = shares.first { share in
                rest -= share.1
                return rest < 0
            }
            counts[change(value?.0 ?? "e"), default: 0] += 1
        }
    }

    private static func explanation(_ change: (String) -> String) -> Transformation? {
        ShareMatching(reference: counts(4_000, seed: 1), current: counts(4_000, seed: 2, change)).explanation()?.transformation
    }

    @Test func codesAreMatchedByTheirShares() {
        #expect(Self.explanation { $0 } == nil)
        #expect(Self.explanation { $0.uppercased() }?.name == "upper case")
        let rotated = ["a": "b", "b": "c", "c": "d", "d": "e", "e": "a"]
        #expect(Self.explanation { rotated[$0] ?? $0 } == Transformation(.reordered, mapping: rotated))
        let numbers = ["a": "0", "b": "1", "c": "2", "d": "3", "e": "4"]
        #expect(Self.explanation { numbers[$0] ?? $0 } == Transformation(.recoded, mapping: numbers))
    }

    @Test func sharesThatDriftAreNotExplained() {
        // Two values change their shares: a drift.
        #expect(Self.explanation { $0 == "a" ? "b" : $0 == "b" ? "a" : $0 } == nil)
        #expect(ShareMatching(reference: ["a": 500, "b": 500], current: ["a": 700, "b": 300]).explanation() == nil)
    }

    @Test func nothingBecomesAValue() throws {
        func values(_ seed: UInt64, _ none: Double?) -> [Double?] {
            var random = SplitMix64(seed: seed)
            return (0..<2_000).map { _ in random.nextUniform() < 0.15 ? none : (random.nextNormal() * 5).rounded() }
        }
        let found = try #require(MassMoves.defaultForNull(MassMoves.Side(values(1, nil)), MassMoves.Side(values(2, -1))))
        #expect(found.value == -1 && found.share > 0.9)
        let back = try #require(MassMoves.nullForValue(MassMoves.Side(values(3, 77)), MassMoves.Side(values(4, nil))))
        #expect(back.value == 77)
        #expect(MassMoves.defaultForNull(MassMoves.Side(values(5, nil)), MassMoves.Side(values(6, nil))) == nil)
    }
}
