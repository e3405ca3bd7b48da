import Foundation
import ReportText
import Testing

@testable import CommandLine
@testable import Domain
@testable import Evaluation

/// Protects the main job from end to end: simulated traffic with a known failure in, the right finding out.
@Suite final class CheckCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }  // a folder of the system's to clean

    private func report(_ failure: String..., options: [String] = []) async throws -> CheckReport {
        try await report(failure, options: options)
    }

    private func report(_ failure: [String], options: [String] = []) async throws -> CheckReport {
        let place = folder.appending(path: "traffic").path
        let simulate = ["simulate", "--output", place, "--rows", "9000", "--quiet", "--force"] + failure
        #expect(await Program.run(simulate) == 0)
        let json = folder.appending(path: "report.json").path
        let check = [
            "check", "--training", "\(place)/training.parquet", "--validation", "\(place)/validation.parquet",
            "--current", "\(place)/production.parquet", "--actuals", "\(place)/actuals.parquet", "--candidate",
            "\(place)/candidate.parquet", "--config", "\(place)/meta.json", "--quiet", "--json", json,
            "--html", folder.appending(path: "report.html").path, "--junit", folder.appending(path: "report.xml").path,
        ]
        #expect(await Program.run(check + options) == 0)
        return try JSONReport.report(from: Data(contentsOf: URL(fileURLWithPath: json)))
    }

    @Test func healthyTrafficRaisesNoAlert() async throws {
        // Weekends differ from other days in this traffic; that is no drift.
        let report = try await report()
        #expect(report.alerts.isEmpty, "\(report.alerts.map(\.message))")
        #expect(report.verdict == .ok)
        #expect(report.windows.count == 30)
        #expect(report.model.task == .binary)
        #expect(Set(report.performance.compactMap(\.candidate)).count == 2)
        #expect(report.performance.first { $0.metric == "roc_auc" && $0.candidate == nil }?.points.isEmpty == false)
    }

    @Test func aChangedUnitIsFoundInItsColumnFromItsDay() async throws {
        let report = try await report(
            "--failure", "training_serving_skew/unit_change", "--feature", "monthly_income", "--at", "12")
        let alert = try #require(report.alerts.first { $0.kind == .drift })
        #expect(alert.feature == "monthly_income")
        #expect(alert.severity == .error)
        #expect(alert.windows.min() == 12)
        #expect(report.windows.count == 30)
    }

    /// Who asks how a diagnosis came about is told all that was weighed, and can add it up.
    @Test func allThatWasWeighedIsToldToWhoAsks() async throws {
        let failure = ["--failure", "training_serving_skew/unit_change", "--feature", "monthly_income", "--at", "12"]
        let report = try await report(failure, options: ["--hypotheses"])
        let weighed = try #require(report.diagnosis.hypotheses)
        #expect(weighed.first?.failureMode == report.diagnosis.failureMode && weighed.first?.submode == report.diagnosis.submode)
        #expect(weighed.contains { $0.failureMode == "none" } && weighed.contains { $0.failureMode == "covariate_drift" && $0.features == ["monthly_income"] })
        #expect(zip(weighed, weighed.dropFirst()).allSatisfy { $0.unexplained <= $1.unexplained })
        for hypothesis in weighed {
            let sum = hypothesis.amounts.reduce(0) { sum, amount in sum + (Weight.allCases.first { $0.name == amount.key }?.value ?? .nan) * amount.value }
            #expect(abs(sum - hypothesis.unexplained) < 1e-6 * max(1, sum), "\(hypothesis)")
        }
        // That nothing failed leaves all that moved.
        #expect((weighed.first { $0.failureMode == "none" }?.amounts["shift"] ?? 0) > 100)
        #expect(try await self.report(failure).diagnosis.hypotheses == nil)
    }

    @Test(arguments: [([String](), "duplicate_rate"), (["--new-ids"], "repeated_rate")])
    func recordsThatComeTwiceAreFoundWithinADay(_ options: [String], _ signal: String) async throws {
        let failure = ["--failure", "data_quality/duplicates", "--at", "12"] + options
        let found = try await report(failure)
        let alert = try #require(found.alerts.first)
        #expect(alert.signal == signal && alert.windows.min() == 12)
        let day = try #require(found.windows[12].start)
        #expect(((alert.time?.microseconds ?? .max) - day.microseconds) <= 24 * 3_600_000_000, "\(alert.message)")
    }

    @Test func alertsDecideTheExitCodeOnlyWhenAsked() async throws {
        _ = try await report("--failure", "data_quality/nulls", "--severity", "0.5")
        let place = folder.appending(path: "traffic").path
        let check = [
            "check", "--reference", "\(place)/validation.parquet", "--current", "\(place)/production.parquet", "--quiet",
        ]
        #expect(await Program.run(check) == 0)
        #expect(await Program.run(check + ["--fail-on", "error"]) == 1)
    }

    @Test func theSameFilesGiveTheSameReport() async throws {
        let one = try await report("--failure", "covariate_drift/abrupt", options: ["--by", "week"])
        let two = try await report("--failure", "covariate_drift/abrupt", options: ["--by", "week"])
        #expect(one.alerts == two.alerts)
        #expect(one.features.map(\.distribution) == two.features.map(\.distribution))
    }
}
