import Domain
import Evaluation
import Foundation
import Statistics

/// How often `assay compare` promotes by mistake when one looks after every batch, and how many labels it takes to see a better version:
/// simulated pairs of versions, judged by the program's own rule. `docs/compare.md` has the tables.
///
///     ASSAY_BENCHMARKS=1 swift run -c release ComparisonLab [streams]
@main
struct ComparisonLab {
    static let alpha = 0.05

    static func main() {
        let streams = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 2_000
        print("| equally good versions | labels | promoted by mistake, one look at the end | repeated 5 % tests | assay |")
        print("|---|---|---|---|---|")
        for pair in Pair.equals { print(nullRow(pair, streams: streams)) }
        print("")
        print("| better by | labels of the planned test | found by it | found by assay | labels until then: median | mean |")
        print("|---|---|---|---|---|---|")
        for better in [0.01, 0.015, 0.02, 0.03, 0.05] { print(alternativeRow(better, streams: max(1, streams / 2))) }
        print("")
        print("| better by | planned test: labels | says better | assay: promoted | kept | labels until the verdict: mean | median |")
        print("|---|---|---|---|---|---|---|")
        for better in [0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05] { print(verdictRow(better, streams: max(1, streams / 2))) }
    }

    /// What two versions' losses differ by on a record.
    struct Pair: Sendable {
        var name: String
        var labels: Int
        var draw: @Sendable (inout SplitMix64) -> Double

        static let equals = [
            Pair(name: "right or wrong, differing on 10 % of the records", labels: 5_000) { differing(0.1, better: 0, &$0) },
            Pair(name: "right or wrong, differing on 2 %", labels: 5_000) { differing(0.02, better: 0, &$0) },
            Pair(name: "log loss, 30 % positives", labels: 5_000) { logLoss(positives: 0.3, &$0) },
            Pair(name: "log loss, 2 % positives", labels: 5_000) { logLoss(positives: 0.02, &$0) },
            Pair(name: "absolute errors with long tails", labels: 5_000) { random in
                abs(tail(&random)) - abs(tail(&random))
            },
        ]

        static func differing(_ share: Double, better: Double, _ random: inout SplitMix64) -> Double {
            let u = random.nextUniform()
            return u < (share + better) / 2 ? 1 : u < share ? -1 : 0
        }

        /// Two scores that miss the truth independently by up to a third.
        static func logLoss(positives: Double, _ random: inout SplitMix64) -> Double {
            let truth = positives * (0.2 + 1.6 * random.nextUniform())
            let (one, other) = (truth * (0.67 + 0.66 * random.nextUniform()), truth * (0.67 + 0.66 * random.nextUniform()))
            let isPositive = random.nextUniform() < truth
            func loss(_ score: Double) -> Double { ClassLoss.logLoss(ofActual: isPositive ? score : 1 - score) }
            return loss(other) - loss(one)
        }

        /// Student's t with four degrees of freedom.
        static func tail(_ random: inout SplitMix64) -> Double {
            let squares = (0..<4).reduce(0.0) { sum, _ in
                let value = random.nextNormal()
                return sum + value * value
            }
            return random.nextNormal() / (squares / 4).squareRoot()
        }
    }

    static func looks(_ improvements: [Double], batch: Int) -> [ComparisonReport.Look] {
        let sequence = ConfidenceSequence(alpha: alpha, tightestAt: 2_000)
        return ImprovementSequence(improvements: improvements, times: Array(repeating: nil, count: improvements.count), sequence: sequence)
            .looks(improvements.count / batch)
    }

