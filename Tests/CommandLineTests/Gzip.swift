import Foundation

/// A gzip file of a text, stored and not made smaller; with fewer than 65,536 bytes it is one block (RFC 1951, 1952).
func gzipped(_ text: String) -> Data {
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    let content = Array(text.utf8)
    let length = UInt16(content.count)
    var checksum = UInt32.max
    for byte in content {
        checksum ^= UInt32(byte)
        for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1]
    return Data(head + bytes(length) + bytes(~length) + content + bytes(~checksum) + bytes(UInt32(content.count)))
}
