import Statistics
import Testing

/// Protects the corrections: for shares of classes that changed, for shifted features beneath the score, and for labels that come early.
@Suite struct EstimationShiftTests {
    /// Records of each class as they were, in other numbers.
    private func labelShifted(_ count: Int, positiveShare: Double, _ generator: inout SplitMix64) -> [SimulatedClassifier.Record] {
        let model = SimulatedClassifier()
        return (0..<count).map { _ in
            let wanted = generator.nextUniform() < positiveShare
            while true {
                let record = model.record(&generator)
                if record.isPositive == wanted { return record }
            }
        }
    }

    /// Priors are found within their errors, and correct the estimate that label shift spoils.
    @Test func labelShiftIsCorrected() throws {
        var generator = SplitMix64(seed: 11)
        var (inside, bias, plainBias) = (0, 0.0, 0.0)
        let rounds = 60
        for _ in 0..<rounds {
            let reference = SimulatedClassifier().records(4_000, &generator)
            let summary = reference.summary
            let window = labelShifted(1_000, positiveShare: 0.6, &generator)
            let confusion = try #require(summary.confusion)
            let decisions = window.decisions
            let shift = try #require(LabelShift(reference: confusion.counts, predicted: [decisions.negatives, decisions.positives]))
            #expect(abs(shift.priors[0] + shift.priors[1] - 1) < 1e-12)
            if abs(shift.priors[1] - 0.6) < 1.96 * shift.standardErrors[1] { inside += 1 }
            let calibrator = try #require(ScoreCalibrator(reference.labels))
            let cells = ExpectedCells(decisions, calibrator)
            let realized = try window.realized(.accuracy)
            let plain = try #require(cells.gradient(.accuracy, hasDecisions: true)?.value)
            let corrected = try #require(cells.corrected(by: shift).gradient(.accuracy, hasDecisions: true)?.value)
            plainBias += (plain - realized) / Double(rounds)
            bias += (corrected - realized) / Double(rounds)
        }
        // 95 % of 60 are 57; fewer than 51 are a matter of one in 200.
        #expect(inside >= 51, "\(inside) of \(rounds)")
        #expect(abs(bias) < 0.01, "corrected: \(bias)")
        #expect(abs(plainBias) > 0.03, "not corrected: \(plainBias)")
    }

