internal import Statistics

/// How something came about: at once, or day by day.
struct TimeCourse: Sendable {
    /// When it began, in the unit of the times.
    var start: Double
    /// From the first to its full strength; 0 for at once.
    var length: Double
    /// How far it went beyond what was usual.
    var height: Double

    var isGradual: Bool { length > 0 }

    /// Lengths of ramps that are tried, in days.
    private static let lengths: [Double] = [0, 3, 5, 7, 9, 12, 16]

    /// The step or ramp that fits best, by least squares over half days. A ramp must fit better than a step by more than its length being free is
    /// worth: by three times the residual variance. The shortest ramp takes three days, so that no ramp is nearly a step.
    ///
    /// - Parameters:
    ///   - times: in days. values: of single records.
    ///   - usual: the mean before.
    /// - Returns: `nil` for fewer than four half days.
    init?(times: [Double], values: [Double], usual: Double) {
        var cells: [Int: (sum: Double, count: Double)] = [:]
        for (time, value) in zip(times, values) where time.isFinite && value.isFinite {
            let cell = Int((time * 2).rounded(.down))
            cells[cell, default: (0, 0)].sum += value
            cells[cell, default: (0, 0)].count += 1
        }
        let points = cells.sorted { $0.key < $1.key }.map { (time: Double($0.key) / 2 + 0.25, value: $0.value.sum / $0.value.count - usual, weight: $0.value.count) }
        guard points.count >= 4, let first = points.first, let last = points.last else { return nil }
        struct Fit { var start, length, height, error: Double }
        func fit(_ start: Double, _ length: Double) -> Fit? {
            var (top, bottom) = (0.0, 0.0)
            func shape(_ time: Double) -> Double { length > 0 ? min(1, max(0, (time - start) / length)) : time >= start ? 1 : 0 }
            for point in points {
                let x = shape(point.time)
                top += point.weight * x * point.value
                bottom += point.weight * x * x
            }
            guard bottom > 0 else { return nil }
            let height = top / bottom
            let error = points.reduce(0.0) { sum, point in
                let rest = point.value - height * shape(point.time)
                return sum + point.weight * rest * rest
            }
            return Fit(start: start, length: length, height: height, error: error)
        }
        var best: [Double: Fit] = [:]
        for length in Self.lengths {
            for start in stride(from: first.time - 0.25, to: last.time - 0.5, by: 0.5) {
                guard let found = fit(start, length) else { continue }
                if found.error < best[length]?.error ?? .infinity { best[length] = found }
            }
        }
        guard let step = best[0], let ramp = best.values.filter({ $0.length > 0 }).min(by: { $0.error < $1.error }) else { return nil }
        let noise = max(ramp.error, 1e-12) / Double(max(1, points.count - 3))
        let chosen = (step.error - ramp.error) / noise > 3 ? ramp : step
        (start, length, height) = (chosen.start, chosen.length, chosen.height)
    }
}
