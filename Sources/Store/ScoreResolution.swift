internal import Foundation
package import Statistics

extension PerformanceQuery.ScoreResolution {
    /// What is added to a place among bins before it is cut off: engines' sines differ in the last digit, and scores such as 0.5 lie on an edge.
    package static let slack = 1e-9

    /// Bins for each unit of `asin(sqrt(score))`, which goes to `pi / 2`.
    package static func arcsineScale(_ count: Int) -> Double { 2 * Double(count) / .pi }

    /// What engines group a score by: itself, the lower edge of its bin, or of `arcsineBins` its bin's number.
    package func group(of score: Double) -> Double {
        switch self {
        case .exact: return score
        case .bins(let count): return min(max((score * Double(count)).rounded(.down), 0), Double(count - 1)) / Double(count)
        case .arcsineBins(let count):
            let place = asin(min(max(score, 0), 1).squareRoot()) * Self.arcsineScale(count)
            return min((place + Self.slack).rounded(.down), Double(count - 1))
        }
    }

    /// The lowest score of a group.
    package func lowest(of group: Double) -> Double {
        guard case .arcsineBins(let count) = self else { return group }
        let root = sin(group / Self.arcsineScale(count))
        let edge = root * root
        // An edge at a half is a half, whatever the last digit of the sine says.
        let short = (edge * 1e12).rounded() / 1e12
        return abs(short - edge) <= 4 * edge.ulp ? short : edge
    }
}

extension ScoreHistogram {
    /// - Parameter points: their scores are what engines grouped by.
    package init(_ points: [Point], by resolution: PerformanceQuery.ScoreResolution) {
        self.init(
            points: points.map { point in
                var point = point
                point.score = resolution.lowest(of: point.score)
                return point
            }, isExact: resolution.isExact)
    }
}