    /// The equations of Lipton, Wang and Smola, solved by hand for three classes that are never confused but for one.
    @Test func priorsSolveTheEquations() throws {
        let reference = ConfusionCounts(classes: ["a", "b", "c"], counts: [80, 20, 0, 0, 100, 0, 0, 0, 100])
        let shift = try #require(LabelShift(reference: reference, predicted: [400, 350, 250]))
        // q_a = 0.4 / 0.8; q_b = 0.35 - 0.2 q_a; q_c = 0.25.
        for (prior, expected) in zip(shift.priors, [0.5, 0.25, 0.25]) { #expect(abs(prior - expected) < 1e-12) }
        for (prior, expected) in zip(shift.referencePriors, [1.0 / 3, 1.0 / 3, 1.0 / 3]) { #expect(abs(prior - expected) < 1e-12) }
        // Of the class that is never taken for another and never confused with: sqrt(0.25 · 0.75 / 1000).
        #expect(abs(shift.standardErrors[2] - 0.013693063937629153) < 1e-12)
        // Odds are multiplied by the ratios of the shares.
        for (ours, expected) in zip(shift.corrected([0.2, 0.4, 0.4]), [1.0 / 3, 1.0 / 3, 1.0 / 3]) { #expect(abs(ours - expected) < 1e-12) }
    }

    @Test func labelShiftNeedsPredictionsThatTellClassesApart() {
        let blind = ConfusionCounts(classes: ["a", "b"], counts: [30, 70, 30, 70])
        #expect(LabelShift(reference: blind, predicted: [10, 10]) == nil)
        let oneClass = ConfusionCounts(classes: ["a", "b"], counts: [30, 70, 0, 0])
        #expect(LabelShift(reference: oneClass, predicted: [10, 10]) == nil)
        let usual = ConfusionCounts(classes: ["a", "b"], counts: [80, 20, 20, 80])
        #expect(LabelShift(reference: usual, predicted: [0, 0]) == nil)
        // No share below zero.
        #expect(LabelShift(reference: usual, predicted: [100, 0])?.priors == [1, 0])
    }

    /// A score means less in one group than in the other, and the group becomes common: weights by group put that right.
    @Test func weightsCorrectAShiftBeneathTheScore() throws {
        var generator = SplitMix64(seed: 12)
        let strong = SimulatedClassifier(slope: 3, scoreSlope: 1.5)
        let weak = SimulatedClassifier(slope: 0, scoreSlope: 1.5)
        func mixture(_ count: Int, weakShare: Double) -> [(isWeak: Bool, record: SimulatedClassifier.Record)] {
            (0..<count).map { _ in
                let isWeak = generator.nextUniform() < weakShare
                return (isWeak, (isWeak ? weak : strong).record(&generator))
            }
        }
        let reference = mixture(20_000, weakShare: 0.2)
        let window = mixture(20_000, weakShare: 0.8)
        let counts = { (records: [(isWeak: Bool, record: SimulatedClassifier.Record)]) in
            [records.count { !$0.isWeak }, records.count { $0.isWeak }]
        }
        let weights = try #require(StratumWeights(reference: counts(reference), window: counts(window)))
        #expect(weights.unsupported == 0)
        func groups(_ weight: (Bool) -> Double) -> [ScoreCalibrator.Group] {
            reference.map {
                .init(score: $0.record.score, positives: $0.record.isPositive ? 1 : 0, negatives: $0.record.isPositive ? 0 : 1, weight: weight($0.isWeak))
            }
        }
        let records = window.map(\.record)
        let realized = try records.realized(.rocAUC)
        func estimate(_ groups: [ScoreCalibrator.Group]) throws -> Double {
            let calibrator = try #require(ScoreCalibrator(groups))
            return try #require(ExpectedCells(records.decisions, calibrator).gradient(.rocAUC, hasDecisions: true)?.value)
        }
        let plain = try estimate(groups { _ in 1 })
        let weighted = try estimate(groups { weights.weights[$0 ? 1 : 0] })
        #expect(abs(weighted - realized) < 0.01, "\(weighted) against \(realized)")
        #expect(plain - realized > 0.1, "\(plain) against \(realized)")
    }

    @Test func strataThatTheReferenceHasNotAreSaid() throws {
        let weights = try #require(StratumWeights(reference: [100, 0, 9], window: [50, 30, 20]))
        #expect(weights.unsupported == 0.5)
        #expect(!weights.weights.contains { !$0.isFinite })
        #expect(StratumWeights(reference: [1], window: [1, 2]) == nil && StratumWeights(reference: [0], window: [1]) == nil)
    }

    /// Labels of high scores come first: alone they mislead, divided by score they do not, and the interval holds what all labels show.
    @Test func earlyLabelsAreCorrected() throws {
        var generator = SplitMix64(seed: 13)
        let metrics: [BinaryMetric] = [.accuracy, .rocAUC, .recall, .f1, .positiveRate, .logLoss, .brierScore]
        var inside: [BinaryMetric: Int] = [:]
        var (bias, rawBias) = (0.0, 0.0)
        let rounds = 100
        for _ in 0..<rounds {
            let records = SimulatedClassifier().records(1_500, &generator)
            let early = records.filter { generator.nextUniform() < 0.1 + 0.8 * $0.score }
            let all = records.summary
            let corrected = try #require(
                PostStratification(labelled: early.labels, all: records.decisions, hasDecisions: true))
            for metric in metrics {
                let estimate = try #require(corrected.estimate(metric))
                let realized = try #require(all.estimate(metric)?.value)
                let interval = try #require(estimate.interval)
                if interval.lower <= realized, realized <= interval.upper { inside[metric, default: 0] += 1 }
                if metric == .positiveRate {
                    bias += (estimate.value - realized) / Double(rounds)
                    rawBias += (try early.realized(metric) - realized) / Double(rounds)
                }
            }
        }
        #expect(abs(bias) < 0.01 && rawBias > 0.1, "corrected \(bias), not \(rawBias)")
        for metric in metrics { #expect(inside[metric, default: 0] >= 88, "\(metric.rawValue): \(inside[metric, default: 0]) of \(rounds)") }
    }

    @Test func postStratificationWithAllLabelsIsTheMetric() throws {
        var generator = SplitMix64(seed: 14)
        let records = SimulatedClassifier().records(500, &generator)
        let whole = try #require(PostStratification(labelled: records.labels, all: records.decisions, hasDecisions: true))
        for metric in [BinaryMetric.accuracy, .rocAUC, .f1, .logLoss] {
            let estimate = try #require(whole.estimate(metric))
            let realized = try records.realized(metric)
            #expect(abs(estimate.value - realized) < 1e-12, "\(metric.rawValue)")
            #expect(estimate.standardError == 0, "\(metric.rawValue)")
        }
        let few = SimulatedClassifier().records(19, &generator)
        #expect(PostStratification(labelled: few.labels, all: few.decisions, hasDecisions: true) == nil)
    }
}
