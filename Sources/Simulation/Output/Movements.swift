/// How each feature was distributed after the start, and how it would have been.
package struct Movements: Sendable, Hashable {
    /// By feature, then bin; empty until there is a row.
    private var actual: [[Int]] = []
    private var expected: [[Int]] = []

    private static let numericBins = 40
    /// Distances below it are not called a move; for the same people they come from chance alone.
    private static let least = 0.05

    /// Adds a row as it went into the files.
    mutating func add(_ inputs: Person) { Self.count(inputs, in: &actual) }

    /// Adds a row as it would have been.
    mutating func add(expected inputs: Person) { Self.count(inputs, in: &expected) }

    mutating func merge(_ other: Movements) {
        Self.merge(other.actual, into: &actual)
        Self.merge(other.expected, into: &expected)
    }

    /// The features that moved, with their Jensen-Shannon distance (base 2, missing values as a value of their own,
    /// numbers in bins of 0.15 standard deviations), rounded to four places.
    var moved: [String: Double] {
        guard !actual.isEmpty, !expected.isEmpty else { return [:] }
        var moved: [String: Double] = [:]
        for (place, feature) in Feature.all.enumerated() {
            let distance = Self.distance(actual[place], expected[place])
            if distance >= Self.least { moved[feature.name] = (distance * 10_000).rounded() / 10_000 }
        }
        return moved
    }

    private static func count(_ inputs: Person, in counts: inout [[Int]]) {
        if counts.isEmpty {
            counts = Feature.all.map { Array(repeating: 0, count: $0.isNumeric ? numericBins + 1 : Category.codes) }
        }
        for feature in NumericFeature.allCases {
            let value = inputs[feature]
            let (mean, deviation) = feature.scale
            let bin = (value - mean) / deviation / 0.15 + Double(numericBins / 2)
            counts[feature.rawValue][value.isNaN ? numericBins : Int(min(Double(numericBins) - 1, max(0, bin)))] += 1
        }
        for feature in CategoricalFeature.allCases {
            counts[NumericFeature.allCases.count + feature.rawValue][Int(inputs[feature])] += 1
        }
    }

    private static func merge(_ other: [[Int]], into counts: inout [[Int]]) {
        guard !counts.isEmpty else {
            counts = other
            return
        }
        for (feature, bins) in other.enumerated() {
            for (bin, count) in bins.enumerated() { counts[feature][bin] += count }
        }
    }

    private static func distance(_ left: [Int], _ right: [Int]) -> Double {
        let (m, n) = (Double(left.reduce(0, +)), Double(right.reduce(0, +)))
        var divergence = 0.0
        for (a, b) in zip(left, right) {
            let (p, q) = (Double(a) / m, Double(b) / n)
            if p > 0 { divergence += p * portableLog(2 * p / (p + q)) }
            if q > 0 { divergence += q * portableLog(2 * q / (p + q)) }
        }
        return max(0, divergence / (2 * portableLog(2))).squareRoot()
    }
}
