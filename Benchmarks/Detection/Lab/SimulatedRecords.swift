import Evaluation
import Statistics
import Store

/// When records arrive: within minutes, a few per thousand hours later.
struct SimulatedArrivals {
    let baseline: [WindowDelays]
    let production: [WindowDelays]

    private static let minutes: [(units: Int64, share: Double)] = [(1, 0.7), (2, 0.2), (3, 0.07), (5, 0.028), (90, 0.002)]

    /// - Parameter late: the share of an hour's records that come six hours after their event, besides the usual ones.
    init(_ traffic: Traffic, _ random: inout SplitMix64, late: (Int) -> Double = { _ in 0 }) {
        func delays(_ records: [Int], _ first: Int64, _ late: (Int) -> Double) -> [WindowDelays] {
            records.enumerated().map { hour, total in
                let delayed = random.nextBinomial(trials: total, p: late(hour))
                var entries = zip(Self.minutes, random.nextMultinomial(trials: total - delayed, shares: Self.minutes.map(\.share)))
                    .filter { $0.1 > 0 }.map { DelayCounts.Entry(units: $0.units, count: $1) }
                if delayed > 0 { entries.append(DelayCounts.Entry(units: 360, count: delayed)) }
                return WindowDelays(key: first + Int64(hour), delays: DelayCounts(unit: 60_000_000, entries: entries))
            }
        }
        baseline = delays(traffic.baseline, traffic.first) { _ in 0 }
        production = delays(traffic.production, traffic.start, late)
    }
}

/// Records that repeat others: hardly any by identity, three in a thousand by what is in them.
struct SimulatedRepeats {
    let signals: [RateSignal]

    /// - Parameters:
    ///   - again: the share of an hour's records that come twice with their identity.
    ///   - renamed: with a new one.
    init(_ traffic: Traffic, _ random: inout SplitMix64, again: (Int) -> Double = { _ in 0 }, renamed: (Int) -> Double = { _ in 0 }) {
        func history(_ records: [Int], _ first: Int64, _ share: (Int) -> Double) -> RateHistory {
            RateHistory(
                first: first, records.enumerated().map { RateCount(hits: random.nextBinomial(trials: $1, p: share($0)), total: $1) })
        }
        signals = [
            RateSignal(
                column: "id", kind: .quality(.duplicateRate), what: "repeats an identity", baseline: history(traffic.baseline, traffic.first) { _ in 0 },
                current: history(traffic.production, traffic.start, again)),
            RateSignal(
                column: nil, kind: .quality(.repeatedRate), what: "repeats a record", baseline: history(traffic.baseline, traffic.first) { _ in 0.003 },
                current: history(traffic.production, traffic.start) { 0.003 + renamed($0) }),
        ]
    }
}
