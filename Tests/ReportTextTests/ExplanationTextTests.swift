import Domain
import Foundation
import Testing

@testable import ReportText

/// Protects what people see of an explanation: what stands first, that no line is too wide, and that nothing steers the terminal.
@Suite struct ExplanationTextTests {
    static func report(_ change: (inout ExplanationReport) -> Void = { _ in }) -> ExplanationReport {
        func estimate(_ value: Double, _ half: Double) -> ExplanationReport.Estimate { .init(value: value, lower: value - half, upper: value + half) }
        func time(_ text: String) -> Timestamp { Timestamp(text: text) ?? Timestamp(microseconds: 0) }
        let row = ExplanationReport.Example.Row(id: "p17", time: nil, cells: ["hours": "2400", "job": "Sales"], prediction: "0.91", actual: "0")
        let nearest = ExplanationReport.Example.Row(id: "t3", time: nil, cells: ["hours": "40", "job": "Sales"], prediction: "0.31", actual: "0")
        var report = ExplanationReport(
            assayVersion: "0", model: "credit", task: .binary, metric: "log_loss", higherIsBetter: false, basis: .partialLabels,
            before: .init(part: "validation", start: time("2026-02-01"), end: time("2026-02-28"), records: 11_063, read: 11_063, labelled: 11_063),
            after: .init(part: "current", start: time("2026-03-11T07:00:00Z"), end: time("2026-03-31"), records: 8_020, read: 8_020, labelled: 6_534),
            change: .init(before: estimate(0.2912, 0.006), after: estimate(0.3481, 0.009), difference: estimate(0.0569, 0.011)),
            parts: [
                .init(part: "inputs", effect: estimate(0.0514, 0.008), meaning: "other records than before"),
                .init(part: "broken_data", effect: estimate(0.0061, 0.002), meaning: "cells of 'job' that are missing or unreadable: 12 % of the records, before 1 %"),
                .init(part: "concept", effect: estimate(-0.0006, 0.004), meaning: "same records, other outcomes"),
            ], sharedMass: 0.12,
            features: [
                .init(name: "hours", effect: estimate(0.0502, 0.003), inputs: 0.0502, relation: 0, use: 0.12),
                .init(name: "job", effect: estimate(0.0058, 0.002), inputs: 0.0058, relation: 0, use: 0.31),
                .init(name: "noise", effect: estimate(0, 0), inputs: 0, relation: 0, use: 0),
            ], everywhere: 0.0009,
            slices: [
                .init(
                    slice: "job = \"Sales\"", shareBefore: 0.2, shareAfter: 0.31, metricBefore: 0.33, metricAfter: 0.52, mix: 0.0101, rate: 0.0352,
                    effect: estimate(0.0453, 0.006)),
                .init(
                    slice: "not job = \"Sales\"", shareBefore: 0.8, shareAfter: 0.69, metricBefore: 0.28, metricAfter: 0.301, mix: -0.0038, rate: 0.0154,
                    effect: estimate(0.0116, 0.004)),
            ],
            timeline: [
                .init(
                    time: time("2026-03-11T07:00:00Z"), earliest: nil, latest: nil, kind: "drift", subject: "hours",
                    what: "'hours' is below 60.0: 0 % of 107 records in an hour; 88 % to 97 % were to be expected, 95 % in the reference", order: .before),
                .init(
                    time: time("2026-03-12"), earliest: nil, latest: nil, kind: "performance", subject: nil,
                    what: "log_loss is 0.348 over 8 windows, in the reference 0.291", order: .with),
                .init(time: time("2026-03-20T12:30:00Z"), earliest: nil, latest: nil, kind: "version", subject: "v2", what: "version v2 makes its first prediction (6 % of all records)", order: .after),
            ],
            cohort: "job = \"Sales\"", examples: [
                .init(kind: .representative, row: row, value: 2.4, nearest: nearest, distance: 0.21), .init(kind: .hardest, row: row, value: 4.1, nearest: nil, distance: nil),
            ], cost: .init(total: estimate(456.3, 88), unit: "log_loss"), alerts: 3,
            diagnosis: Diagnosis(
                failureMode: "training_serving_skew", submode: "unit_change", probability: 0.93, rankedFeatures: ["hours"],
                advice: ["Divide 'hours' by 60 where the model is served: it comes in minutes since 2026-03-11.", "Ask the source of 'job' for its missing cells."]),
            notes: ["6534 of 8020 records after have a known ground truth; each stands for others of about its score."])
        change(&report)
        return report
    }

    @Test func looksAsStored() throws {
        let text = ExplanationText(width: 80).text(of: Self.report())
        if ProcessInfo.processInfo.environment["ASSAY_UPDATE_GOLDEN"] != nil {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")
            try Data(text.utf8).write(to: folder.appending(path: "explanation.txt"))
            return
        }
        let stored = try #require(Bundle.module.url(forResource: "explanation", withExtension: "txt", subdirectory: "Golden"))
        #expect(text == String(decoding: try Data(contentsOf: stored), as: UTF8.self))
    }

    @Test(arguments: [60, 80, 120, 160]) func everyLineFits(width: Int) {
        for style in [TerminalReport.Style.plain, .ansi] {
            let text = ExplanationText(width: width, style: style).text(of: Self.report { $0.slices[0].slice = String(repeating: "age < 25 and ", count: 30) + "age > 2" })
            for line in text.split(separator: "\n") where style == .plain { #expect(DisplayWidth.of(line) <= width, "\(line)") }
            #expect(text.contains("\u{1B}[") == (style == .ansi))
        }
    }

    private func words(_ report: ExplanationReport) -> String {
        ExplanationText().text(of: report).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func whatIsNotKnownIsSaid() {
        let chance = words(Self.report { $0.change.difference = .init(value: 0.01, lower: -0.01, upper: 0.03) })
        #expect(chance.hasPrefix("log_loss went from") && chance.contains("that may be chance"))
        let better = words(Self.report { $0.higherIsBetter = true })
        #expect(better.contains("which is better"))
        let bare = words(
            Self.report {
                ($0.timeline, $0.slices, $0.features, $0.examples, $0.cost, $0.notes) = ([], [], [], [], nil, [])
                ($0.diagnosis, $0.alerts, $0.basis) = (Diagnosis(failureMode: "none", rankedFeatures: [], advice: []), 0, .expected)
            })
        #expect(bare.contains("nothing tells") && bare.contains("Nothing: no alert was raised.") && bare.contains("no ground truth after"))
    }

    @Test func hostileTextIsHarmless() {
        let evil = "\u{1B}[31m\u{202E}x\n"
        let text = ExplanationText().text(
            of: Self.report {
                $0.features[0].name = evil
                $0.slices[0].slice = evil
                $0.timeline[0].what = evil
                $0.parts[1].meaning = evil
                $0.examples[0].row.cells = [evil: evil]
                $0.diagnosis.advice = [evil]
                $0.notes = [evil]
            })
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(!text.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
    }

    @Test func keysOfJSONAreInSnakeCase() throws {
        let text = String(decoding: try JSONReport.data(of: Self.report()), as: UTF8.self)
        for key in ["schema_version", "shared_mass", "higher_is_better", "share_before", "metric_after", "timeline", "diagnosis", "failure_mode", "everywhere"] {
            #expect(text.contains("\"\(key)\""), "\(key)")
        }
        #expect(text.contains("\"basis\" : \"partial_labels\""))
    }
}
