import Domain
import Testing
import WebUI

/// Protects the page of an explanation: it is sound, refers to nothing, and what comes from files stays text.
@Suite struct ExplanationPageTests {
    private static func report(_ text: String) -> ExplanationReport {
        func estimate(_ value: Double) -> ExplanationReport.Estimate { .init(value: value, lower: value - 0.01, upper: value + 0.01) }
        let window = ExplanationReport.Window(part: "current", start: Timestamp(microseconds: 0), end: Timestamp(microseconds: 1), records: 10, read: 10, labelled: 9)
        let slice = ExplanationReport.Slice(
            slice: text, shareBefore: 0.5, shareAfter: 0.5, metricBefore: nil, metricAfter: 1, mix: 0, rate: 0.1, effect: estimate(0.1))
        let row = ExplanationReport.Example.Row(id: text, time: nil, cells: [text: text], prediction: text, actual: text)
        return ExplanationReport(
            assayVersion: "0", model: text, task: .binary, metric: "log_loss", higherIsBetter: false, basis: .labels, before: window, after: window,
            change: .init(before: estimate(0.3), after: estimate(0.4), difference: estimate(0.1)),
            parts: [.init(part: "inputs", effect: estimate(0.1), meaning: text)], sharedMass: 1,
            features: [.init(name: text, effect: estimate(0.1), inputs: 0.1, relation: 0, use: 0.5)], everywhere: 0, slices: [slice, slice],
            timeline: [.init(time: Timestamp(microseconds: 0), earliest: nil, latest: nil, kind: "drift", subject: text, what: text, order: .with)],
            cohort: text, examples: [.init(kind: .hardest, row: row, value: 1, nearest: row, distance: 0)], cost: .init(total: estimate(1), unit: "log_loss"), alerts: 1,
            diagnosis: Diagnosis(failureMode: text, submode: text, probability: 0.9, rankedFeatures: [text], advice: [text]), notes: [text])
    }

    @Test func isWellFormedAndRefersToNothing() {
        let page = ExplanationPage(Self.report("age"), nonce: Nonce("fixed"))
        #expect(Markup(page.html()).faults == [])
        for reference in ["src=", "http:", "https:", "//", "url(", "@import"] { #expect(!page.htmlWithoutAssets().contains(reference)) }
        #expect(page.html().contains("script-src 'nonce-fixed'".escapedForHTML))
    }

    @Test func textFromFilesIsText() {
        let evil = "<img onerror=x>\"'&</script>"
        let page = ExplanationPage(Self.report(evil)).htmlWithoutAssets()
        #expect(!page.contains("<img") && Markup(page).faults == [])
        #expect(page.contains("&lt;img"))
    }
}
