import RealModule
import Statistics
import Testing

/// Protects estimates for several classes: near what labels show, within intervals that are wide rather than narrow, after a shift of the records too.
@Suite struct MulticlassEstimationTests {
    private static let classes = ["a", "b", "c"]

    private struct Record {
        var scores: [Double]
        var actual: Int
        var predicted: Int
    }

    /// Scores are overconfident: the odds of the truth, squared.
    private static func records(_ count: Int, shift: Double, _ generator: inout SplitMix64) -> [Record] {
        (0..<count).map { _ in
            let odds = (0..<3).map { Double.exp(1.2 * generator.nextNormal() + ($0 == 0 ? shift : 0)) }
            let sum = odds.reduce(0, +)
            let squares = odds.map { $0 * $0 }
            let total = squares.reduce(0, +)
            let scores = squares.map { ($0 / total * 1_000).rounded() / 1_000 }
            var left = generator.nextUniform() * sum
            var actual = 0
            while actual < 2, left >= odds[actual] {
                left -= odds[actual]
                actual += 1
            }
            let predicted = (0..<3).max { scores[$0] < scores[$1] } ?? 0
            return Record(scores: scores, actual: actual, predicted: predicted)
        }
    }

    private static func histograms(_ records: [Record], _ place: (Record) -> Int) -> [ScoreHistogram] {
        classes.indices.map { index in
            ScoreHistogram(
                points: records.map { record in
                    let hit = place(record) == index
                    let score = record.scores[index]
                    return .init(
                        score: score, positives: hit ? 1 : 0, negatives: hit ? 0 : 1, positiveScoreSum: hit ? score : 0,
                        negativeScoreSum: hit ? 0 : score)
                }, isExact: true)
        }
    }

    private static func summary(_ records: [Record]) -> MulticlassSummary {
        var confusion = ConfusionCounts(classes: classes)
        var squares = Moments()
        for record in records {
            confusion[actual: record.actual, predicted: record.predicted] += 1
            squares.add(
                record.scores.indices.reduce(0) { sum, index in
                    let error = record.scores[index] - (index == record.actual ? 1 : 0)
                    return sum + error * error
                })
        }
        return MulticlassSummary(
            labelled: records.count, confusion: confusion, oneVersusRest: histograms(records, \.actual), squaredError: squares)
    }

    @Test(arguments: [0.0, 0.7])
    func intervalsHoldRealizedMetrics(_ shift: Double) throws {
        var generator = SplitMix64(seed: 21)
        var inside: [MulticlassMetric: Int] = [:]
        var difference: [MulticlassMetric: Double] = [:]
        let rounds = 40
        for _ in 0..<rounds {
            let reference = Self.records(3_000, shift: 0, &generator)
            let known = Self.summary(reference)
            let poolings = try #require(known.oneVersusRest).map { ScorePooling(reference: $0, bins: 200) }
            let estimator = try #require(
                MulticlassEstimator(reference: known, decisions: Self.histograms(reference, \.predicted), poolings: poolings))
            let window = Self.records(500, shift: shift, &generator)
            let realized = Self.summary(window)
            let pooled = zip(poolings, Self.histograms(window, \.predicted)).map { $0.pooled($1) }
            let estimates = estimator.estimates(MulticlassEstimator.metrics, of: pooled)
            for metric in MulticlassEstimator.metrics {
                let estimate = try #require(estimates[metric])
                let value = try #require(realized.estimate(metric)?.value)
                let interval = try #require(estimate.interval)
                #expect(abs(estimate.reference - (known.estimate(metric)?.value ?? 0)) < 1e-9, "\(metric.rawValue)")
                if interval.lower <= value, value <= interval.upper { inside[metric, default: 0] += 1 }
                difference[metric, default: 0] += (estimate.value - value) / Double(rounds)
            }
        }
        for metric in MulticlassEstimator.metrics {
            #expect(inside[metric, default: 0] >= 36, "\(metric.rawValue): \(inside[metric, default: 0]) of \(rounds)")
            #expect(abs(difference[metric, default: 1]) < 0.02, "\(metric.rawValue): \(difference[metric, default: 1])")
        }
    }

    @Test func everyClassMustOccur() {
        var generator = SplitMix64(seed: 22)
        let known = Self.summary(Self.records(200, shift: 0, &generator).filter { $0.actual < 2 })
        let poolings = (known.oneVersusRest ?? []).map { ScorePooling(reference: $0, bins: 20) }
        #expect(MulticlassEstimator(reference: known, decisions: known.oneVersusRest ?? [], poolings: poolings) == nil)
    }

    /// Pooled scores keep their rows and their mean, and fewer different scores than bins stay apart.
    @Test func poolingKeepsRowsAndMeans() throws {
        var generator = SplitMix64(seed: 23)
        let scores = Self.histograms(Self.records(2_000, shift: 0, &generator), \.actual)[0]
        let pooled = ScorePooling(reference: scores, bins: 50).pooled(scores)
        #expect(pooled.points.count <= 50 && pooled.points.count > 20)
        #expect(pooled.positives == scores.positives && pooled.negatives == scores.negatives)
        let sum = { (histogram: ScoreHistogram) in histogram.points.reduce(0) { $0 + $1.scoreSum } }
        #expect(abs(sum(pooled) - sum(scores)) < 1e-9)
        let apart = ScorePooling(reference: scores, bins: 2_000).pooled(scores)
        #expect(apart.points.map(\.count) == scores.points.map(\.count))
    }
}
