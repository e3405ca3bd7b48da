import Statistics
import Testing

/// Protects the definitions: isotonic regression is scikit-learn's, and expected metrics are what enumerating all outcomes gives.
@Suite struct EstimationReferenceTests {
    struct Content: Decodable {
        struct Isotonic: Decodable {
            var name: String
            var x, y, weight, at, expected: [Double]
        }

        struct Expectation: Decodable {
            var name: String
            var score, probability: [Double]
            var predicted: [Bool]
            var roc_auc, accuracy, precision, recall, f1, log_loss, brier_score: Double
        }

        var isotonic: [Isotonic]
        var expectation: [Expectation]
    }

    let content: Content

    init() throws { content = try DriftReference.load("estimation") }

    @Test func isotonicRegressionIsScikitLearns() throws {
        #expect(content.isotonic.count == 5)
        for reference in content.isotonic {
            let points = reference.x.indices.map {
                IsotonicRegression.Point(x: reference.x[$0], y: reference.y[$0], weight: reference.weight[$0])
            }
            let regression = try #require(IsotonicRegression(points))
            for (x, expected) in zip(reference.at, reference.expected) {
                // Sums are taken in another order.
                #expect(regression.value(at: x).isNear(expected, absolute: 1e-12), "\(reference.name) at \(x)")
            }
        }
    }

    @Test func isotonicRegressionNeedsAPointWithWeight() {
        #expect(IsotonicRegression([]) == nil)
        #expect(IsotonicRegression([.init(x: 1, y: 1, weight: 0), .init(x: .nan, y: 1, weight: 1)]) == nil)
    }

    /// The metrics that are ratios are expected as ratios of expectations.
    @Test func expectedMetricsAreThoseOfAllOutcomes() throws {
        #expect(content.expectation.count == 2)
        for reference in content.expectation {
            let cells = ExpectedCells(
                reference.score.indices.map {
                    .init(
                        score: reference.score[$0], isPredictedPositive: reference.predicted[$0], count: 1,
                        probability: reference.probability[$0])
                })
            let expected: [(BinaryMetric, Double)] = [
                (.rocAUC, reference.roc_auc), (.accuracy, reference.accuracy), (.precision, reference.precision),
                (.recall, reference.recall), (.f1, reference.f1), (.logLoss, reference.log_loss), (.brierScore, reference.brier_score),
            ]
            for (metric, value) in expected {
                let ours = try #require(cells.gradient(metric, hasDecisions: true)).value
                #expect(ours.isNear(value, relative: 1e-9), "\(reference.name), \(metric.rawValue): \(ours) against \(value)")
            }
        }
    }

    /// The derivatives carry all standard errors: they are what moving a cell's probability and its number of records does.
    @Test func derivativesAreThoseOfTheValue() throws {
        let reference = content.expectation[0]
        let step = 1e-5
        func cells(probability: (Int) -> Double = { _ in 0 }, count: (Int) -> Double = { _ in 0 }) -> ExpectedCells {
            // Many records, so that what one makes with itself is nothing.
            ExpectedCells(
                reference.score.indices.map {
                    .init(
                        score: reference.score[$0], isPredictedPositive: reference.predicted[$0], count: 1e7 * (1 + count($0)),
                        probability: reference.probability[$0] + probability($0))
                })
        }
        let plain = cells()
        for metric in [BinaryMetric.rocAUC, .averagePrecision, .accuracy, .precision, .recall, .specificity, .f1, .logLoss, .brierScore] {
            let gradient = try #require(plain.gradient(metric, hasDecisions: true))
            for (place, cell) in plain.cells.enumerated() {
                let row = try #require(reference.score.firstIndex(of: cell.score))
                func slope(_ moved: (Double) -> ExpectedCells) throws -> Double {
                    let above = try #require(moved(step).gradient(metric, hasDecisions: true)).value
                    let below = try #require(moved(-step).gradient(metric, hasDecisions: true)).value
                    return (above - below) / (2 * step)
                }
                let byProbability = try slope { step in cells(probability: { $0 == row ? step : 0 }) }
                let byCount = try slope { step in cells(count: { $0 == row ? step : 0 }) }
                let (a, b) = (gradient.byPositive[place], gradient.byNegative[place])
                // Central differences: an error of the square of the step, and rounding over the step.
                #expect((1e7 * (a - b)).isNear(byProbability, relative: 1e-5, absolute: 1e-6), "\(metric.rawValue), cell \(place)")
                #expect(
                    (1e7 * (cell.probability * a + (1 - cell.probability) * b)).isNear(byCount, relative: 1e-5, absolute: 1e-6),
                    "\(metric.rawValue), cell \(place)")
            }
        }
    }
}
