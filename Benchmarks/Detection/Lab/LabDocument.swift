import Foundation

/// The tables that people read, as Markdown.
struct LabDocument {
    let report: LabReport

    var text: String { ([nulls] + Shape.failing.compactMap(failures)).joined(separator: "\n\n") + "\n" }

    private var nulls: String {
        let (budgets, peers) = (report.options.budgets, Peer.allCases)
        var lines = [
            "| months of | columns | months | " + budgets.map { "budget \($0.formatted())" }.joined(separator: " | ") + " | "
                + peers.map { "\(Self.name($0))'s drift rule" }.joined(separator: " | ") + " |",
            "|---|---|---|" + String(repeating: "---|", count: budgets.count + peers.count),
        ]
        for result in report.nulls {
            let own = budgets.map { result.assay[$0].map(LabReport.text) ?? "" }
            let others = peers.map { result.publishedDrift[$0].map { String(format: "%.1f", $0.rate) } ?? "" }
            lines.append("| \(result.shape.name) | \(result.features) | \(result.months) | " + (own + others).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    private func failures(_ shape: String) -> String? {
        let results = report.failures.filter { $0.shape.name == shape }
        guard let first = results.first else { return nil }
        var lines = [
            "### \(first.shape.summary)", "",
            "| failure | size | Assay | " + Peer.allCases.map { "\(Self.name($0)), tuned" }.joined(separator: " | ") + " | "
                + Peer.allCases.map { "\(Self.name($0)) as published" }.joined(separator: " | ") + " |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for result in results {
            let tuned = Peer.allCases.map { LabReport.text(result.tuned($0)) }
            let published = Peer.allCases.map { LabReport.text(result.published($0)) }
            lines.append(
                "| \(result.failure.name) | \(result.size.formatted()) \(result.failure.unit) | "
                    + ([LabReport.text(result.assay)] + tuned + published).joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    static func name(_ peer: Peer) -> String {
        switch peer {
        case .evidently: "Evidently"
        case .nannyml: "NannyML"
        case .arize: "Arize"
        }
    }
}
