/// How what a score means has moved since the reference, if one of two assumptions holds: then scores are worth other probabilities than the
/// reference's calibration gives them.
package enum CalibrationShift: Sendable {
    /// Records of a class are like the reference's, and only the classes' shares are others. Of two classes, or of one against the rest.
    case classes(LabelShift)
    /// Records with the same features turn out as the reference's, and only the features' shares are others.
    case features(WeightedCalibration)

    /// - Parameter plain: as the reference's calibration has it.
    func probability(of score: Double, plain: Double) -> Double {
        switch self {
        case .classes(let shift): shift.corrected(plain)
        case .features(let calibration): Swift.min(1, Swift.max(0, plain + calibration.difference(at: score)))
        }
    }

    /// How much the probability moves with that of the reference's calibration, whose errors it so has.
    func slope(plain: Double) -> Double {
        switch self {
        case .classes(let shift): shift.slope(plain)
        // Of calibrations that share their labels the weighted one has the larger error, and it alone is counted.
        case .features: 0
        }
    }

    /// The variance that the assumption's own numbers add to a metric.
    ///
    /// - Parameters:
    ///   - cells: with the probabilities that they have after the shift.
    ///   - byOutcome: what the metric gains by a record of each cell that turns from negative to positive.
    func variance(_ cells: [ExpectedCells.Cell], byOutcome: [Double]) -> Double {
        switch self {
        case .classes(let shift):
            let move = zip(cells, byOutcome).reduce(0) { $0 + $1.0.count * $1.1 * shift.derivative($1.0.probability) }
            return move * move * shift.standardErrors[1] * shift.standardErrors[1]
        case .features(let calibration):
            return calibration.variance(zip(cells, byOutcome).map { ($0.score, $0.count * $1) })
        }
    }
}
