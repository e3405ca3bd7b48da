import Foundation
import Testing

@testable import CommandLine

/// Protects performance from labels that are none of the model's classes: they are told, and take no part.
@Suite struct UnseenLabelTests {
    private let bench = CheckBench()

    /// Scores that are often right, so that metrics differ from those of other labels.
    private func score(_ row: Int) -> String { "0.\((row % 2 == 0) == (row % 5 == 0) ? 8 : 2)" }

    private func binary(_ name: String = "reference.csv") throws -> String {
        try bench.table(name, "prediction_id,x,prediction_score,actual") { "\($0),\($0 % 7).5,\(self.score($0)),\($0 % 2)" }
    }

    private func production() throws -> String {
        try bench.table("production.csv", "prediction_id,x,prediction_score") { "\($0),\($0 % 7).5,\(self.score($0))" }
    }

    private func actuals(_ name: String, _ label: (Int) -> String?) throws -> String {
        let rows = (0..<400).compactMap { row in label(row).map { "\(row),\($0)" } }
        return try bench.file(name, (["prediction_id,actual"] + rows).joined(separator: "\n") + "\n")
    }

    private func report(_ actuals: String) async throws -> CheckBench.Report {
        try await bench.check(try binary(), try production(), "--actuals", actuals)
    }

    @Test func aThirdClassTakesNoPart() async throws {
        let with = try await report(try actuals("with.csv") { $0 % 10 == 3 ? "maybe" : "\($0 % 2)" })
        let without = try await report(try actuals("without.csv") { $0 % 10 == 3 ? nil : "\($0 % 2)" })
        #expect(with.performance.map(\.current) == without.performance.map(\.current))
        #expect(with.performance.first { $0.metric == "accuracy" }?.current?.count == 360)
        let unseen = try #require(with.quality("unseen_label", of: "actual"))
        #expect(unseen.current == 0.1 && unseen.reference == 0 && unseen.severity == "error")
        #expect(unseen.detail == "'maybe' (40×)")
        #expect(with.notes.contains { $0.contains("40 of 400 labels") && $0.contains("left out of performance") })
        #expect(with.model.classes == ["0", "1"])
        #expect(without.quality("unseen_label", of: "actual") == nil && !without.notes.contains { $0.contains("left out") })
    }

    @Test func renamedLabelsAreNotScored() async throws {
        let report = try await report(try actuals("renamed.csv") { $0 % 2 == 1 ? "good" : "bad" })
        #expect(report.performance.allSatisfy { $0.current == nil && $0.points.isEmpty } && !report.performance.isEmpty)
        let note = try #require(report.notes.first { $0.hasPrefix("Performance cannot be computed") })
        for words in ["0 of 400", "'0', '1'", "'bad' (200×), 'good' (200×)", "Give the actuals the names"] {
            #expect(note.contains(words), "'\(note)' does not say '\(words)'")
        }
        #expect(report.alerts.contains { $0.signal == "unseen_label" && $0.kind == "quality" })
    }

    /// One label of the old names stays in each later window; it tells nothing of the others.
    @Test func windowsOfRenamedLabelsAreNotScored() async throws {
        let truth = try actuals("half.csv") { $0 < 200 || $0 % 40 == 0 ? "\($0 % 2)" : $0 % 2 == 1 ? "good" : "bad" }
        let report = try await report(truth)
        #expect(report.performance.first { $0.metric == "accuracy" }?.points.map(\.count) == [40, 40, 40, 40, 40])
        #expect(report.performance.first { $0.metric == "accuracy" }?.current?.count == 205)
        #expect(report.notes.contains { $0.contains("195 of 400 labels") })
    }

    /// One odd label makes the column of a CSV text.
    @Test(arguments: [["1.0", "0.0"], ["true", "false"], ["True", "False"], ["TRUE", "FALSE"]])
    func otherSpellingsOfAClassAreTheClass(names: [String]) async throws {
        let plain = try await report(try actuals("plain.csv") { $0 == 7 ? nil : "\($0 % 2)" })
        let spelled = try await report(try actuals("spelled.csv") { $0 == 7 ? "n/a" : names[1 - $0 % 2] })
        #expect(spelled.performance.map(\.current) == plain.performance.map(\.current))
        #expect(spelled.quality("unseen_label", of: "actual")?.current == 0.0025)
    }

    @Test func anotherClassBesideScoresOfAll() async throws {
        let classes = ["cat", "dog", "cow"]
        let scores = "prediction_id,x,prediction_score_cat,prediction_score_dog,prediction_score_cow"
        func row(_ row: Int) -> String {
            let sure = (row * 7 % 4 == 0 ? row + 1 : row) % 3
            return "\(row),\(row % 7).5," + (0..<3).map { $0 == sure ? "0.6" : "0.2" }.joined(separator: ",")
        }
        let reference = try bench.table("reference.csv", scores + ",actual") { "\(row($0)),\(classes[$0 % 3])" }
        let production = try bench.table("production.csv", scores, row: row)
        let with = try actuals("with.csv") { $0 % 20 == 3 ? "goat" : classes[$0 % 3] }
        let without = try actuals("without.csv") { $0 % 20 == 3 ? nil : classes[$0 % 3] }
        let report = try await bench.check(reference, production, "--actuals", with)
        let plain = try await bench.check(reference, production, "--actuals", without)
        #expect(report.performance.map(\.current) == plain.performance.map(\.current))
        #expect(report.performance.first { $0.metric == "roc_auc" }?.current?.value != nil)
        #expect(report.model.classes == classes)
        #expect(report.quality("unseen_label", of: "actual")?.detail == "'goat' (20×)")
    }

    @Test func classesThatOnlyTrainingHasAreKnown() async throws {
        let words = ["low", "high", "rare"]
        func table(_ name: String, _ label: (Int) -> Int) throws -> String {
            try bench.table(name, "prediction_id,x,prediction_label,actual") {
                "\($0),\($0 % 7).5,\(words[$0 % 2]),\(words[label($0)])"
            }
        }
        let training = try table("training.csv") { $0 % 3 }
        let report = try await bench.check(
            try table("validation.csv") { $0 % 2 }, try table("current.csv") { $0 == 9 ? 2 : $0 % 2 }, "--training", training)
        #expect(report.quality("unseen_label", of: "actual") == nil)
        #expect(Set(report.model.classes) == Set(words))
    }
}
