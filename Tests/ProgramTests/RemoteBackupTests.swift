import Foundation
import Testing

extension ProgramTests {
    /// Protects that a store is backed up while its server works.
    @Suite struct RemoteBackupTests {
        @Test func aRunningServerIsBackedUp() throws {
            let folder = try TemporaryFolder()
            let store = "\(folder.path)/store"
            let server = try ServerProcess(data: store)
            #expect(try server.post(#"{"prediction_id":"a","x":1}"#).status == 200)
            // The command that needs the store for itself says what to do.
            let held = try Program.answer(["store", "backup", "--data", store, "\(folder.path)/b.duckdb"])
            #expect(held.code == 2)
            for words in ["open in another process", "--server URL", "assay store backup"] {
                #expect(held.complaint.contains(words), "\(held.complaint)")
            }

            let url = "http://127.0.0.1:\(server.port)"
            let made = try Program.answer(["store", "backup", "--server", url, "--json"])
            #expect(made.code == 0, "\(made.complaint)")
            struct Written: Decodable {
                var file: String
                var bytes: Int
            }
            let written = try JSONDecoder().decode(Written.self, from: Data(made.output.utf8))
            #expect(written.file.hasPrefix("\(store)/backups/assay-") && written.bytes > 0)
            #expect(try server.post(#"{"prediction_id":"b","x":2}"#).status == 200)
            #expect(try Program.answer(["store", "backup", "--server", url]).output.contains(" on the server: "))
            let verified = try Program.answer(["store", "verify", written.file])
            #expect(verified.code == 0 && verified.output.contains("m: 1 records"), "\(verified)")
            #expect(server.stop() == 0)
            let gone = try Program.answer(["store", "backup", "--server", url])
            #expect(gone.code == 3 && gone.complaint.contains("cannot be reached"), "\(gone.complaint)")
        }

        @Test func whatIsAskedWronglyIsRefused() throws {
            for (arguments, words) in [
                (["--server", "http://127.0.0.1:1", "file"], "leave the file"), (["--server", "http://127.0.0.1:1", "--force"], "--force"),
                (["--data", "store"], "Name the file"), (["file"], "--data"),
            ] {
                let answer = try Program.answer(["store", "backup"] + arguments)
                #expect(answer.code == 2 && answer.complaint.contains(words), "\(answer.complaint)")
            }
        }

        @Test func aKeyThatMayNotIsRefused() throws {
            let folder = try TemporaryFolder()
            let store = "\(folder.path)/store"
            func key(_ scope: String) throws -> String {
                let made = try Program.answer(["key", "create", "--data", store, "--scope", scope, scope])
                return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            let (admin, reader) = (try key("admin"), try key("read"))
            let server = try ServerProcess(data: store, [], needsKeys: true)
            let url = "http://127.0.0.1:\(server.port)"
            #expect(try Program.answer(["store", "backup", "--server", url, "--key", admin]).code == 0)
            for arguments in [["--key", reader], ["--key", "assay_wrong"], []] {
                let refused = try Program.answer(["store", "backup", "--server", url] + arguments)
                #expect(refused.code == 2 && refused.complaint.contains("--key: \(url) refuses it: "), "\(refused.complaint)")
                #expect(!refused.complaint.contains("assay_"), "secrets are not told")
            }
            #expect(server.stop() == 0)
        }
    }
}
