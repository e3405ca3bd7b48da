import NIOCore
import Testing

@testable import ClickHouseStore

/// Protects values on their way: every bit of a number, every byte of a text.
@Suite struct RowBinaryTests {
    @Test func valuesComeBackAsTheyWere() throws {
        let doubles: [Double?] = [0, -0.0, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, nil]
        let integers: [Int64?] = [0, -1, .min, .max, nil]
        let texts: [String?] = ["", "a\u{0}b", "é", "e\u{301}", String(repeating: "x", count: 127), String(repeating: "y", count: 70_000), nil]
        var writer = RowBinaryWriter("")
        for value in doubles { writer.write(nullable: value) }
        for value in integers { writer.write(nullable: value) }
        for value in texts { writer.write(nullable: value) }
        var buffer = writer.buffer
        buffer.moveReaderIndex(forwardBy: " FORMAT RowBinary\n".utf8.count)
        var reader = RowBinaryReader(buffer)
        for value in doubles { #expect(try reader.double()?.bitPattern == value?.bitPattern) }
        for value in integers { #expect(try reader.integer() == value) }
        for value in texts { #expect(try reader.text().map { Array($0.utf8) } == value.map { Array($0.utf8) }) }
        #expect(reader.isAtEnd)
    }

    @Test func anAnswerThatIsCutOffIsNoAnswer() {
        for bytes in [[0, 3, 2], [0], [0, 0x80], [0, 5, 65]] as [[UInt8]] {
            var reader = RowBinaryReader(ByteBuffer(bytes: bytes))
            #expect(throws: (any Error).self) { try reader.text() }
        }
        var reader = RowBinaryReader(ByteBuffer(bytes: [0, 1, 2, 3]))
        #expect(throws: (any Error).self) { try reader.integer() }
    }
}
