import Foundation
import Testing

extension ProgramTests {
    /// Protects that `assay model` and a server speak the same language.
    @Suite struct RemoteModelTests {
        @Test func aServersModelsAreDescribedAndDeleted() throws {
            let folder = try TemporaryFolder()
            let server = try ServerProcess(data: "\(folder.path)/store")
            let url = ["--server", "http://127.0.0.1:\(server.port)"]
            let name = "a/b c+d?é"
            func file(_ text: String) throws -> String {
                try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/m.yaml"))
                return "\(folder.path)/m.yaml"
            }
            func model(_ command: String, _ arguments: String...) throws -> Program.Answer {
                try Program.answer(["model", command] + url + arguments)
            }
            let text = "name: \(name)\ntask: binary\ncolumns:\n  - {name: age, type: numeric}\n"
            let made = try model("create", try file(text))
            #expect(made.code == 0 && made.output.contains("made"), "\(made.complaint)")
            let twice = try model("create", try file(text))
            #expect(twice.code == 2 && twice.complaint.contains("already"), "\(twice.complaint)")
            #expect(try model("list").output.contains("\(name)  binary  1 column  confirmed"))

            // What is shown can be sent back.
            let shown = try model("show", name, "--yaml")
            let changed = try model("replace", try file(shown.output.replacing("alert_budget: 1", with: "alert_budget: 2")))
            #expect(changed.code == 0, "\(changed.complaint)")
            #expect(try model("show", name).output.contains("alert budget: 2 "))
            #expect(try model("show", name, "--json").output.contains("\"revision\" : "))
            let stale = try model("replace", try file(text), "--revision", "1")
            #expect(stale.code == 2 && stale.complaint.contains("changed meanwhile"), "\(stale.complaint)")
            let wrong = try model("replace", try file(text + "    role: king\n".replacing("    ", with: "  - name: b\n    ")))
            #expect(wrong.code == 2 && wrong.complaint.contains("m.yaml, line 6: columns.1.role: 'king' is no role"), "\(wrong.complaint)")
            #expect(try model("confirm", name).code == 0)

            #expect(try model("delete", name).complaint.contains("--yes"))
            #expect(try model("delete", name, "--yes").code == 0)
            let gone = try model("show", name)
            #expect(gone.code == 2 && gone.complaint.contains("there is no model '\(name)'"), "\(gone.complaint)")
        }
    }
}
