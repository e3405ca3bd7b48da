internal import NIOCore
internal import Store

/// Reads an answer in ClickHouse's format RowBinary, in which numbers keep their last bit: values one after the other, lowest
/// byte first; before each a byte that is 1 when it is null, and nothing after that. All columns are Nullable(Int64),
/// Nullable(Float64) or Nullable(String).
struct RowBinaryReader {
    private var buffer: ByteBuffer

    init(_ buffer: ByteBuffer) { self.buffer = buffer }

    var isAtEnd: Bool { buffer.readableBytes == 0 }

    mutating func integer() throws -> Int64? { try isNull() ? nil : bits() }

    mutating func double() throws -> Double? {
        try isNull() ? nil : Double(bitPattern: UInt64(bitPattern: bits()))
    }

    mutating func text() throws -> String? { try bytes().map { String(buffer: $0) } }

    mutating func bytes() throws -> ByteBuffer? {
        if try isNull() { return nil }
        var (length, shift) = (0, 0)
        while true {
            guard let byte: UInt8 = buffer.readInteger(), shift < 63 else { throw Self.cutOff }
            length |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
            shift += 7
        }
        guard let bytes = buffer.readSlice(length: length) else { throw Self.cutOff }
        return bytes
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
