import Statistics
import Testing

/// Protects what is said of rows that were computed twice: the right family with its constants, and nothing where nothing differs.
@Suite struct SkewPairTests {
    private static let tolerance = 1e-6

    /// Positive values with ties: amounts, as they are in tables.
    private static let amounts: [Double] = {
        var random = SplitMix64(seed: 5)
        return (0..<600).map { _ in (200 * random.nextUniform() * random.nextUniform() * 100).rounded() / 100 + 0.5 }
    }()

    private static func explanation(_ offline: [Double], _ online: [Double], isTime: Bool = false, isHour: Bool = false) -> ExplainedDifference? {
        NumberPairs(offline: offline, online: online, isTime: isTime, isHour: isHour, tolerance: tolerance).explanation()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var kind: Transformation.Kind
        var constants: [String: Double]
        var change: @Sendable (Double) -> Double

        var testDescription: String { kind.rawValue }
    }

    static let cases: [Case] = [
        Case(kind: .signFlip, constants: [:]) { -$0 },
        Case(kind: .unit, constants: ["slope": 60]) { 60 * $0 },
        Case(kind: .unit, constants: ["slope": 1.8, "intercept": 32]) { 1.8 * $0 + 32 },
        Case(kind: .unit, constants: ["slope": 1 / 0.45359237, "rounded_digits": 1]) { ($0 / 0.45359237 * 10).rounded() / 10 },
        Case(kind: .scale, constants: ["slope": 0.37]) { 0.37 * $0 },
        Case(kind: .offset, constants: ["intercept": 17.25]) { $0 + 17.25 },
        Case(kind: .affine, constants: ["slope": -2.5, "intercept": 40]) { 40 - 2.5 * $0 },
        Case(kind: .standardised, constants: ["mean": 50, "deviation": 45]) { ($0 - 50) / 45 },
        Case(kind: .log, constants: [:]) { Transformation(.log)($0) },
        Case(kind: .log1p, constants: [:]) { Transformation(.log1p)($0) },
        Case(kind: .log10, constants: [:]) { Transformation(.log10)($0) },
        Case(kind: .exp, constants: [:]) { Transformation(.exp)($0) },
        Case(kind: .rounded, constants: ["digits": 0]) { $0.rounded() },
        Case(kind: .floored, constants: ["digits": 1]) { ($0 * 10).rounded(.down) / 10 },
        Case(kind: .ceiled, constants: ["digits": 0]) { $0.rounded(.up) },
        Case(kind: .clipped, constants: ["lower": 10, "upper": 90]) { min(max($0, 10), 90) },
        Case(kind: .clipped, constants: ["upper": 60]) { min($0, 60) },
        Case(kind: .frozen, constants: ["value": 3]) { _ in 3 },
    ]

    @Test(arguments: cases) func aFamilyIsNamedWithItsConstants(_ example: Case) throws {
        let found = try #require(Self.explanation(Self.amounts, Self.amounts.map(example.change)))
        #expect(found.transformation.kind == example.kind)
        for (name, value) in example.constants {
            // Lines through rounded values are as good as the rounding.
            let precision = example.constants["rounded_digits"] == nil ? 1e-6 : 1e-3
            #expect(abs(found.transformation[name, otherwise: .nan] - value) <= precision * max(1, abs(value)), "\(name)")
        }
        #expect(found.share > 0.99 && found.explained > 0.99 && found.confidence > 0.9)
    }

    @Test(arguments: cases) func theOrderOfRowsChangesNothing(_ example: Case) {
        let online = Self.amounts.map(example.change)
        var (random, places) = (SplitMix64(seed: 8), Array(Self.amounts.indices))
        places.shuffle(using: &random)
        #expect(Self.explanation(Self.amounts, online) == Self.explanation(places.map { Self.amounts[$0] }, places.map { online[$0] }))
    }

    /// Half of the rows: a service of which one instance is old.
    @Test func aPartOfTheRowsIsToldAsAShare() throws {
        var random = SplitMix64(seed: 9)
        let online = Self.amounts.map { random.nextUniform() < 0.3 ? 60 * $0 : $0 }
        let found = try #require(Self.explanation(Self.amounts, online))
        #expect(found.transformation.kind == .unit)
        #expect(abs(found.share - 0.3) < 0.06)
    }

