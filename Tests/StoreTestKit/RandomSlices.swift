package import Domain
package import Statistics
package import Store

/// Records and slices of them, with values and names that have broken stores before. The same seed gives the same ones.
package struct RandomSlices {
    package var generator: SplitMix64

    package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    private static let integers: [Int64] = [0, 1, -1, 25, .max, .min, 1 << 53, 1 << 53 + 1]
    private static let doubles: [Double] = [
        0, -0.0, 1, 0.1, 25, 2.5, -1e300, 1e300, .leastNonzeroMagnitude, 9.223372036854775808e18, .greatestFiniteMagnitude,
    ]
    private static let texts = [
        "", " ", "a", "A", "b", "ab", "'", "\"", "`", "'; DROP TABLE relation_1; --", "\"; --", "?", "$1", "\\", "\\'", "%", "é",
        "e\u{301}", "\u{301}", "'\u{301} OR 1=1 --", "a\u{0}b", "\u{0}", "\n", "😀", "NULL", "and", "25", "2024-01-01", "\u{202e}abc",
    ]
    private static let times: [Int64] = [
        0, 1, -1, 1_704_067_200_000_000, 1_704_067_200_000_001, 1_704_067_199_999_999, -2_208_988_800_000_000,
    ]
    private static let names = ["n", "two words", "\"v'`", "\"\u{301}'; --", "and", "?"]

    private enum Kind: CaseIterable { case integer, double, text, boolean, timestamp, secondText }

    /// A column of each type, and the records' places as `place`.
    package mutating func batch(rows: Int) -> Batch {
        var columns = [Batch.Column("place", .integers((0..<rows).map(Int64.init)))]
        for (kind, name) in zip(Kind.allCases, Self.names) {
            let values: Batch.Values =
                switch kind {
                case .integer: .integers(column(rows, Self.integers))
                case .double: .doubles(column(rows, Self.doubles + [.nan, .infinity, -.infinity]))
                case .text, .secondText: .texts(column(rows, Self.texts))
                case .boolean: .booleans(column(rows, [true, false]))
                case .timestamp: .timestamps(column(rows, Self.times))
                }
            columns.append(.init(name, values, nulls: column(rows, [true, false, false, false])))
        }
        return Batch(columns)
    }

    /// An expression that fits those columns, with at most this many levels.
    package mutating func expression(depth: Int = 4) -> Slice.Expression {
        switch depth <= 1 ? 0 : Int.random(in: 0..<6, using: &generator) {
        case 1: return .not(expression(depth: depth - 1))
        case 2, 3: return .and(parts(depth: depth - 1))
        case 4, 5: return .or(parts(depth: depth - 1))
        default: return .test(test())
        }
    }

    private mutating func parts(depth: Int) -> [Slice.Expression] {
        (0..<Int.random(in: 2...3, using: &generator)).map { _ in expression(depth: depth) }
    }

    private mutating func test() -> SliceTest<SliceName, SliceLiteral> {
        let (kind, name) = pick(Array(zip(Kind.allCases, Self.names)))
        var conditions: [SliceCondition<SliceLiteral>] = [
            .isNull, .isIn(literals(kind)), .isNotIn(literals(kind)), .compares(pick([.equal, .notEqual]), literal(kind)),
        ]
        if kind == .boolean {
            conditions.append(.isTrue)
        } else {
            conditions.append(.compares(pick(SliceComparison.allCases), literal(kind)))
            conditions.append(.isBetween(literal(kind), literal(kind)))
        }
        if kind == .text || kind == .secondText { conditions += [.contains(literal(kind)), .startsWith(literal(kind))] }
        if kind == .integer || kind == .double { conditions.append(.isNaN) }
        return SliceTest(SliceName(name), pick(conditions))
    }

    private mutating func literals(_ kind: Kind) -> [SliceLiteral] {
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in literal(kind) }
    }

    private mutating func literal(_ kind: Kind) -> SliceLiteral {
        switch kind {
        case .integer, .double:
            let isWhole = Bool.random(using: &generator)
            let double = pick(Self.doubles)
            return SliceLiteral(isWhole ? .integer(pick(Self.integers)) : Int64(exactly: double).map { .integer($0) } ?? .double(double))
        case .text, .secondText: return SliceLiteral(.text(pick(Self.texts)))
        case .boolean: return SliceLiteral(.boolean(pick([true, false])))
        case .timestamp: return SliceLiteral(.text(Timestamp(microseconds: pick(Self.times)).description))
        }
    }

    private mutating func column<Value>(_ rows: Int, _ values: [Value]) -> [Value] { (0..<rows).map { _ in pick(values) } }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &generator)] }
}
