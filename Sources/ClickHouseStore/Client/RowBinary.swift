internal import NIOCore
internal import Store

/// Rows in ClickHouse's format RowBinary, in which numbers keep their last bit: values one after the other, lowest byte
/// first; before one that may be null a byte that is 1 when it is, and nothing after that.
struct RowBinaryWriter {
    private(set) var buffer: ByteBuffer

    init(_ statement: String) {
        buffer = ByteBuffer()
        // Data begins right after the line.
        buffer.writeString(statement + " FORMAT RowBinary\n")
    }

    mutating func write(_ value: Int64) { buffer.writeInteger(value, endianness: .little) }

    mutating func write(_ value: UInt64) { buffer.writeInteger(value, endianness: .little) }

    mutating func write(_ value: UInt32) { buffer.writeInteger(value, endianness: .little) }

    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            writeLength(bytes.count)
            buffer.writeBytes(bytes)
        }
    }

    mutating func write(nullable value: Int64?) { writeNull(value) { $0.write($1) } }

    mutating func write(nullable value: Double?) { writeNull(value) { $0.write($1.bitPattern) } }

    mutating func write(nullable value: Bool?) { writeNull(value) { $0.buffer.writeInteger(UInt8($1 ? 1 : 0)) } }

    mutating func write(nullable value: String?) { writeNull(value) { $0.write($1) } }

    private mutating func writeNull<Value>(_ value: Value?, _ write: (inout Self, Value) -> Void) {
        buffer.writeInteger(UInt8(value == nil ? 1 : 0))
        if let value { write(&self, value) }
    }

    /// Seven bits a byte, the lowest first; the highest bit says that more come (LEB128).
    private mutating func writeLength(_ count: Int) {
        var rest = UInt64(count)
        while rest >= 0x80 {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }
}

/// Reads an answer whose columns are all Nullable(Int64), Nullable(Float64) or Nullable(String).
struct RowBinaryReader {
    private var buffer: ByteBuffer

    init(_ buffer: ByteBuffer) { self.buffer = buffer }

    var isAtEnd: Bool { buffer.readableBytes == 0 }

    mutating func integer() throws -> Int64? { try isNull() ? nil : bits() }

    mutating func double() throws -> Double? {
        try isNull() ? nil : Double(bitPattern: UInt64(bitPattern: bits()))
    }

    mutating func text() throws -> String? {
        if try isNull() { return nil }
        var (length, shift) = (0, 0)
        while true {
            guard let byte: UInt8 = buffer.readInteger(), shift < 63 else { throw Self.cutOff }
            length |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
            shift += 7
        }
        guard let text = buffer.readString(length: length) else { throw Self.cutOff }
        return text
    }

    private mutating func isNull() throws -> Bool {
        guard let flag: UInt8 = buffer.readInteger() else { throw Self.cutOff }
        return flag != 0
    }

    private mutating func bits() throws -> Int64 {
        guard let bits: Int64 = buffer.readInteger(endianness: .little) else { throw Self.cutOff }
        return bits
    }

    private static let cutOff = StoreError(.engine, "an answer of ClickHouse is cut off")
}
