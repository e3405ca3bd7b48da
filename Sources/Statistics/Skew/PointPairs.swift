import RealModule

/// Values of a column on both sides, pair by pair: of the same row, or quantiles of the same share. In an order that does not depend on the
/// order they came in, so that what is found does not either.
package struct PointPairs: Sendable, Hashable {
    package let x: [Double]
    package let y: [Double]

    /// Takes finite values.
    package init(_ pairs: [(x: Double, y: Double)]) {
        let sorted = pairs.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        x = sorted.map(\.x)
        y = sorted.map(\.y)
    }

    package var count: Int { x.count }

    /// Every second pair, from the first or the second on.
    package func half(_ which: Int) -> PointPairs {
        let places = Swift.stride(from: which, to: count, by: 2)
        return PointPairs(places.map { (x[$0], y[$0]) })
    }

    /// Different values of `x`, at most `limit` of them counted.
    package func distinct(limit: Int = 100) -> Int {
        var (known, last) = (0, Double.nan)
        for value in x where value != last {
            known += 1
            last = value
            if known == limit { break }
        }
        return known
    }

    /// How far `y` may be from what a family says for it to be explained: `relative` of it, or of the spread of all where it is small.
    package func tolerance(relative: Double) -> (Double) -> Double {
        // Where few values are far larger than all others, their spread says nothing of these.
        let sorted = y.map(abs).sorted()
        let middle = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        let spread = Swift.min(Self.spread(y), 1_000 * middle)
        return { relative * Swift.max(abs($0), spread) }
    }

    /// The standard deviation; 0 for fewer than two values. Values are taken as parts of the largest, whose square may be more than a number can
    /// be: an infinite spread would let everything pass for equal.
    static func spread(_ values: [Double]) -> Double {
        let largest = values.reduce(0) { Swift.max($0, abs($1)) }
        guard values.count > 1, largest > 0 else { return 0 }
        let mean = values.reduce(0) { $0 + $1 / largest } / Double(values.count)
        return largest * Double.sqrt(values.reduce(0) { $0 + ($1 / largest - mean) * ($1 / largest - mean) } / Double(values.count))
    }

    /// The share of pairs that `family` explains; 0 for none.
    package func explained(by family: Transformation, within tolerance: (Double) -> Double) -> Double {
        guard count > 0 else { return 0 }
        var good = 0
        for place in x.indices where abs(family(x[place]) - y[place]) <= tolerance(y[place]) { good += 1 }
        return Double(good) / Double(count)
    }
}

extension PointPairs {
    /// The least number of digits after the point, from -3 to 6, at which all but one in a thousand of `values` are written; `nil` for more.
    package static func digits(of values: [Double]) -> Int? {
        guard !values.isEmpty else { return nil }
        return (-3...6).first { digits in
            let power = Double.pow(10, Double(digits))
            let odd = values.count { abs($0 * power - ($0 * power).rounded()) > 1e-9 * Swift.max(1, abs($0 * power)) }
            return odd * 1_000 <= values.count
        }
    }
}
