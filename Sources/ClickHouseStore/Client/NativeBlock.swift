internal import NIOCore

/// Rows in ClickHouse's format Native, column after column, in which numbers keep their last bit: how many columns and rows,
/// then for each column its name, its type and its values; where some may be null, first a byte for each that is 1 when it is.
struct NativeBlock {
    private(set) var buffer: ByteBuffer
    private let rows: Range<Int>

    /// - Parameters:
    ///   - statement: `INSERT INTO ...`
    ///   - rows: those of the values given that are to be sent.
    init(_ statement: String, columns: Int, rows: Range<Int>) {
        self.rows = rows
        buffer = ByteBuffer()
        // Data begins right after the line.
        buffer.writeString(statement + " FORMAT Native\n")
        writeLength(columns)
        writeLength(rows.count)
    }

    /// A column of numbers, none of them null.
    ///
    /// - Parameter values: of the rows to be sent only.
    mutating func append<Value: BitwiseCopyable>(_ name: String, _ type: String, all values: [Value]) {
        write(name)
        write(type)
        values.withUnsafeBytes { _ = buffer.writeBytes($0) }
    }

    /// A column of numbers; what is given for a null is not looked at.
    mutating func append<Value: BitwiseCopyable>(_ name: String, _ type: String, _ values: [Value], nulls: [Bool]?) {
        write(name)
        write(type)
        writeNulls(nulls)
        // All machines that Assay runs on have the lowest byte first.
        values.withUnsafeBufferPointer { _ = buffer.writeBytes(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[rows]))) }
    }

    /// A column of texts.
    mutating func append(_ name: String, _ values: [String], nulls: [Bool]?) {
        write(name)
        write("Nullable(String)")
        writeNulls(nulls)
        for row in rows { write(nulls?[row] == true ? "" : values[row]) }
    }

    /// A column of texts, none of them missing.
    ///
    /// - Parameter values: of the rows to be sent only.
    mutating func append(_ name: String, allTexts values: [String]) {
        write(name)
        write("String")
        for value in values { write(value) }
    }

    /// A column of bytes, some of which may be missing.
    ///
    /// - Parameter values: of the rows to be sent only.
    mutating func append(_ name: String, bytes values: [[UInt8]?]) {
        write(name)
        write("Nullable(String)")
        buffer.writeBytes(values.map { $0 == nil ? 1 : 0 })
        for value in values {
            writeLength(value?.count ?? 0)
            buffer.writeBytes(value ?? [])
        }
    }

    private mutating func writeNulls(_ nulls: [Bool]?) {
        guard let nulls else {
            buffer.writeRepeatingByte(0, count: rows.count)
            return
        }
        buffer.writeBytes(nulls[rows].map { $0 ? 1 : 0 })
    }

    private mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            writeLength(bytes.count)
            buffer.writeBytes(bytes)
        }
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
