import NIOCore
import Testing

@testable import ClickHouseStore

/// Protects values on their way: every bit of a number, every byte of a text.
@Suite struct RowBinaryTests {
    /// A byte for null, then the value.
    @Test func valuesAreReadToTheLastBit() throws {
        let bytes: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0, 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F, 0, 3, 97, 0, 98, 1]
        var reader = RowBinaryReader(ByteBuffer(bytes: bytes))
        #expect(try reader.integer() == .min + 1)
        #expect(try reader.integer() == nil)
        #expect(try reader.double() == .infinity)
        #expect(try reader.text() == "a\u{0}b")
        #expect(try reader.double() == nil)
        #expect(reader.isAtEnd)
    }

    @Test func longTextsHaveLongLengths() throws {
        let text = String(repeating: "y", count: 70_000)
        var reader = RowBinaryReader(ByteBuffer(bytes: [0, 0xF0, 0xA2, 0x04] + Array(text.utf8)))
        #expect(try reader.text() == text)
    }

    @Test func blocksAreColumnsOneAfterTheOther() {
        var block = NativeBlock("INSERT INTO t", columns: 3, rows: 1..<3)
        block.append("a", "Int64", all: [Int64(5), -1])
        block.append("b", "Nullable(UInt8)", [UInt8(9), 1, 0], nulls: [true, false, true])
        block.append("c", ["", "xy", "gone"], nulls: [false, false, true])
        let head = Array("INSERT INTO t FORMAT Native\n".utf8) + [3, 2]
        let a = [1, 97, 5] + Array("Int64".utf8) + [5, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 8)
        let b = [1, 98, 15] + Array("Nullable(UInt8)".utf8) + [0, 1, 1, 0]
        let c = [1, 99, 16] + Array("Nullable(String)".utf8) + [0, 1, 2, 120, 121, 0]
        #expect(Array(block.buffer.readableBytesView) == head + a + b + c)
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