    /// Looks after every ten labels.
    static func nullRow(_ pair: Pair, streams: Int) -> String {
        var random = SplitMix64(seed: 1)
        var (once, repeatedly, assay) = (0, 0, 0)
        let z = StandardNormal.upperQuantile(alpha)
        for _ in 0..<streams {
            let improvements = (0..<pair.labels).map { _ in pair.draw(&random) }
            if looks(improvements, batch: 10).contains(where: { ($0.lower ?? 0) > 0 }) { assay += 1 }
            var moments = Moments()
            var ever = false
            var last = false
            for value in improvements {
                moments.add(value)
                guard moments.count >= 100, moments.count % 10 == 0, let error = moments.standardErrorOfMean else { continue }
                last = moments.mean > z * error
                ever = ever || last
            }
            if last { once += 1 }
            if ever { repeatedly += 1 }
        }
        func share(_ count: Int) -> String { String(format: "%.1f %%", 100 * Double(count) / Double(streams)) }
        return "| \(pair.name) | \(pair.labels) | \(share(once)) | \(share(repeatedly)) | \(share(assay)) |"
    }

    /// The labels of one look with 80 % power for an improvement of 1 %, where versions differ on 10 % of the records.
    static let planned: Int = {
        let quantiles = StandardNormal.upperQuantile(alpha) + StandardNormal.upperQuantile(0.2)
        return Int((quantiles * quantiles * (0.1 - 0.0001) / 0.0001).rounded(.up))
    }()

    static func isFoundByPlan(_ improvements: [Double]) -> Bool {
        let all = Moments(improvements.prefix(planned))
        return all.mean > StandardNormal.upperQuantile(alpha) * (all.standardErrorOfMean ?? .infinity)
    }

    /// With the planned test's errors: `--smallest 0.01 --power 0.8`. Looking goes on until the verdict, at most until five times its labels.
    static func verdictRow(_ better: Double, streams: Int) -> String {
        var random = SplitMix64(seed: 3)
        var (byPlan, promoted, kept, needed) = (0, 0, 0, [Int]())
        for _ in 0..<streams {
            let improvements = (0..<5 * planned).map { _ in Pair.differing(0.1, better: better, &random) }
            let looks = ImprovementSequence(
                improvements: improvements, times: Array(repeating: nil, count: improvements.count),
                sequence: ConfidenceSequence(alpha: alpha, tightestAt: 2_000), upper: ConfidenceSequence(alpha: 0.2, tightestAt: 2_000), smallest: 0.01
            ).looks(improvements.count / 10)
            let end = looks.first { ($0.lower ?? 0) > 0 || ($0.upper ?? 1) < 0.01 }
            needed.append(end?.count ?? improvements.count)
            if let end { if (end.lower ?? 0) > 0 { promoted += 1 } else { kept += 1 } }
            if isFoundByPlan(improvements) { byPlan += 1 }
        }
        needed.sort()
        func share(_ count: Int) -> String { String(format: "%.0f %%", 100 * Double(count) / Double(streams)) }
        return String(format: "| %.1f %% | %d | ", 100 * better, planned) + [share(byPlan), share(promoted), share(kept)].joined(separator: " | ")
            + " | \(needed.reduce(0, +) / streams) | \(needed[streams / 2]) |"
    }

    /// Against one look with 80 % power for an improvement of 1 %, where versions differ on 10 % of the records.
    static func alternativeRow(_ better: Double, streams: Int) -> String {
        var random = SplitMix64(seed: 2)
        var (byPlan, needed) = (0, [Int]())
        for _ in 0..<streams {
            let improvements = (0..<5 * planned).map { _ in Pair.differing(0.1, better: better, &random) }
            if let first = looks(improvements, batch: 10).first(where: { ($0.lower ?? 0) > 0 }) { needed.append(first.count) }
            if isFoundByPlan(improvements) { byPlan += 1 }
        }
        needed.sort()
        let mean = needed.isEmpty ? 0 : needed.reduce(0, +) / needed.count
        return String(
            format: "| %.1f %% | %d | %.0f %% | %.0f %% | %d | %d |", 100 * better, planned, 100 * Double(byPlan) / Double(streams),
            100 * Double(needed.count) / Double(streams), needed.isEmpty ? 0 : needed[needed.count / 2], mean)
    }
}
