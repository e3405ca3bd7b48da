package import Domain

/// How far a drift point is from its limit, in five steps that agree with the verdict on it: a cell never looks alarming
/// that was not judged so, and the other way round.
package enum DriftLevel: Int, CaseIterable {
    case underHalf, underLimit, overLimit, overTwice, overFourfold

    /// What the legend says.
    var title: String {
        switch self {
        case .underHalf: "under half the limit"
        case .underLimit: "up to the limit"
        case .overLimit: "alert, up to 2 × limit"
        case .overTwice: "2 to 4 × limit"
        case .overFourfold: "over 4 × limit"
        }
    }

    /// - Parameter lowerIsWorse: For p-values and the like, where the limit is crossed downwards.
    package init(_ point: DriftPoint, lowerIsWorse: Bool) {
        let ratio = Self.ratio(point, lowerIsWorse: lowerIsWorse)
        if point.severity < .warning {
            self = (ratio ?? 0) < 0.5 ? .underHalf : .underLimit
        } else if let ratio {
            self = ratio < 2 ? .overLimit : ratio < 4 ? .overTwice : .overFourfold
        } else {
            self = point.severity == .error ? .overTwice : .overLimit
        }
    }

    /// 1 at the limit, more beyond it; `nil` without a limit.
    package static func ratio(_ point: DriftPoint, lowerIsWorse: Bool) -> Double? {
        guard let limit = point.threshold, limit > 0, point.value.isFinite else { return nil }
        guard lowerIsWorse else { return point.value / limit }
        return limit / max(point.value, .leastNormalMagnitude)
    }
}

extension DriftSeries {
    /// Whether small values are the bad ones: it shows in how the points were judged.
    package var lowerIsWorse: Bool {
        if signal.hasSuffix("p_value") { return true }
        var below = 0
        var above = 0
        for point in points where point.severity >= .warning {
            guard let limit = point.threshold else { continue }
            if point.value < limit { below += 1 } else { above += 1 }
        }
        return below > above
    }
}
