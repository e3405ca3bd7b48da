import Foundation
import Statistics
import Testing

/// The content of `Reference/performance.json`, written by `scripts/reference-values/performance.py`.
struct PerformanceReference: Decodable {
    let valueMatrix: [Double]
    let binary: [BinaryCase]
    let multiclass: [MulticlassCase]
    let regression: [RegressionCase]
    let wilson: [WilsonCase]

    static func load() throws -> PerformanceReference {
        let url = try #require(
            Bundle.module.url(forResource: "performance", withExtension: "json", subdirectory: "Reference"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(PerformanceReference.self, from: Data(contentsOf: url))
    }

    struct BinaryCase: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let scores: [Double]
        let actual: [Int]
        let predicted: [Int]
        let expected: Expected
        var testDescription: String { name }
    }

    struct MulticlassCase: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let classes: Int
        let scores: [[Double]]
        let actual: [Int]
        let predicted: [Int]
        let expected: Expected
        var testDescription: String { name }
    }

    struct RegressionCase: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let actual: [Double]
        let predicted: [Double]
        let expected: Expected
        var testDescription: String { name }
    }

    struct WilsonCase: Decodable, Sendable {
        let hits: Int
        let rows: Int
        let lower: Double
        let upper: Double
    }

    /// Numbers and lists of numbers by name; a null number is a metric that does not exist.
    struct Expected: Decodable, Sendable {
        private let entries: [String: Entry]

        private enum Entry: Decodable {
            case number(Double?)
            case list([Double?])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let list = try? container.decode([Double?].self) {
                    self = .list(list)
                } else {
                    self = .number(container.decodeNil() ? nil : try container.decode(Double.self))
                }
            }
        }

        init(from decoder: any Decoder) throws {
            entries = try decoder.singleValueContainer().decode([String: Entry].self)
        }

        func has(_ name: String) -> Bool { entries[name] != nil }

        func number(_ name: String) throws -> Double? {
            guard case .number(let value) = try #require(entries[name], "no reference for \(name)") else {
                Issue.record("\(name) is a list")
                return nil
            }
            return value
        }

        func list(_ name: String) throws -> [Double?] {
            guard case .list(let values) = try #require(entries[name], "no reference for \(name)") else {
                Issue.record("\(name) is a number")
                return []
            }
            return values
        }
    }
}

/// Expects the same number, or none on both sides.
///
/// 1e-9 relative is far above the rounding of some hundred additions and far below any difference in definition; the
/// absolute 1e-15 is for values that are zero but for rounding.
func expectClose(
    _ value: Double?, _ expected: Double?, relative: Double = 1e-9, absolute: Double = 1e-15, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let value, let expected else {
        #expect(
            value == nil && expected == nil, "\(name): \(value as Any), expected \(expected as Any)",
            sourceLocation: sourceLocation)
        return
    }
    #expect(
        abs(value - expected) <= relative * abs(expected) + absolute, "\(name): \(value), expected \(expected)",
        sourceLocation: sourceLocation)
}

extension ScoreHistogram {
    /// The histogram of single rows, or of bins of the given width.
    init(scores: [Double], isPositive: [Bool], binWidth: Double? = nil) {
        let points = zip(scores, isPositive).map { score, positive in
            Point(
                score: binWidth.map { (score / $0).rounded(.down) * $0 } ?? score, positives: positive ? 1 : 0,
                negatives: positive ? 0 : 1, positiveScoreSum: positive ? score : 0,
                negativeScoreSum: positive ? 0 : score)
        }
        self.init(points: points, isExact: binWidth == nil)
    }
}

extension BinarySummary {
    /// What an engine would count from rows with probabilities; `nil` for an actual that is not known.
    init(scores: [Double], actual: [Bool?], predicted: [Bool]) {
        self.init()
        var table = BinaryConfusion()
        var losses = Moments()
        var squares = Moments()
        var known: [(score: Double, isPositive: Bool)] = []
        for (score, (actual, predicted)) in zip(scores, zip(actual, predicted)) {
            if predicted { predictedPositives += 1 } else { predictedNegatives += 1 }
            guard let actual else {
                unlabelled += 1
                continue
            }
            labelled += 1
            known.append((score, actual))
            switch (actual, predicted) {
            case (true, true): table.truePositives += 1
            case (true, false): table.falseNegatives += 1
            case (false, true): table.falsePositives += 1
            case (false, false): table.trueNegatives += 1
            }
            let probability = actual ? score : 1 - score
            losses.add(-log(min(max(probability, .ulpOfOne), 1 - .ulpOfOne)))
            squares.add((1 - probability) * (1 - probability))
        }
        guard labelled > 0 else { return }
        confusion = table
        self.scores = ScoreHistogram(scores: known.map(\.score), isPositive: known.map(\.isPositive))
        logLoss = losses
        squaredError = squares
    }
}

extension MulticlassSummary {
    /// What an engine would count from rows with probabilities.
    init(classes: [String], scores: [[Double]], actual: [Int], predicted: [Int]) {
        var table = ConfusionCounts(classes: classes)
        var losses = Moments()
        var squares = Moments()
        for (row, (actual, predicted)) in zip(scores, zip(actual, predicted)) {
            table[actual: actual, predicted: predicted] += 1
            losses.add(-log(min(max(row[actual], .ulpOfOne), 1 - .ulpOfOne)))
            squares.add(
                row.indices.reduce(0) { $0 + (row[$1] - ($1 == actual ? 1 : 0)) * (row[$1] - ($1 == actual ? 1 : 0)) })
        }
        let histograms = classes.indices.map { index in
            ScoreHistogram(scores: scores.map { $0[index] }, isPositive: actual.map { $0 == index })
        }
        self.init(
            labelled: actual.count, confusion: table, oneVersusRest: histograms, logLoss: losses, squaredError: squares)
    }
}

extension RegressionSummary {
    /// What an engine would count from labelled rows.
    init(predicted: [Double], actual: [Double], centre: Double = 0, quantiles: [Double] = []) {
        self.init(centre: centre, pinball: quantiles.map { PinballLoss(quantile: $0) })
        for (predicted, actual) in zip(predicted, actual) { add(prediction: predicted, actual: actual) }
    }
}

extension SeededGenerator {
    /// A standard normal number (Box and Muller 1958).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}
