import Foundation
import Testing

extension ProgramTests {
    /// Protects that the program and the server it sends to speak the same language: each alone is tested elsewhere.
    @Suite struct RemoteIngestTests {
        @Test func filesReachAServer() throws {
            let folder = try TemporaryFolder()
            let server = try ServerProcess(data: "\(folder.path)/store")
            let url = "http://127.0.0.1:\(server.port)"
            let records = "\(folder.path)/records.csv"
            try Data("prediction_id,timestamp,x,prediction_score\na,2026-03-01T00:00:00Z,1,0.5\nb,2026-03-01T01:00:00Z,2,0.7\n".utf8)
                .write(to: URL(filePath: records))
            let actuals = "\(folder.path)/actuals.ndjson"
            try Data(#"{"prediction_id": "a", "actual": 1}"#.utf8).write(to: URL(filePath: actuals))

            let sent = try Program.run(["ingest", "--model", "m", records, "--server", url])
            #expect(sent.code == 0, "\(sent.complaint)")
            let again = try Program.run(["ingest", "--model", "m", records, "--server", url])
            #expect(again.code == 0, "\(again.complaint)")
            let labels = try Program.run(["ingest", "--model", "m", actuals, "--actuals", "--server", url])
            #expect(labels.code == 0, "\(labels.complaint)")
            let versions = try server.get("/v1/models/m/versions").text
            #expect(versions.contains(#""records":2"#) && versions.contains(#""labelled":1"#), "\(versions)")
        }
    }
}
