import Foundation
import Testing

extension ProgramTests {
    /// Protects that `assay export` and a server speak the same language, and that its answer is what a store here gives.
    @Suite struct RemoteExportTests {
        @Test func aServersRowsAreThoseOfItsStore() throws {
            let folder = try TemporaryFolder()
            func path(_ name: String) -> String { "\(folder.path)/\(name)" }
            func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
            let server = try ServerProcess(data: path("store"))
            let model = #"{"name":"m","task":"binary","shadow_versions":["2"],"columns":[{"name":"x","type":"numeric"},{"name":"region","role":"tag"}]}"#
            #expect(try server.post(model, as: "application/json", to: "/v1/models").status == 201)
            let rows = (0..<5_000).map {
                #"{"prediction_id":"\#($0)","timestamp":"2026-01-0\#(1 + $0 % 9)","x":\#($0).5,"region":"\#(["CA", "NV"][$0 % 2])","model_version":"\#($0 % 5 == 0 ? 2 : 1)","environment":"\#($0 % 10 == 3 ? "validation" : "production")"}"#
            }
            #expect(try server.post(rows.joined(separator: "\n")).status == 200)
            #expect(try server.post(#"{"prediction_id":"1","actual":1}"#, to: "/v1/models/m/actuals").status == 200)

            let filters: [[String]] = [
                [], ["--actuals"], ["--where", #"region = "CA" and x > 100"#], ["--version", "2"], ["--environment", "validation"],
                ["--from", "2026-01-03", "--to", "2026-01-05"], ["--as-of", "2020-01-01"],
            ]
            for (index, options) in filters.enumerated() {
                let answer = try Program.answer(
                    ["export", "--server", "http://127.0.0.1:\(server.port)", "--model", "m", "--output", path("\(index).remote.ndjson")] + options)
                #expect(answer.code == 0, "\(options): \(answer.complaint)")
            }
            let parquet = ["export", "--server", "http://127.0.0.1:\(server.port)", "--model", "m", "--output", path("m.parquet"), "--json"]
            #expect(try Program.answer(parquet).output.contains(#""rows" : 5000"#))
            let wrong = try Program.answer(parquet + ["--where", "regio = 'CA'"])
            #expect(wrong.code == 2 && wrong.complaint.contains("--where: ") && wrong.complaint.contains("did you mean region?") && wrong.complaint.contains("\n  regio = 'CA'\n  ^"), "\(wrong.complaint)")
            let other = try Program.answer(["export", "--server", "http://127.0.0.1:\(server.port)", "--model", "n", "--output", path("n.csv")])
            #expect(other.code == 2 && other.complaint.contains("there is no model 'n'"), "\(other.complaint)")
            let held = try Program.answer(["export", "--data", path("store"), "--model", "m", "--output", path("n.csv")])
            #expect(held.code == 2 && held.complaint.contains("open in another process") && held.complaint.contains("--server URL"), "\(held.complaint)")
            #expect(server.stop() == 0)

            for (index, options) in filters.enumerated() {
                let answer = try Program.answer(
                    ["export", "--data", path("store"), "--model", "m", "--output", path("\(index).local.ndjson")] + options)
                #expect(answer.code == 0, "\(options): \(answer.complaint)")
                let isSame = try text("\(index).local.ndjson") == text("\(index).remote.ndjson")
                #expect(isSame, "\(options)")
            }
            #expect(try text("0.local.ndjson").split(separator: "\n").count == 5_000, "shadow versions too")
            #expect(try text("2.local.ndjson").split(separator: "\n").count == 2_450)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("part") && $0 != "m.parquet" }
            #expect(left.isEmpty)
        }
    }
}
