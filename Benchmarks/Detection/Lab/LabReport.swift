import Foundation

/// Figures as they come, and as files: `null.csv` and `failures.csv` for machines, `lab.md` for people.
struct LabReport {
    let options: LabOptions
    private(set) var nulls: [NullResult] = []
    private(set) var failures: [FailureResult] = []

    init(options: LabOptions) { self.options = options }

    mutating func add(_ result: NullResult, seconds: Double) {
        nulls.append(result)
        Self.say("\(result.shape.name), \(result.features) columns, \(result.months) months, \(Int(seconds)) s")
        for budget in options.budgets {
            guard let rate = result.assay[budget] else { continue }
            let causes = (result.causes[budget] ?? [:]).sorted { $0.value > $1.value }.prefix(4).map { "\($0.value) \($0.key)" }
            Self.say("  budget \(budget): \(Self.text(rate))   \(causes.joined(separator: ", "))")
        }
        let peers = Peer.allCases.map { peer in "\(peer.rawValue) \(result.publishedDrift[peer].map(Self.text) ?? "-")" }
        Self.say("  peers' drift rules as published: " + peers.joined(separator: ", "))
    }

    mutating func add(_ result: FailureResult) {
        failures.append(result)
        let peers = Peer.allCases.map { "\($0.rawValue) \(Self.text(result.tuned($0))) (published \(Self.text(result.published($0))))" }
        Self.say("\(result.shape.name), \(result.failure.name) \(result.size): \(Self.text(result.assay)); " + peers.joined(separator: ", "))
    }

    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    static func text(_ rate: EventRate) -> String {
        String(format: "%.2f (%.2f to %.2f)", rate.rate, rate.interval.lowerBound, rate.interval.upperBound)
    }

    /// Such as `98 %, 6 h`.
    static func text(_ delays: FailureResult.Delays) -> String {
        delays.found == 0 ? "0 %" : String(format: "%.0f %%, ", 100 * delays.rate) + (delays.median.map { String(format: "%.0f h", $0) } ?? "-")
    }

    // MARK: Files

    func write() throws {
        guard let output = options.output else { return }
        let folder = URL(filePath: output, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in [("null.csv", nullTable), ("failures.csv", failureTable), ("lab.md", LabDocument(report: self).text)] {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
    }

    private var nullTable: String {
        var lines = ["shape,columns,rules,budget,months,events,rate,lower,upper"]
        func line(_ result: NullResult, _ rules: String, _ budget: String, _ rate: EventRate) -> String {
            let figures = String(format: "%.4f,%.4f,%.4f", rate.rate, rate.interval.lowerBound, rate.interval.upperBound)
            return "\(result.shape.name),\(result.features),\(rules),\(budget),\(rate.months),\(rate.events),\(figures)"
        }
        for result in nulls {
            for budget in options.budgets { result.assay[budget].map { lines.append(line(result, "assay", "\(budget)", $0)) } }
            for peer in Peer.allCases {
                result.published[peer].map { lines.append(line(result, peer.rawValue, "", $0)) }
                result.publishedDrift[peer].map { lines.append(line(result, "\(peer.rawValue) drift", "", $0)) }
                result.tunedRate[peer].map { lines.append(line(result, "\(peer.rawValue) tuned", "", $0)) }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var failureTable: String {
        var lines = ["shape,failure,size,unit,rules,months,found,rate,median_hours"]
        for result in failures {
            let all = [("assay", result.assay)] + Peer.allCases.flatMap {
                [($0.rawValue, result.published($0)), ("\($0.rawValue) tuned", result.tuned($0))]
            }
            for (rules, delays) in all {
                let figures = String(format: "%.3f,", delays.rate) + (delays.median.map { String(format: "%.1f", $0) } ?? "")
                let what = "\(result.shape.name),\(result.failure.name),\(result.size),\"\(result.failure.unit)\""
                lines.append("\(what),\(rules),\(delays.months),\(delays.found),\(figures)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
