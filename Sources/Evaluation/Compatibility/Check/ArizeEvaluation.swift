internal import Domain
internal import Statistics

/// Arize's drift monitors: at the end of each window, the index over the last 72 hours against the whole reference.
struct ArizeEvaluation: PeerJudge {
    let granularity: Granularity
    /// Of the windows, in order.
    let keys: [Int64]

    private var series: [String: [DriftSeries]] = [:]

    init(granularity: Granularity, keys: [Int64]) {
        self.granularity = granularity
        self.keys = keys
    }

    mutating func take(_ column: PeerColumn) {
        let reference: [Int]
        let current: [[Int]]
        switch column.cells {
        case .numbers(let before, let now):
            let values = before.flatMap(\.self)
            guard let edges = ArizeDrift.edges(values) else { return }
            reference = Histogram(edges: edges, of: values).countsWithOpenEnds
            current = now.map { Histogram(edges: edges, of: $0).countsWithOpenEnds }
        case .values(let before, let now):
            reference = before.first ?? []
            current = now
        }
        let points = current.indices.compactMap { index in
            AlignedCounts(reference: reference, current: evaluated(current, at: index)).flatMap {
                DriftPoint(ArizeDrift.verdict(counts: $0), window: index, count: $0.currentTotal)
            }
        }
        series[column.name] = [DriftSeries(signal: ArizeDrift.method, overall: nil, points: points)]
    }

    var outcome: PeerEvaluation.Outcome {
        var outcome = PeerEvaluation.Outcome(series: series)
        outcome.notes = [
            "Arize's rules are taken from its documentation alone, as the program is closed: population stability index over "
                + "median-centred bins, an alert above \(ArizeDrift.limit). See docs/peers.md."
        ]
        if granularity.bucket == nil {
            outcome.notes.append("Windows have no length in time: each is judged alone, not the last \(ArizeDrift.evaluationHours) hours.")
        }
        return outcome
    }

    /// Counts of the windows that are within the evaluation window which ends with this one.
    private func evaluated(_ counts: [[Int]], at index: Int) -> [Int] {
        guard let bucket = granularity.bucket else { return counts[index] }
        let length = max(1, Int64(ArizeDrift.evaluationHours) * TimeBucket.hour.length / bucket.length)
        return counts[..<index].indices.reversed().prefix { keys[$0] > keys[index] - length }
            .reduce(counts[index]) { sum, earlier in zip(sum, counts[earlier]).map { $0 + $1 } }
    }
}
