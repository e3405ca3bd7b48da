import Foundation
import Ingest
import Testing

@testable import CommandLine

/// Protects against rows lost or torn where a large file is cut.
@Suite struct PartReaderTests {
    private let bench = StoreBench()

    private func parts(_ path: String, rows: Int, bytes: Int) throws -> [(text: String, before: Int)] {
        let file = try #require(try IngestFile.resolve([path], format: nil).first)
        let reader = try PartReader(file, limits: .init(rows: rows, bytes: bytes))
        var parts: [(String, Int)] = []
        while let part = try reader.next() {
            #expect(part.index == parts.count)
            guard case .bytes(let bytes) = part.body else { continue }
            parts.append((String(decoding: bytes, as: UTF8.self), part.linesBefore))
        }
        return parts
    }

    @Test(arguments: [(1, 1 << 20), (7, 1 << 20), (1_000, 50), (100, 1 << 20)], ["\n", ""])
    func linesAreCutBetweenLinesOnly(_ limits: (Int, Int), _ lastEnd: String) throws {
        let lines = (0..<100).map { "{\"x\":\"\(String(repeating: "ä", count: $0 % 13))\"}" }
        let text = lines.joined(separator: "\n") + lastEnd
        let parts = try parts(try bench.file("a.ndjson", text), rows: limits.0, bytes: limits.1)
        #expect(parts.map(\.text).joined() == text)
        #expect(parts.count == (limits.1 == 50 ? parts.count : (100 + limits.0 - 1) / limits.0))
        var before = 0
        for part in parts {
            #expect(part.before == before)
            before += part.text.split(separator: "\n").count
        }
        #expect(before == 100 && (limits.0 >= 100 || parts.count > 1))
    }

    @Test func csvIsCutBetweenRowsAndKeepsItsHeader() throws {
        let rows = (0..<50).map { row -> String in
            switch row % 5 {
            case 0: "\(row),\"two\nlines, and \"\"quotes\"\"\"\r\n"
            case 1: "\(row),5\" pipe\n"
            case 2: "\(row),\"\"\n"
            case 3: "\"\(row)\",a\"\"b\n"
            default: "\(row),\n"
            }
        }
        let header = "\"id;\n1\",text\n"
        for size in [1, 3, 49, 50, 51] {
            let parts = try parts(try bench.file("a.csv", header + rows.joined()), rows: size, bytes: 1 << 20)
            #expect(parts.count == (50 + size - 1) / size)
            #expect(parts.allSatisfy { $0.text.hasPrefix(header) })
            #expect(parts.map { $0.text.dropFirst(header.count) }.joined() == rows.joined())
            #expect(parts.map(\.before) == (0..<parts.count).map { $0 * size })
        }
    }

    @Test func aRowThatIsTooLongIsNotLost() throws {
        let text = "{\"x\":\"\(String(repeating: "x", count: 3_000_000))\"}\n{}"
        let parts = try parts(try bench.file("a.ndjson", text), rows: 10, bytes: 1_000)
        #expect(parts.map(\.text).joined() == text)
    }

    @Test func theKeyDependsOnRowsPlaceAndPurpose() throws {
        func key(_ text: String, index: Int = 0, purpose: String = "p") throws -> String {
            try IngestPart(body: .bytes(Array(text.utf8)), format: .ndjson, index: index, linesBefore: 0).idempotencyKey(purpose)
        }
        let keys = [try key("a"), try key("b"), try key("a", index: 1), try key("a", purpose: "q")]
        #expect(Set(keys).count == 4)
        #expect(try key("a") == keys[0])
        let file = try bench.file("a.bin", "a")
        #expect(try IngestPart(body: .file(path: file, size: 1), format: .ndjson, index: 0, linesBefore: 0).idempotencyKey("p") == keys[0])
    }
}
