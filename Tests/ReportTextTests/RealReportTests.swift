import Foundation
import Testing

@testable import CommandLine

/// Protects those who read real reports by the published schema: mocks have only what somebody thought of.
@Suite final class RealReportTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    /// What the schema says against the report on these files.
    private func complaints(_ options: [String]) async throws -> [String] {
        let place = folder.appending(path: "report.json")
        #expect(await Program.run(["check", "--quiet", "--threads", "2", "--json", place.path] + options) == 0)
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let schema = try Data(contentsOf: package.appending(path: "docs/check-report.schema.json"))
        let checker = SchemaChecker(root: try JSONDecoder().decode(JSONValue.self, from: schema))
        return checker.complaints(about: try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: place)))
    }

    /// What a record has for the task, by columns.
    private func values(_ task: String, _ row: Int) -> String {
        switch task {
        case "binary": "0.\(row % 10),\(row / 5 % 2),\(row % 2)"
        case "multiclass": "0.5,0.3,0.2,\(["a", "b", "c"][row % 3]),\(["a", "b", "c"][row / 3 % 3])"
        default: "\(row % 11).25,\(row % 13).5"
        }
    }

    @Test(arguments: [
        ("binary", "prediction_score,prediction_label,actual"), ("multiclass", "score_a,score_b,score_c,prediction_label,actual"),
        ("regression", "prediction_score,actual"),
    ])
    func reportsOfAllTasksAreValid(_ task: String, _ header: String) async throws {
        let lines = (0..<600).map { "\($0),2026-01-\($0 / 50 + 10) 0\($0 % 10):00:00,\($0 % 7).5,\(values(task, $0))" }
        let file = folder.appending(path: "records.csv")
        try (["prediction_id,timestamp,x,\(header)"] + lines).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        var options = ["--task", task]
        if task == "multiclass" { options += ["a", "b", "c"].flatMap { ["--column", "class_score:\($0)=score_\($0)"] } }
        for rules in ["assay", "fixed"] {
            #expect(try await complaints(["--reference", file.path, "--current", file.path, "--rules", rules] + options) == [])
        }
    }

    private static let nannyml = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["ASSAY_SHARED"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "shared/data").path
    ).appending(path: "nannyml").path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: nannyml), "skipped: no folder shared/data beside the package; set ASSAY_SHARED"))
    func aReportOfSeveralClassesIsValid() async throws {
        let found = try await complaints([
            "--reference", "\(Self.nannyml)/multiclass_reference.parquet", "--current", "\(Self.nannyml)/multiclass_analysis.parquet",
        ])
        #expect(found == [])
    }
}
