import Testing

@testable import Statistics

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

    /// Priors are found within their errors, and estimates that have them hold what labels show, where plain ones do not.
    @Test func labelShiftIsCorrected() throws {
        var generator = SplitMix64(seed: 11)
        let metrics: [BinaryMetric] = [.rocAUC, .accuracy, .f1, .brierScore, .logLoss, .positiveRate]
        var (priors, bias, plainBias) = (0, 0.0, 0.0)
        var inside: [BinaryMetric: Int] = [:]
        let rounds = 60
        for _ in 0..<rounds {
            let reference = SimulatedClassifier().records(4_000, &generator)
            let window = labelShifted(1_000, positiveShare: 0.6, &generator)
            let confusion = try #require(reference.summary.confusion)
            let decisions = window.decisions
            let shift = try #require(LabelShift(reference: confusion.counts, predicted: [decisions.negatives, decisions.positives]))
            #expect(abs(shift.priors[0] + shift.priors[1] - 1) < 1e-12)
            if abs(shift.priors[1] - 0.6) < 1.96 * shift.standardErrors[1] { priors += 1 }
            let estimator = try #require(reference.estimator)
            let corrected = estimator.estimates(metrics, of: decisions, after: .classes(shift))
            for metric in metrics {
                let interval = try #require(corrected[metric]?.interval)
                let realized = try window.realized(metric)
                if interval.lower <= realized, realized <= interval.upper { inside[metric, default: 0] += 1 }
            }
            let realized = try window.realized(.accuracy)
            bias += (try #require(corrected[.accuracy]).value - realized) / Double(rounds)
            plainBias += (try #require(estimator.estimate(.accuracy, of: decisions)).value - realized) / Double(rounds)
        }
        // 95 % of 60 are 57; fewer than 51 are a matter of one in 200.
        #expect(priors >= 51, "\(priors) of \(rounds)")
        for metric in metrics { #expect(inside[metric, default: 0] >= 51, "\(metric.rawValue): \(inside[metric, default: 0]) of \(rounds)") }
        #expect(abs(bias) < 0.01, "corrected: \(bias)")
        #expect(abs(plainBias) > 0.03, "not corrected: \(plainBias)")
    }

    /// The derivatives that errors are made of are those of the corrected probability.
    @Test func derivativesAreThoseOfTheCorrection() throws {
        func shift(_ predicted: [Int]) throws -> LabelShift {
            try #require(LabelShift(reference: ConfusionCounts(classes: ["0", "1"], counts: [800, 200, 100, 400]), predicted: predicted))
        }
        let middle = try shift([5_000, 5_000])
        let (low, high) = (try shift([5_001, 4_999]), try shift([4_999, 5_001]))
        for probability in [0.01, 0.2, 0.5, 0.9] {
            let corrected = middle.corrected(probability)
            #expect(abs(corrected - middle.corrected([1 - probability, probability])[1]) < 1e-15)
            let slope = (middle.corrected(probability + 1e-5) - middle.corrected(probability - 1e-5)) / 2e-5
            #expect(abs(middle.slope(probability) - slope) < 1e-6 * max(1, slope))
            let byPrior = (high.corrected(probability) - low.corrected(probability)) / (high.priors[1] - low.priors[1])
            #expect(abs(middle.derivative(corrected) - byPrior) < 1e-5)
        }
    }

    /// Scores of other shares of the same classes are a mixture of theirs; scores of records from elsewhere are not. No more than 2 of 60 mixtures
    /// are taken for none, at a level of a thousandth.
    @Test func mixturesAreToldFromOtherShifts() throws {
        var generator = SplitMix64(seed: 15)
        var refused = 0
        for _ in 0..<60 {
            let reference = SimulatedClassifier().records(4_000, &generator)
            let window = labelShifted(1_000, positiveShare: 0.6, &generator)
            let fit = try #require(MixtureFit(labelled: reference.labels, window: window.decisions, positiveShare: 0.6))
            if fit.pValue < 0.001 { refused += 1 }
        }
        #expect(refused <= 2, "\(refused)")
        // Scores of their own on one side and bins on the other, most of them in a single one: the same scores are no other ones.
        var low = SimulatedClassifier(resolution: 1_000_000)
        (low.level, low.scoreLevel) = (-6, -6)
        let (before, now) = (low.records(20_000, &generator), low.records(2_000, &generator))
        let binned = ScoreHistogram(
            points: now.decisions.points.map { point in
                var point = point
                point.score = (point.score * 100).rounded(.down)
                return point
            }, isExact: false)
        let share = Double(before.count { $0.isPositive }) / 20_000
        let same = try #require(MixtureFit(labelled: before.labels, window: binned, positiveShare: share, bin: { ($0 * 100).rounded(.down) }))
        #expect(same.pValue > 0.001 && same.distance < 0.05)
        let reference = SimulatedClassifier().records(4_000, &generator)
        var middle = SimulatedClassifier().records(20_000, &generator)
        middle.removeAll { $0.score < 0.2 || $0.score > 0.6 }
        let decisions = middle.decisions
        let confusion = try #require(reference.summary.confusion).counts
        let shift = try #require(LabelShift(reference: confusion, predicted: [decisions.negatives, decisions.positives]))
        let fit = try #require(MixtureFit(labelled: reference.labels, window: decisions, positiveShare: shift.priors[1]))
        #expect(fit.pValue < 1e-6 && fit.distance > 0.2)
        #expect(MixtureFit(labelled: reference.labels, window: ScoreHistogram(points: [], isExact: true), positiveShare: 0.5) == nil)
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

    /// A score means less in one group than in the other, and the group becomes common: weights put that right, and the interval holds what labels
    /// show.
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
        let metrics: [BinaryMetric] = [.rocAUC, .accuracy, .f1, .brierScore, .positiveRate]
        var inside: [BinaryMetric: Int] = [:]
        var (bias, plainBias) = (0.0, 0.0)
        let rounds = 40
        for _ in 0..<rounds {
            let reference = mixture(6_000, weakShare: 0.2)
            let window = mixture(1_000, weakShare: 0.8).map(\.record)
            let estimator = try #require(reference.map(\.record).estimator)
            let calibration = try #require(
                WeightedCalibration(
                    scores: reference.map(\.record.score), isPositive: reference.map(\.record.isPositive),
                    weights: reference.map { $0.isWeak ? 4 : 0.25 }))
            #expect(calibration.effectiveSize < 6_000 && calibration.effectiveSize > 1_000)
            let estimates = estimator.estimates(metrics, of: window.decisions, after: .features(calibration))
            for metric in metrics {
                let interval = try #require(estimates[metric]?.interval)
                let realized = try window.realized(metric)
                if interval.lower <= realized, realized <= interval.upper { inside[metric, default: 0] += 1 }
            }
            let realized = try window.realized(.rocAUC)
            bias += (try #require(estimates[.rocAUC]).value - realized) / Double(rounds)
            plainBias += (try #require(estimator.estimate(.rocAUC, of: window.decisions)).value - realized) / Double(rounds)
        }
        #expect(abs(bias) < 0.015, "weighted: \(bias)")
        #expect(plainBias > 0.1, "plain: \(plainBias)")
        // 95 % of 40 are 38; fewer than 33 are a matter of one in 200.
        for metric in metrics { #expect(inside[metric, default: 0] >= 33, "\(metric.rawValue): \(inside[metric, default: 0]) of \(rounds)") }
    }

    /// Equal weights say what no weights say.
    @Test func equalWeightsChangeNothing() throws {
        var generator = SplitMix64(seed: 16)
        let records = SimulatedClassifier().records(1_000, &generator)
        let (scores, classes) = (records.map(\.score), records.map(\.isPositive))
        let calibration = try #require(WeightedCalibration(scores: scores, isPositive: classes, weights: scores.map { _ in 3 }))
        #expect(abs(calibration.effectiveSize - 1_000) < 1e-6)
        for score in [0.0, 0.1, 0.5, 1] { #expect(abs(calibration.difference(at: score)) < 1e-12) }
        #expect(WeightedCalibration(scores: scores, isPositive: classes, weights: [1]) == nil)
        #expect(WeightedCalibration(scores: scores, isPositive: classes, weights: zip(classes, scores).map { $0.0 ? 1 : 0 }) == nil)
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