    @Test func hoursAreTurnedAroundTheClock() throws {
        let hours = (0..<200).map { Double($0 * 7 % 24) }
        let found = try #require(Self.explanation(hours, hours.map { ($0 + 10).truncatingRemainder(dividingBy: 24) }, isHour: true))
        #expect(found.transformation.kind == .timeZone && found.transformation["shift"] == 10)
        let moments = hours.enumerated().map { 1.7e9 + Double($0.offset) * 977 }
        let moved = try #require(Self.explanation(moments, moments.map { $0 - 19_800 }, isTime: true))
        #expect(moved.transformation.kind == .timeZone && moved.transformation["shift"] == -19_800)
    }

    /// Noise below the tolerance, ties, gaps, nothing at all: an untouched column is never accused.
    @Test(arguments: 0..<200) func theSameIsNeverAccused(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let digits = [1.0, 10, 1_000, 1e9][Int(seed % 4)]
        let offline = (0..<Int(seed * 3)).map { _ in
            random.nextUniform() < 0.1 ? Double.nan : (random.nextNormal() * digits).rounded() / digits * (seed % 3 == 0 ? 1e6 : 1)
        }
        let online = offline.map { random.nextUniform() < 0.1 ? .nan : $0 * (1 + 0.9e-6 * (2 * random.nextUniform() - 1)) }
        #expect(Self.explanation(offline, online) == nil)
    }

    /// Values of other rows have no rule: nothing is invented.
    @Test(arguments: 0..<50) func whatHasNoRuleIsNotExplained(_ seed: UInt64) {
        var random = SplitMix64(seed: 100 + seed)
        let offline = (0..<400).map { _ in random.nextNormal() }
        #expect(Self.explanation(offline, offline.map { 0.9 * $0 + 0.3 * random.nextNormal() }) == nil)
        #expect(Self.explanation(offline, offline.map { _ in random.nextNormal() }) == nil)
    }

    @Test func fewRowsSayNothing() {
        #expect(Self.explanation([1, 2, 3, 4], [2, 4, 6, 8]) == nil)
        #expect(Self.explanation([], []) == nil)
        // Two different values lie on every line.
        let flags = (0..<100).map { Double($0 % 2) }
        #expect(Self.explanation(flags, flags.map { 3 * $0 + 1 })?.transformation.kind != .affine)
    }

    private static let colours = (0..<300).map { ["red wine", "blue", "Green", "grey sky", "blue"][$0 * 7 % 5] }

    private static func explanation(_ change: (String) -> String) -> Transformation? {
        CategoryPairs(offline: colours, online: colours.map(change)).explanation()?.transformation
    }

    @Test func textsAreWrittenOtherwise() {
        #expect(Self.explanation { $0 } == nil)
        #expect(Self.explanation { $0.uppercased() }?.name == "upper case")
        #expect(Self.explanation { $0 + " " }?.kind == .whitespace)
        #expect(Self.explanation { String($0.prefix(4)) } == Transformation(.truncatedText, ["length": 4]))
        #expect(Self.explanation { _ in "unknown" } == Transformation(.frozen, text: "unknown"))
    }

    @Test func codesAreMapped() {
        let rotated = ["red wine": "blue", "blue": "Green", "Green": "grey sky", "grey sky": "red wine"]
        #expect(Self.explanation { rotated[$0] ?? $0 } == Transformation(.reordered, mapping: rotated))
        let numbers = ["red wine": "3", "blue": "0", "Green": "1", "grey sky": "2"]
        #expect(Self.explanation { numbers[$0] ?? $0 } == Transformation(.recoded, mapping: numbers))
        #expect(Self.explanation { $0 == "Green" ? "green tea" : $0 } == Transformation(.recoded, mapping: ["Green": "green tea"]))
    }

    @Test func copiesOfOtherPlacesAreKnown() throws {
        let source = Self.amounts.map { $0 * 3 + 1 }
        let family = Transformation(.swapped, name: "b")
        let found = try #require(
            CopyFamily.explanation(family, offline: Self.amounts, online: source, source: source, tolerance: Self.tolerance))
        #expect(found.share == 1 && found.explained == 1)
        #expect(CopyFamily.explanation(family, offline: Self.amounts, online: Self.amounts, source: source, tolerance: Self.tolerance) == nil)
    }
}
