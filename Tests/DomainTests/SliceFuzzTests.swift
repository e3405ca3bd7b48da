import Domain
import Statistics
import StoreTestKit
import Testing

/// Protects against hostile slices: whatever the text, reading ends with a slice that reads back, or with an error
/// whose place is in the text.
@Suite struct SliceFuzzTests {
    private static let pieces = [
        "a", "b_1", "`x y`", "`", "and", "or", "not", "in", "between", "true", "false", "is_null", "is_nan", "contains", "starts_with", "(", ")",
        ",", "=", "==", "!=", "<", "<=", ">", ">=", "!", "1", "-1", "2.5", "1e", "1e400", ".", "\"t\"", "'t'", "\"", "'", "''", "\\", "\u{301}",
        "é", "年", "\u{0}", "\n", "\r\n", "👨‍👩‍👧", "\u{202e}", "--", ";", "?", " ",
    ]

    @Test(arguments: 0..<10)
    func tokensInAnyOrder(seed: Int) {
        var generator = SplitMix64(seed: UInt64(seed))
        for _ in 0..<1_000 {
            let count = Int.random(in: 0..<25, using: &generator)
            let separator = Bool.random(using: &generator) ? " " : ""
            check((0..<count).map { _ in Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)] }.joined(separator: separator))
        }
    }

    @Test(arguments: 0..<5)
    func bytesOfAnyKind(seed: Int) {
        var generator = SplitMix64(seed: UInt64(seed))
        for _ in 0..<1_000 {
            let count = Int.random(in: 0..<60, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            check(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Slices that are sound but for one scalar.
    @Test(arguments: 0..<5)
    func slicesWithOneMistake(seed: Int) throws {
        var random = RandomSlices(seed: UInt64(seed))
        for _ in 0..<400 {
            var scalars = Array(random.expression().description.unicodeScalars)
            let place = Int.random(in: 0..<scalars.count, using: &random.generator)
            let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random.generator)]
            scalars.replaceSubrange(place...place, with: piece.unicodeScalars)
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            check(String(text))
        }
    }

    @Test(arguments: 0..<5)
    func whatIsWrittenReadsBack(seed: Int) throws {
        var random = RandomSlices(seed: UInt64(seed))
        for _ in 0..<400 {
            let expression = random.expression(depth: 5)
            let slice = try Slice(expression)
            #expect(slice.description.unicodeScalars.elementsEqual(try Slice(slice.expression).description.unicodeScalars))
            #expect(slice.expression == expression.flattened)
        }
    }

    private func check(_ text: String) {
        do throws(SliceError) {
            let slice = try Slice(parsing: text)
            #expect(try Slice(parsing: slice.description) == slice, "\(text.debugDescription)")
        } catch {
            #expect((1...text.count + 1).contains(error.offset), "\(text.debugDescription)")
            #expect(error.description.split(separator: "\n").count == 3, "\(text.debugDescription)")
        }
    }
}

extension SliceExpression {
    /// Without chains in chains of the same kind, which are written as one.
    fileprivate var flattened: SliceExpression {
        switch self {
        case .or(let parts): .or(parts.map(\.flattened).flatMap { if case .or(let inner) = $0 { inner } else { [$0] } })
        case .and(let parts): .and(parts.map(\.flattened).flatMap { if case .and(let inner) = $0 { inner } else { [$0] } })
        case .not(let part): .not(part.flattened)
        case .test: self
        }
    }
}
