import Foundation
import Statistics
import Testing

extension ProgramTests {
    /// Protects the running server from what no well-meaning client sends: it answers that the request is wrong, takes no memory
    /// for it, and goes on.
    @Suite struct HostileBodyTests {
        private let folder: TemporaryFolder
        private let server: ServerProcess
        private static let requestLimit = 40
        private static let good = String(repeating: "{\"prediction_id\": \"a\", \"x\": 1, \"s\": \"t\"}\n", count: 1_000)

        init() throws {
            folder = try TemporaryFolder()
            server = try ServerProcess(
                data: "\(folder.path)/store",
                ["--memory-mb", "200", "--request-limit-mb", "\(Self.requestLimit)", "--idle-timeout-seconds", "5"])
            try #require(try server.post(Self.good).status == 200)
        }

        private func gzip(_ text: String) throws -> [UInt8] {
            let path = "\(folder.path)/\(UUID().uuidString)"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try #require(try Program.run(["gzip", "-1", path], of: "/usr/bin/env").code == 0)
            return Array(try Data(contentsOf: URL(fileURLWithPath: path + ".gz")))
        }

        private func nested(_ depth: Int) -> String {
            "{\"x\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }

        private func noise(_ count: Int) -> [UInt8] {
            var generator = SplitMix64(seed: 7)
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }

        /// The server still takes in what is right, and never failed by itself.
        private func expectHealth(after what: String) throws {
            #expect(try server.post(Self.good).status == 200, "after \(what)")
        }

        @Test func bodiesThatAreNotWhatTheySayAreRefused() throws {
            let packed = try gzip(Self.good)
            let bodies: [(String, [UInt8], String, String)] = [
                ("gzip cut off", packed.dropLast(20), "application/x-ndjson", "Content-Encoding: gzip\r\n"),
                ("gzip with damage", packed[..<20] + noise(100), "application/x-ndjson", "Content-Encoding: gzip\r\n"),
                ("no gzip", noise(10_000), "application/x-ndjson", "Content-Encoding: gzip\r\n"),
                ("no zstd", noise(10_000), "application/x-ndjson", "Content-Encoding: zstd\r\n"),
                ("zstd of nothing but a beginning", [0x28, 0xB5, 0x2F, 0xFD] + noise(1_000), "application/x-ndjson", "Content-Encoding: zstd\r\n"),
                ("unknown packing", packed, "application/x-ndjson", "Content-Encoding: br\r\n"),
                ("unknown type", Array(Self.good.utf8), "image/png", ""),
                ("no UTF-8", Array("{\"s\": \"".utf8) + [0xFF, 0xC0, 0x80] + Array("\"}".utf8), "application/x-ndjson", ""),
                ("half a surrogate", Array(#"{"s": "\ud800"}"#.utf8), "application/x-ndjson", ""),
                ("no JSON", noise(10_000), "application/x-ndjson", ""),
                ("brackets that stay open", [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000), "application/x-ndjson", ""),
                ("deep brackets", Array(nested(100_000).dropFirst(5).dropLast().utf8), "application/json", ""),
                ("no CSV", noise(100_000), "text/csv", ""),
                ("a quote that stays open", Array(("a,b\n\"" + String(repeating: "x", count: 3_000_000)).utf8), "text/csv", ""),
                ("no Parquet", Array("PAR1".utf8) + noise(100_000) + Array("PAR1".utf8), "application/vnd.apache.parquet", ""),
                ("Parquet with a footer of 2 GB", Array("PAR1".utf8) + [UInt8](repeating: 0, count: 100) + [255, 255, 255, 127] + Array("PAR1".utf8),
                 "application/vnd.apache.parquet", ""),
            ]
            for (name, body, type, headers) in bodies {
                let answer = try server.post(body, as: type, headers)
                #expect((400..<500).contains(answer.status), "\(name): \(answer.text.prefix(400))")
                #expect(answer.text.contains("application/problem+json"), "\(name)")
            }
            try expectHealth(after: "bodies that are not what they say")
        }

        /// A value may be whatever JSON allows: what is no number is a misfit, not a failure.
        @Test func extremeValuesAreMisfits() throws {
            for value in ["1e999999999", String(repeating: "9", count: 100_000), "-0", "1e-999999999", "\"\\u0000\""] {
                #expect(try server.post("{\"x\": \(value)}").status == 200, "\(value.prefix(20))")
            }
            #expect(try server.post(nested(1_000_000)).status == 200)
            try expectHealth(after: "extreme values")
        }

        @Test func tooManyOrTooLongNamesAreRefusedBeforeTheyCost() throws {
            let names = (0..<100_000).map { "column_\($0)" }
            let object = "{" + names.map { "\"\($0)\": 1" }.joined(separator: ",") + "}"
            #expect(try server.post(object).status == 400)
            let table = names.joined(separator: ",") + "\n" + names.map { _ in "1" }.joined(separator: ",")
            #expect(try server.post(table, as: "text/csv").status == 400)
            #expect(try server.post("{\"" + String(repeating: "k", count: 10_000_000) + "\": 1}").status == 413)
            let long = try server.post("{\"" + String(repeating: "k", count: 1_000_000) + "\": 1}")
            #expect(long.status == 200 && long.text.utf8.count < 10_000, "the name is left out, and not said in full")
            try expectHealth(after: "many names")
        }

        /// What unpacks to ten times the limit is given up at the limit.
        @Test func bombsAreGivenUp() throws {
            let size = Self.requestLimit * 10_000_000
            for (piece, type) in [("0", "application/x-ndjson"), ("1,2\n", "text/csv"), (" ", "application/json")] {
                let bomb = try gzip(String(repeating: piece, count: size / piece.utf8.count))
                let answer = try server.post(bomb, as: type, "Content-Encoding: gzip\r\n")
                #expect(answer.status == 413, "\(piece): \(answer.text.prefix(400))")
            }
            #expect(try server.peakMemory < size >> 20)
            try expectHealth(after: "bombs")
        }

        @Test func headersThatLieOrFloodAreRefused() throws {
            let head = "POST /v1/models/m/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
            let requests: [(String, String)] = [
                ("a negative length", head + "Content-Length: -5\r\n\r\n{}"),
                ("two lengths", head + "Content-Length: 2\r\nContent-Length: 7\r\n\r\n{}     "),
                ("a length beyond any number", head + "Content-Length: 99999999999999999999\r\n\r\n{}"),
                ("a length beyond the limit", head + "Connection: close\r\nContent-Length: 9999999999\r\n\r\n{}"),
                ("a chunk of no size", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
                ("many headers", "GET /health HTTP/1.1\r\nHost: x\r\n" + (0..<10_000).map { "X\($0): y\r\n" }.joined() + "\r\n"),
                ("a long header", "GET /health HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "y", count: 5_000_000))\r\n\r\n"),
                ("a long path", "GET /\(String(repeating: "y", count: 5_000_000)) HTTP/1.1\r\nHost: x\r\n\r\n"),
                ("no HTTP", "\u{16}\u{3}\u{1}\r\n\r\n"),
            ]
            for (name, request) in requests {
                let answer = try server.talk(Array(request.utf8))
                // A flood may be cut off before it is answered.
                #expect((400..<500).contains(answer.status) || answer.text.isEmpty, "\(name): \(answer.text.prefix(200))")
            }
            try expectHealth(after: "lying headers")
        }

        /// They hold a connection each, and nothing else; the idle timeout takes that back.
        @Test func slowClientsDelayNobody() throws {
            let head = "POST /v1/models/m/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n{"
            let slow = try (0..<200).map { _ in try RawSocket(port: server.port) }
            for socket in slow { socket.send(Array(head.utf8)) }
            try expectHealth(after: "slow clients have come")
            for socket in slow {
                #expect(!String(decoding: socket.readToEnd(), as: UTF8.self).contains(" 200 "))
            }
            try expectHealth(after: "slow clients were let go")
        }
    }
}
