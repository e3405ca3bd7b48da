internal import Crypto
internal import Foundation

extension SHA256 {
    /// Takes in what is left of a file.
    ///
    /// - Returns: how many bytes that were.
    mutating func update(readingFrom handle: FileHandle) throws -> Int {
        var bytes = 0
        while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
            update(data: data)
            bytes += data.count
        }
        return bytes
    }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
