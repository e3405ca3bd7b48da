import Domain
import Evaluation
import Statistics
import Store

/// How often the decomposition of a change holds the truth, where that is known because the change was made: `ASSAY_BENCHMARKS=1 swift run -c release
/// DecompositionLab [rounds]`.
@main struct DecompositionLab {
    static func main() throws {
        let rounds = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 200
        print("\(rounds) rounds each; 95 % intervals\n")
        print("| what changes | records | change | carried by | largest part is right | interval of the right part | of the others |")
        print("|---|---|---|---|---|---|---|")
        for trial in Trial.all {
            for count in [1_000, 4_000] { print(try trial.row(count, rounds: rounds)) }
        }
    }
}

/// A kind of change, and the part that it is.
struct Trial {
    var name: String
    var part: ChangeDecomposition.Part?
    var before = Traffic()
    var after = Traffic()
    var metric = ComparedMetric.logLoss

    static let all = [
        Trial(name: "nothing", part: nil),
        Trial(name: "inputs move, some", part: .inputs, before: Traffic(income: 1.5), after: Traffic(income: 1)),
        Trial(name: "inputs move, far", part: .inputs, before: Traffic(income: 1.5), after: Traffic(income: 0)),
        Trial(name: "a column in another unit", part: .inputs, before: Traffic(income: 1), after: Traffic(income: 1, unit: 100)),
        Trial(name: "relation changes for a third", part: .concept, after: Traffic(north: 2)),
        Trial(name: "relation changes for all", part: .concept, after: Traffic(north: 0.8, elsewhere: 0.8)),
        Trial(name: "the same, by Brier score", part: .concept, after: Traffic(north: 2), metric: .brierScore),
        Trial(name: "other shares of outcomes", part: .labels, before: Traffic(share: 0.5), after: Traffic(share: 0.9)),
        Trial(name: "a third of a column is missing", part: .brokenData, after: Traffic(missing: 0.33)),
        Trial(name: "half of the traffic on a worse version", part: .version, after: Traffic(canary: 0.5, zeal: 3)),
        Trial(name: "all of the traffic on a worse version", part: .version, after: Traffic(canary: 1, zeal: 3)),
    ]

    /// What the change is worth, from many records: with the means of both windows as they are, and for inputs and relation nothing else.
    private func truth() -> Double {
        let mean = { (traffic: Traffic, seed: UInt64) -> Double in
            let rows = traffic.rows(200_000, seed: seed)
            return rows.actuals.indices.reduce(0) { $0 + loss(rows, $1) } / Double(rows.count)
        }
        return mean(after, 1 << 40) - mean(before, 1 << 41)
    }

    private func loss(_ rows: LabelledRows, _ row: Int) -> Double {
        let score = rows.predictions.scores[0][row]
        return metric == .brierScore
            ? ClassLoss.brier(score: score, isPositive: rows.actuals[row] == 1) : ClassLoss.logLoss(ofActual: rows.actuals[row] == 1 ? score : 1 - score)
    }

    func row(_ count: Int, rounds: Int) throws -> String {
        let truth = part == nil ? 0 : truth()
        var (right, held, others, otherCount, carried) = (0, 0, 0, 0, 0.0)
        for round in 0..<rounds {
            let seed = UInt64(round) * 1_000_003 + UInt64(count)
            let result = try RowDecomposition(
                before: before.rows(count, seed: seed), after: after.rows(count, seed: seed + 500_000), columns: Traffic.columns, task: .binary, metric: metric)
            guard let decomposition = result?.decomposition else { continue }
            let parts = decomposition.parts
            let largest = parts.max { abs($0.value.value) < abs($1.value.value) }?.key
            if let part, let effect = parts[part] {
                if largest == part { right += 1 }
                if decomposition.interval(of: effect).contains(truth) { held += 1 }
                carried += effect.value / Double(rounds)
            }
            for (other, effect) in parts where other != part && effect.standardError > 0 {
                otherCount += 1
                if decomposition.interval(of: effect).contains(0) { others += 1 }
            }
        }
        func percent(_ number: Int, _ total: Int) -> String { total > 0 ? "\((1_000 * number / total + 5) / 10) %" : "-" }
        func short(_ value: Double) -> String { "\((value * 1_000).rounded() / 1_000)" }
        return "| \(name) | \(count) | \(short(truth)) | \(part.map { "`\($0.rawValue)` \(short(carried))" } ?? "-") | \(part == nil ? "-" : percent(right, rounds)) "
            + "| \(part == nil ? "-" : percent(held, rounds)) | \(percent(others, otherCount)) |"
    }
}
