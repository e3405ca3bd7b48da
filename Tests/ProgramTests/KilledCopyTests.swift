import ClickHouseStore
import ClickHouseTestKit
import Foundation
import Testing

extension ProgramTests {
    /// Protects that a copy that is killed at any moment goes on where it was, and that nobody serves it before it is finished.
    @Suite struct KilledCopyTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func intoAFolder() throws { try kill("\(folder.path)/copy", rows: 300) }

        @Test(.enabled(if: ClickHouseBed.twoShards.obstacle == nil, "no ClickHouse servers can be started here"))
        func intoACluster() async throws { try await kill(ClickHouseBed.twoShards.emptyDatabase().text, rows: 1_500) }

        /// Commands that keep a store in order work with a cluster, too.
        private func keep(_ address: String) throws {
            let check = try Program.answer(["store", "verify", "--store", address])
            #expect(check.code == 0 && check.output.contains("20,000 records"), "\(check)")
            let rebuilt = try Program.answer(["store", "rebuild", "--store", address])
            #expect(rebuilt.code == 0 && rebuilt.output.contains("m: roll-ups of"), "\(rebuilt)")
            #expect(try Program.answer(["key", "create", "--store", address, "--scope", "read", "reader"]).code == 0)
            let keys = try Program.answer(["key", "list", "--store", address])
            #expect(keys.output.contains("reader"), "\(keys)")
        }

        private func kill(_ target: String, rows: Int) throws {
            let source = "\(folder.path)/source"
            let lines = (0..<20_000).map { #"{"prediction_id":"\#($0 % 19_000)","x":\#($0),"s":"text \#($0 % 7)","timestamp":\#($0 * 60)}"# }
            let labels = (0..<5_000).map { #"{"prediction_id":"\#($0)","actual":\#($0 % 2)}"# }
            for (name, rows, kind) in [("a", lines, "--records"), ("b", labels, "--actuals")] {
                let file = "\(folder.path)/\(name).ndjson"
                try rows.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                let flags = kind == "--actuals" ? [kind] : []
                #expect(try Program.run(["ingest", "--data", source, "--model", "m", "--quiet"] + flags + [file]).code == 0)
            }
            let copy = ["store", "copy", "--from", source, "--to", target, "--rows", "\(rows)", "--quiet", "--json"]
            let place = target.contains("://") ? ["--store", target] : ["--data", target]
            var (kills, isOver, isMarked) = (0, false, false)
            // On a busy machine it takes a while until there is something to kill.
            for round in 1...20 where !isOver && (round <= 6 || !isMarked) {
                let process = Program.process(copy)
                try process.runUnblocked()
                Thread.sleep(forTimeInterval: 0.25 * Double(round) + Double.random(in: 0..<0.3))
                Foundation.kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                if process.terminationReason == .uncaughtSignal { kills += 1 }
                // It was over before it was killed.
                isOver = kills < round
                isMarked = try !isOver && Program.run(["store", "verify"] + place).complaint.contains("assay store copy")
            }
            #expect(kills > 1)
            if isMarked {
                for arguments in [
                    ["serve", "--no-keys", "--port", "0", "--data", "\(folder.path)/none"] + place, ["key", "create", "--scope", "read", "reader"] + place,
                    ["store", "copy", "--from", target, "--to", "\(folder.path)/second"],
                ] {
                    let refused = try Program.run(arguments)
                    #expect(refused.code == 2 && refused.complaint.contains("assay store copy"), "\(arguments): \(refused.complaint)")
                }
                #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/second"))
            }
            let answer = try Program.answer(copy)
            #expect(answer.code == 0, "\(answer.complaint)")
            #expect(answer.output.contains(#""records" : 20000"#) && answer.output.contains(#""actuals" : 5000"#), "\(answer.output)")
            if target.contains("://") { try keep(target) }
            // What it says it has compared is what is there.
            let server = try ServerProcess(
                data: target.contains("://") ? "\(folder.path)/scratch" : target, target.contains("://") ? ["--store", target] : [])
            let records = try server.get("/v1/models/m/records?limit=1&where=x%20%3D%2018999")
            #expect(records.text.contains(#""x":18999"#), "\(records.text)")
            #expect(server.stop() == 0)
        }
    }
}
