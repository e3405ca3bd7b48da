import Domain
import DuckDBStore
import Evaluation
import Foundation
import Store
import Testing

/// Protects that a model of a store is explained by what was known at a time.
@Suite struct ServedExplanationTests {
    private static let day: Int64 = 86_400_000_000

    private func report(_ query: ReportQuery) async throws -> ExplanationReport {
        let (store, definition, tables) = try await ServedEvaluationTests.bench()
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a folder of the system's to clean
        var options = ExplanationOptions(check: CheckOptions(version: "test"))
        options.span = Timestamp(microseconds: 4 * Self.day)..<Timestamp(microseconds: 100 * Self.day)
        return try await ServedExplanation(store: store, definition: definition, tables: tables)
            .report(query, options: options, in: DuckDBStore(), folder: folder)
    }

    /// Eight days of production with 200 records each, whose labels take two days.
    @Test func whatCameLaterDoesNotCount() async throws {
        let whole = try await report(ReportQuery())
        #expect(whole.before.records == 800 && whole.after.records == 1_600 && whole.after.labelled == 1_600 && whole.basis == .labels)
        let early = try await report(ReportQuery(asOf: Timestamp(microseconds: 9 * Self.day - 1)))
        #expect(early.before.records == 800 && early.before.labelled == 800)
        #expect(early.after.records == 1_000 && early.after.labelled == 600 && early.basis == .partialLabels)
    }
}
